// The synthetic profiles whose subject is the other tables and the bytes: mappings, locations, functions, header fields, encoding.
import { gzipSync } from 'node:zlib';
import { drawnStacks } from './drawn-stacks.mjs';
import { profileBytes } from './profile-bytes.mjs';
import { cpu, shop, shopMapping, shopStacks, time } from './synthetic-shop.mjs';

/** @type {readonly import('../corpus-synthetic.mjs').Row[]} */
export const tableProfiles = [
  {
    file: 'plain.pb.gz',
    exercises: 'nothing odd: two sample types, direct and mutual recursion, one mapping',
    drawing: shop(),
  },
  { file: 'no-samples.pb.gz', exercises: 'sample types and nothing else', drawing: { ...cpu, samples: [] } },
  {
    file: 'duplicates.pb.gz',
    exercises: 'the same sample, location and function several times under other ids',
    drawing: {
      ...cpu,
      samples: [
        { stack: [1, 3], values: [1, 10] },
        { stack: [2, 3], values: [2, 20] },
        { stack: [1, 3], values: [4, 40] },
        { stack: [1, 1, 3], values: [8, 80] },
      ],
      mappings: [shopMapping],
      locations: [
        { id: 1, mapping: 1, address: 0x1010, lines: [{ function: 1, line: 5 }] },
        { id: 2, mapping: 1, address: 0x1010, lines: [{ function: 2, line: 5 }] },
        { id: 3, mapping: 1, address: 0x1020, lines: [{ function: 3, line: 9 }] },
      ],
      functions: [
        { id: 1, name: 'work', file: 'work.go', startLine: 4 },
        { id: 2, name: 'work', file: 'work.go', startLine: 4 },
        { id: 3, name: 'main', file: 'main.go', startLine: 1 },
      ],
    },
  },
  {
    file: 'same-name.pb.gz',
    exercises: 'one function name in two files, two system names, two start lines and two binaries',
    drawing: {
      ...cpu,
      samples: [1, 2, 3, 4].map((id) => ({ stack: [id, 5], values: [id, id * 10] })),
      mappings: [
        shopMapping,
        { ...shopMapping, id: 2, start: 0xa000, limit: 0xb000, file: '/usr/lib/plugin.so' },
      ],
      locations: [1, 2, 3, 4, 5].map((id) => ({
        id,
        mapping: id === 4 ? 2 : 1,
        address: 0x1000 * id,
        lines: [{ function: id, line: 20 + id }],
      })),
      functions: [
        { id: 1, name: 'init', systemName: 'init', file: '/src/a.go', startLine: 20 },
        { id: 2, name: 'init', systemName: 'init', file: '/src/b.go', startLine: 20 },
        { id: 3, name: 'init', systemName: '_Z4initv', file: '/src/a.go', startLine: 20 },
        { id: 4, name: 'init', systemName: 'init', file: '/src/a.go', startLine: 30 },
        { id: 5, name: 'main', systemName: 'main', file: '/src/main.go' },
      ],
    },
  },
  {
    file: 'huge-ids.pb.gz',
    exercises: 'ids and addresses up to 2^64-1, not dense and not in order',
    drawing: {
      ...cpu,
      samples: [
        { stack: [2n ** 64n - 1n, 2n ** 53n + 1n], values: [1, 10] },
        { stack: [2n ** 53n, 2n ** 53n + 1n], values: [2, 20] },
      ],
      mappings: [{ ...shopMapping, id: 2n ** 63n, start: 2n ** 63n, limit: 2n ** 64n - 1n }],
      locations: [
        {
          id: 2n ** 64n - 1n,
          mapping: 2n ** 63n,
          address: 2n ** 64n - 17n,
          lines: [{ function: 2n ** 40n, line: 3 }],
        },
        {
          id: 2n ** 53n + 1n,
          mapping: 2n ** 63n,
          address: 2n ** 63n + 5n,
          lines: [{ function: 7, line: 4 }],
        },
        {
          id: 2n ** 53n,
          mapping: 2n ** 63n,
          address: 2n ** 63n + 6n,
          lines: [{ function: 99, line: 2n ** 40n }],
        },
      ],
      functions: [
        { id: 99, name: 'low', file: 'a.go' },
        { id: 2n ** 40n, name: 'high', file: 'a.go' },
        { id: 7, name: 'main', file: 'main.go', startLine: 2n ** 33n },
      ],
    },
  },
  {
    file: 'mappings.pb.gz',
    exercises:
      'several mappings: build ids, offsets, kernel, vdso, deleted and anonymous ones, blanks; a location without one; unused ones',
    drawing: {
      ...cpu,
      samples: [1, 2, 3, 4, 5, 6, 7].map((id) => ({ stack: [id, 1], values: [id, id * 10] })),
      mappings: [
        {
          id: 1,
          start: 0x400000,
          limit: 0x500000,
          file: '/opt/shop/bin/shop',
          buildId: 'ab12cd34',
          has: [true, true, true, false],
        },
        {
          id: 2,
          start: 0x7f0000000000n,
          limit: 0x7f0000100000n,
          offset: 0x1000,
          file: '/usr/lib/libc.so.6',
          buildId: 'FFEE',
        },
        { id: 3, start: 0xffffffff80000000n, limit: 0xffffffffffffffffn, file: '[kernel.kallsyms]_text' },
        { id: 4, start: 0x7fff00000000n, limit: 0x7fff00002000n, file: '[vdso]' },
        { id: 5, start: 0x10000000, limit: 0x20000000, file: '//anon' },
        { id: 6, start: 0x30000000, limit: 0x30001000, file: '/opt/with blank/plugin (v2).so (deleted)' },
        { id: 7, start: 0x40000000, limit: 0x40001000 },
      ],
      locations: [
        { id: 1, mapping: 1, address: 0x400100, lines: [{ function: 1, line: 3 }] },
        { id: 2, mapping: 2, address: 0x7f0000000100n },
        { id: 3, mapping: 3, address: 0xffffffff80001234n, lines: [{ function: 2 }] },
        { id: 4, mapping: 4, address: 0x7fff00000020n },
        { id: 5, mapping: 5, address: 0x10000010 },
        { id: 6, mapping: 6, address: 0x30000020 },
        { id: 7, address: 0x1234 },
      ],
      functions: [
        { id: 1, name: 'main', file: '/opt/shop/src/main.cc' },
        { id: 2, name: 'entry_SYSCALL_64' },
      ],
    },
  },
  {
    file: 'mapping-missing.pb.gz',
    exercises: 'locations in a mapping that is not there, which pprof forgives',
    drawing: { ...shop(), mappings: [], ...drawnStacks(shopStacks, { locationOf: () => ({ mapping: 9 }) }) },
  },
  {
    file: 'unsymbolized.pb.gz',
    exercises: 'addresses alone, in one binary and in none',
    drawing: {
      ...cpu,
      samples: [
        { stack: [1, 2], values: [1, 10] },
        { stack: [3, 2], values: [3, 30] },
        { stack: [4, 2], values: [2, 20] },
      ],
      mappings: [{ ...shopMapping, has: [] }],
      locations: [1, 2, 3]
        .map((id) => ({ id, mapping: 1, address: 0x1000 + id * 0x123 }))
        .concat([{ id: 4, address: 0 }]),
    },
  },
  {
    file: 'inlined-columns.pb.gz',
    exercises: 'several lines in a location, columns, start lines; one function inlined in several places',
    drawing: {
      ...cpu,
      samples: [
        { stack: [1, 3], values: [5, 50] },
        { stack: [2, 3], values: [3, 30] },
        { stack: [3], values: [1, 10] },
        { stack: [4, 1, 3], values: [2, 20] },
      ],
      mappings: [shopMapping],
      locations: [
        {
          id: 1,
          mapping: 1,
          address: 0x1010,
          lines: [
            { function: 1, line: 12, column: 7 },
            { function: 2, line: 30, column: 3 },
            { function: 3, line: 55, column: 21 },
          ],
        },
        {
          id: 2,
          mapping: 1,
          address: 0x1020,
          lines: [
            { function: 1, line: 12, column: 9 },
            { function: 3, line: 55, column: 40 },
          ],
        },
        { id: 3, mapping: 1, address: 0x1030, lines: [{ function: 4, line: 70, column: 1 }] },
        {
          id: 4,
          mapping: 1,
          address: 0x1040,
          lines: [
            { function: 5, line: 0 },
            { function: 5, line: 91 },
          ],
        },
      ],
      functions: ['less', 'sort', 'rank', 'main', 'walk'].map((name, i) => ({
        id: i + 1,
        name,
        systemName: name,
        file: `/src/${name}.go`,
        startLine: [10, 25, 50, 65, 90][i],
      })),
    },
  },
  {
    file: 'folded-locations.pb.gz',
    exercises: 'is_folded: locations that stand for several functions',
    drawing: {
      ...shop(),
      ...drawnStacks(shopStacks, { locationOf: (_, i) => ({ mapping: 1, folded: i % 2 === 0 }) }),
    },
  },
  {
    file: 'drop-keep-frames.pb.gz',
    exercises: 'drop_frames and keep_frames: `runtime\\..*` but not `runtime\\.panic`; main never dropped',
    drawing: {
      ...cpu,
      ...drawnStacks(
        'main;work;runtime.malloc;runtime.sweep 5 50\nmain;work;runtime.panic;print 3 30\nmain;runtime.goexit 2 20\nruntime.mcall;runtime.park 4 40\nmain;runtime.malloc;callback;write 1 10',
      ),
      dropFrames: 'runtime\\..*',
      keepFrames: 'runtime\\.panic',
    },
  },
  {
    file: 'comments.pb.gz',
    exercises:
      'comments (one with #, one empty, one of two lines), doc_url, a default sample type, times with a fraction',
    drawing: {
      ...shop(),
      comments: ['recorded by hand', '# not a heading', '', 'two\nlines', 'a;b=c'],
      docUrl: 'https://heapwise.example/docs?profile=cpu&x=<1>',
      defaultSampleType: 'samples',
      timeNanos: time,
      durationNanos: 61_234_567_891n,
    },
  },
  {
    file: 'unknown-default.pb.gz',
    exercises: 'a default sample type that the profile does not have',
    drawing: { ...shop(), defaultSampleType: 'wall' },
  },
  {
    file: 'unsafe-doc-url.pb.gz',
    exercises: 'a doc_url that is not http; a period type without a period',
    drawing: { ...shop(), docUrl: 'javascript:alert(1)', period: 0 },
  },
  {
    file: 'before-1970.pb.gz',
    exercises: 'a time before 1970, a duration of days',
    drawing: { ...shop(), timeNanos: -1_000_000_001n, durationNanos: 200_000_000_000_000n },
  },
  {
    file: 'no-period.pb.gz',
    exercises: 'neither period type nor time',
    drawing: { ...shop(), periodType: undefined, period: 0 },
  },
  {
    file: 'unpacked.pb.gz',
    exercises: 'repeated numbers that are not packed',
    drawing: { ...shop(), unpacked: true, comments: ['unpacked'] },
  },
  {
    file: 'unknown-fields.pb.gz',
    exercises: 'fields of a later version, of every wire type',
    drawing: { ...shop(), unknownFields: true },
  },
  {
    file: 'strings-first.pb.gz',
    exercises: 'the string table before what refers to it',
    drawing: { ...shop(), stringsFirst: true },
  },
  { file: 'not-gzipped.pb', exercises: 'no gzip', drawing: shop() },
  {
    file: 'two-members.pb.gz',
    exercises: 'a gzip file of two members',
    bytes: inTwoMembers(profileBytes(shop())),
  },
];

function inTwoMembers(bytes) {
  const middle = bytes.length >> 1;
  return Buffer.concat([
    gzipSync(bytes.subarray(0, middle), { level: 9 }),
    gzipSync(bytes.subarray(middle), { level: 9 }),
  ]);
}
