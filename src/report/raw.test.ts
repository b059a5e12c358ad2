// The raw report of a profile with everything in it, as `go tool pprof -raw` prints it.

import {
  createProfileBuilder,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  numericLabel,
  stringLabel,
  type Profile,
} from '#profile';
import { expect, test } from 'vitest';

import { joinChunks } from './chunks.ts';
import { printRaw } from './raw.ts';
import { utc } from './time.ts';

function everything(): Profile {
  const builder = createProfileBuilder();
  const { strings } = builder;
  const program = builder.addMapping({
    start: 0x400000n,
    limit: 0x500000n,
    offset: 0x1000n,
    file: '/bin/prog',
    buildId: 'abc',
    flags: mappingHasFunctions + mappingHasLineNumbers + mappingHasInlineFrames,
  });
  builder.addMapping({ id: 7n, start: 2n ** 63n, limit: 2n ** 64n - 1n, offset: 0n, file: '' });
  const main = builder.addFunction({ name: 'main', filename: '/src/main.go', startLine: 10n });
  const mangled = builder.addFunction({ name: 'f(int)', systemName: '_Z1fi' });
  const call = builder.addLocation({
    mapping: program,
    address: 0x401000n,
    lines: [{ function: main, line: 12n, column: 3n }],
  });
  const inlined = builder.addLocation({
    id: 1234567n,
    isFolded: true,
    address: 2n ** 64n - 1n,
    lines: [{ function: mangled, line: -1n }, { function: main }],
  });
  const bare = builder.addLocation({ mapping: program, lines: [] });
  const stack = builder.stacks.add([inlined, bare, call], 0, 3);
  builder.addSample(stack, 0, [1, 0, -5]);
  const labels = [
    stringLabel(strings, 'b', 'two'),
    stringLabel(strings, 'a', 'x y'),
    stringLabel(strings, 'b', 'one'),
    numericLabel(strings, 'request', 5n),
    numericLabel(strings, 'bytes', 16n, 'bytes'),
    numericLabel(strings, 'bytes', -3n),
  ];
  builder.addSample(builder.stacks.add([call], 0, 1), builder.labelSets.add(labels), [
    999_999_999,
    12_345_678_901,
    2n ** 63n - 1n,
  ]);
  builder.addSample(
    builder.stacks.add([], 0, 0),
    builder.labelSets.add([numericLabel(strings, 'n', 0n, 'é')]),
    [0, 1_000_000_000, 2],
  );
  return builder.build({
    sampleTypes: [
      { type: 'alloc', unit: 'count' },
      { type: 'inuse', unit: 'bytes' },
      { type: 'wide', unit: '' },
    ],
    defaultSampleType: 'inuse',
    periodType: { type: 'space', unit: 'bytes' },
    period: 524288n,
    timeNanos: 1700000000120000000n,
    durationNanos: 90_000_000_000n,
    comments: ['hello', '# hidden'],
    docUrl: 'https://example.com',
  });
}

// Recorded from go tool pprof -raw -symbolize=none (Go 1.26, TZ=UTC) on this profile.
const recorded = `Comment: hello
Comment: # hidden
Doc: https://example.com
PeriodType: space bytes
Period: 524288
Time: 2023-11-14 22:13:20.12 +0000 UTC
Duration: 1m30
Samples:
alloc/count inuse/bytes[dflt] wide/
          1          0         -5: 1234567 3 1 
  999999999 12345678901 9223372036854775807: 1 
                a:[x y] b:[two one]
                bytes:[16 bytes -3 ] request:[5]
          0 1000000000          2: 
                n:[0 é]
Locations
     1: 0x401000 M=1 main /src/main.go:12:3 s=10
1234567: 0xffffffffffffffff [F] f(int) :-1:0 s=0(_Z1fi)
             main /src/main.go:0:0 s=10
     3: 0x0 M=1 
Mappings
1: 0x400000/0x500000/0x1000 /bin/prog abc [FN][LN][IN]
7: 0x8000000000000000/0xffffffffffffffff/0x0   
`;

test('a profile with everything in it', () => {
  expect(joinChunks(printRaw(everything(), utc))).toBe(recorded);
});

test('a large profile comes in chunks, all but the last of at least 64 kB', () => {
  const builder = createProfileBuilder();
  const fn = builder.addFunction({ name: 'f' });
  const location = builder.addLocation({ lines: [{ function: fn }] });
  const stack = builder.stacks.add([location], 0, 1);
  for (let i = 0; i < 20_000; i++) builder.addSample(stack, 0, [i]);
  const chunks = [...printRaw(builder.build({ sampleTypes: [{ type: 'n', unit: 'count' }] }), utc)];
  const samples = joinChunks(chunks).split('\n').slice(4, -4);
  expect(samples).toEqual(Array.from({ length: 20_000 }, (_, i) => ` ${String(i).padStart(10)}: 1 `));
  expect(chunks.length).toBeGreaterThan(4);
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(70_000);
});
