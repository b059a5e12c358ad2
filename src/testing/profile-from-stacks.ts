// Draws a profile from text, one stack per line: 'main;a;b 5'.

import {
  createProfileBuilder,
  numericLabel,
  stringLabel,
  type Label,
  type Profile,
  type ProfileBuilder,
  type ProfileHeader,
} from '#profile';

/**
 * Each line is a sample: frames from root to leaf with ';' between, then a value for each sample type, then
 * labels: `key=text`, or `key=5` and `key=5bytes` for a number. Blank lines do not count, and without frames
 * (' 5') the stack is empty.
 *
 * Frames of the same text are one location. `a>b` is a location with b inlined into a; `a@file.go:12` gives
 * the file and the line; `[lib.so]a` puts the location into the mapping of that file, and `[lib.so]0x1f` has
 * no lines there, only an address. `[lib.so+0x1f]a` is so many bytes behind the start of the mapping. Other
 * addresses are the start of the mapping, or 0.
 *
 * The sample types are those of the header, by default `samples/count`, or a type for each value of the first
 * sample: `a/count`, `b/count` and so on.
 */
export function profileFromStacks(text: string, header: Partial<ProfileHeader> = {}): Profile {
  const drawn = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readSample);
  const builder = createProfileBuilder();
  const location = createLocations(builder);
  for (const { frames, values, labels } of drawn) {
    const leafFirst = frames.toReversed().map((frame) => location(frame));
    const set = builder.labelSets.add(labels.map((label) => readLabel(builder, label)));
    builder.addSample(builder.stacks.add(leafFirst, 0, leafFirst.length), set, values);
  }
  const types = drawn[0]?.values.length ?? 1;
  return builder.build({ sampleTypes: defaultSampleTypes(types), ...header });
}

interface DrawnSample {
  readonly frames: readonly string[];
  readonly values: readonly bigint[];
  readonly labels: readonly string[];
}

function readSample(line: string): DrawnSample {
  const match = /^(.*?)((?:\s+-?\d+)+)((?:\s+[^\s=]+=\S*)*)\s*$/.exec(line);
  if (match === null) throw new Error(`not a stack with values: ${JSON.stringify(line)}`);
  const [, stack = '', values = '', labels = ''] = match;
  return {
    frames: stack
      .split(';')
      .map((frame) => frame.trim())
      .filter((frame) => frame !== ''),
    values: words(values).map(BigInt),
    labels: words(labels),
  };
}

function words(text: string): string[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function readLabel({ strings }: ProfileBuilder, text: string): Label {
  const equals = text.indexOf('=');
  const key = text.slice(0, equals);
  const value = text.slice(equals + 1);
  const number = /^(-?\d+)([A-Za-z]*)$/.exec(value);
  if (number === null) return stringLabel(strings, key, value);
  return numericLabel(strings, key, BigInt(number[1]!), number[2]!);
}

/** Gives each distinct frame a location, each distinct name and file a function, each distinct mapping file a mapping. */
function createLocations(builder: ProfileBuilder): (frame: string) => number {
  const locations = new Map<string, number>();
  const functions = new Map<string, number>();
  const mappings = new Map<string, number>();
  const numbered = (known: Map<string, number>, key: string, add: () => number): number => {
    const index = known.get(key) ?? add();
    known.set(key, index);
    return index;
  };

  function line(text: string): { function: number; line: bigint } {
    const [, name = '', filename = '', number = '0'] = /^(.*?)(?:@(.*?)(?::(\d+))?)?$/.exec(text) ?? [];
    const fn = numbered(functions, `${name}@${filename}`, () => builder.addFunction({ name, filename }));
    return { function: fn, line: BigInt(number) };
  }

  function mapping(file: string): { mapping: number; start: bigint } {
    const index = mappings.get(file) ?? mappings.size;
    const start = BigInt(index + 1) * 0x100000n;
    const add = (): number => builder.addMapping({ start, limit: start + 0x10000n, offset: 0n, file });
    return { mapping: numbered(mappings, file, add), start };
  }

  function addLocation(frame: string): number {
    const [, file, offset = '0', call = ''] = /^(?:\[(.*?)(?:\+(0x[0-9a-f]+))?\])?(.*)$/.exec(frame) ?? [];
    const { start, ...place } = file === undefined ? { start: 0n } : mapping(file);
    if (/^0x[0-9a-f]+$/.test(call))
      return builder.addLocation({ ...place, address: BigInt(call), lines: [] });
    const address = start + BigInt(offset);
    return builder.addLocation({ ...place, address, lines: call.split('>').toReversed().map(line) });
  }

  return (frame) => numbered(locations, frame, () => addLocation(frame));
}

function defaultSampleTypes(count: number): ProfileHeader['sampleTypes'] {
  if (count === 1) return [{ type: 'samples', unit: 'count' }];
  return Array.from({ length: count }, (_, i) => ({ type: String.fromCharCode(97 + i), unit: 'count' }));
}
