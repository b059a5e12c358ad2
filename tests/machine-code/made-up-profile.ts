// A profile of a C program that never ran: samples at addresses of its functions, with names and lines.

import { encodeProfile } from '#formats';
import { createObjectFiles } from '#node';
import { createProfileBuilder } from '#profile';

/** Where the executable segment of the file is in the made-up process. */
interface Place {
  readonly start: bigint;
  readonly limit: bigint;
  readonly offset: bigint;
}

/** Every seventh byte of each function has a sample, called by the function before it, and by itself. */
export async function makeProfile(
  path: string,
  place: Place,
  functions: readonly string[],
): Promise<Uint8Array> {
  const objects = createObjectFiles({ tools: '', namesOnly: false, environment: process.env });
  try {
    const object = await objects.open(path, place);
    const symbols = await object.symbols();
    const base = place.start - object.fileAddress(place.start);
    const builder = createProfileBuilder();
    const mapping = builder.addMapping({ ...place, file: path });
    const locations: number[] = [];
    let value = 1;
    for (const name of functions) {
      const symbol = symbols.find(({ names }) => names.includes(name))!;
      const fn = builder.addFunction({ name, systemName: name, filename: 'spin.c' });
      for (let address = symbol.start; address < symbol.end; address += 7n) {
        const lines = [{ function: fn, line: 1n }];
        const location = builder.addLocation({ mapping, address: address + base, lines });
        const stack = [location, ...locations.slice(-3).toReversed(), location];
        builder.addSample(builder.stacks.add(stack, 0, stack.length), 0, [value++]);
        locations.push(location);
      }
    }
    return encodeProfile(builder.build({ sampleTypes: [{ type: 'samples', unit: 'count' }] }));
  } finally {
    objects.close();
  }
}
