// Makes a profile of addresses without names, spread over the code of a real program.

import { createProfileBuilder, type Profile } from '#profile';
import { createRandom } from './random.ts';

export interface AddressSpread {
  readonly program: string;
  /** Where its functions are, in the file and in memory alike; ordered. */
  readonly functions: readonly { readonly start: bigint; readonly end: bigint }[];
  readonly count: number;
}

const deepest = 20;
const pageSize = 4096n;
/** Go's linker has byte 0 of the file at address 0x400000. */
const segmentAlignment = 0x40_0000n;

/** As many samples as addresses, each of a stack of them. */
export function addressProfile({ program, functions, count }: AddressSpread): Profile {
  const random = createRandom(11);
  const builder = createProfileBuilder();
  const start = (functions[0]!.start / segmentAlignment) * segmentAlignment;
  const limit = (functions.at(-1)!.end / pageSize + 1n) * pageSize;
  const mapping = builder.addMapping({ start, limit, offset: 0n, file: program });
  const locations = Array.from({ length: count }, () => {
    const fn = functions[random.below(functions.length)]!;
    const address = fn.start + BigInt(random.below(Number(fn.end - fn.start)));
    return builder.addLocation({ mapping, address, lines: [] });
  });
  for (let sample = 0; sample < count; sample++) {
    const depth = 1 + random.below(deepest);
    const stack = Uint32Array.from({ length: depth }, () => locations[random.below(count)]!);
    builder.addSample(builder.stacks.add(stack, 0, depth), 0, [1]);
  }
  return builder.build({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
}
