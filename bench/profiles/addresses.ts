// Makes a profile of addresses without names, spread over the code of a real program.

import { createProfileBuilder, type Profile } from '#profile';
import { createRandom } from './random.ts';

export interface AddressSpread {
  readonly program: string;
  /** Where its code is, in the file and in memory alike. */
  readonly start: bigint;
  readonly size: number;
  readonly count: number;
}

const deepest = 20;

/** As many samples as addresses, each of a stack of them. */
export function addressProfile({ program, start, size, count }: AddressSpread): Profile {
  const random = createRandom(11);
  const builder = createProfileBuilder();
  const limit = start + BigInt(Math.ceil(size / 4096) * 4096);
  const mapping = builder.addMapping({ start: start - (start % 4096n), limit, offset: 0n, file: program });
  const locations = Array.from({ length: count }, () =>
    builder.addLocation({ mapping, address: start + BigInt(random.below(size)), lines: [] }),
  );
  for (let sample = 0; sample < count; sample++) {
    const depth = 1 + random.below(deepest);
    const stack = Uint32Array.from({ length: depth }, () => locations[random.below(count)]!);
    builder.addSample(builder.stacks.add(stack, 0, depth), 0, [1]);
  }
  return builder.build({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
}
