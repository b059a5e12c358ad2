// Inputs that somebody may send by mistake or on purpose, made by code: what they are and what should come of them.

import { readFileSync } from 'node:fs';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import {
  bytesField,
  joined,
  legacyCpuProfile,
  packed,
  profile,
  varintField,
  varint,
} from './hostile-bytes.ts';

export interface HostileInput {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  /** What the line on stderr says; '' for input that is odd, but in order: it is reported on. */
  readonly says: RegExp | '';
  /** What the report has, if there is one. */
  readonly reports?: RegExp;
  /** Instead of `-top`. */
  readonly args?: readonly string[];
  /** Megabytes that it may take; 200 if left out. */
  readonly memory?: number;
}

const million = 1_000_000;
const text =
  (content: string): (() => Uint8Array) =>
  () =>
    Buffer.from(content);
const repeated = (unit: Uint8Array, times: number): Uint8Array => Buffer.alloc(unit.length * times, unit);
const corpus = (path: string): Uint8Array => readFileSync(`tests/corpus/${path}`);

/** A sound profile: sample type 1, location 1, function 1, strings '', 'samples', 'count', 'work'. */
const sound = profile({});

const wire: readonly HostileInput[] = [
  {
    name: 'a varint of 11 bytes',
    bytes: () => joined(sound, [0x50], Buffer.alloc(11, 0xff)),
    says: /longer than 10 bytes/,
  },
  { name: 'an unfinished varint', bytes: () => joined(sound, [0x50, 0xff]), says: /truncated varint/ },
  { name: 'field number 0', bytes: () => joined(sound, [0x00, 0x05]), says: '', reports: /work/ },
  {
    name: 'field number 2^29',
    bytes: () => joined(sound, varint(2n ** 32n), [0x05]),
    says: '',
    reports: /work/,
  },
  { name: 'a group', bytes: () => joined(sound, [0xa3, 0x01, 0xa4, 0x01]), says: /wire type 3/ },
  { name: 'the end of a group', bytes: () => joined(sound, [0x54]), says: /wire type 4/ },
  { name: 'wire type 7', bytes: () => joined(sound, [0x57]), says: /wire type 7/ },
  {
    name: 'a sample that is a varint',
    bytes: () => joined(sound, varintField(2, 1)),
    says: /field 2 has wire type 0/,
  },
  {
    name: 'a string that is fixed64',
    bytes: () => joined(sound, [0x31], Buffer.alloc(8)),
    says: /field 6 has wire type 1/,
  },
  {
    name: 'a negative length',
    bytes: () => joined(sound, [0x12], varint(-1n)),
    says: /bytes where 0 are left/,
  },
  {
    name: 'a length of 2^31',
    bytes: () => joined(sound, [0x12], varint(2n ** 31n)),
    says: /2147483648 bytes/,
  },
  { name: 'a length of 2^63', bytes: () => joined(sound, [0x12], varint(2n ** 63n)), says: /9223372036854/ },
  {
    name: 'a message longer than the one around it',
    bytes: () => profile({ samples: [bytesField(2, [0x0a, 0x05, 1])] }),
    says: /in sample 0/,
  },
  {
    name: 'concatenated profiles',
    bytes: () => joined(sound, varintField(9, 5), sound, varintField(9, 6)),
    says: /concatenated profiles/,
  },
];

const references: readonly HostileInput[] = [
  {
    name: 'a string index out of range',
    bytes: () => joined(sound, varintField(7, 99)),
    says: /string index 99/,
  },
  { name: 'a negative string index', bytes: () => joined(sound, varintField(7, -1n)), says: /negative/ },
  {
    name: 'a string index of 2^40',
    bytes: () => joined(sound, varintField(7, 2n ** 40n)),
    says: /huge string index/,
  },
  { name: 'no string table', bytes: () => bytesField(1, varintField(1, 1)), says: /no string table/ },
  { name: 'a first string that is not empty', bytes: () => bytesField(6, [0x61]), says: /string_table\[0\]/ },
  {
    name: 'location id 0',
    bytes: () => profile({ locations: [bytesField(4, varintField(3, 7))], samples: [] }),
    says: /location with reserved id 0/,
  },
  {
    name: 'function id 0',
    bytes: () => joined(sound, bytesField(5, varintField(2, 3))),
    says: /function with reserved id 0/,
  },
  {
    name: 'mapping id 0',
    bytes: () => joined(sound, bytesField(3, varintField(2, 3))),
    says: /mapping with reserved id 0/,
  },
  {
    name: 'a location id twice',
    bytes: () => joined(sound, bytesField(4, varintField(1, 1))),
    says: /multiple locations with same id 1/,
  },
  {
    name: 'a function id twice',
    bytes: () => joined(sound, bytesField(5, varintField(1, 1))),
    says: /multiple functions with same id 1/,
  },
  {
    name: 'a location that is missing',
    bytes: () => joined(sound, bytesField(2, packed(1, [7]), packed(2, [1]))),
    says: /location that is not in the profile/,
  },
  {
    name: 'a function that is missing',
    bytes: () => joined(sound, bytesField(4, varintField(1, 2), bytesField(4, varintField(1, 9)))),
    says: /function that is not in the profile/,
  },
  {
    name: 'a mapping that is missing',
    bytes: () => joined(sound, bytesField(4, varintField(1, 2), varintField(2, 9))),
    says: '',
    reports: /work/,
  },
  {
    name: 'more values than types',
    bytes: () => joined(sound, bytesField(2, packed(2, [1, 2]))),
    says: /2 values for 1 sample type/,
  },
  {
    name: 'fewer values than types',
    bytes: () => joined(sound, bytesField(2, packed(1, [1]))),
    says: /0 values for 1 sample type/,
  },
  {
    name: 'samples without sample types',
    bytes: () => profile({ sampleTypes: [] }),
    says: /missing sample type/,
  },
  {
    name: 'a stack that calls itself 10^6 deep',
    bytes: () =>
      profile({ samples: [bytesField(2, bytesField(1, Buffer.alloc(million, 1)), packed(2, [5]))] }),
    says: '',
    reports: /work/,
  },
];

const huge: readonly HostileInput[] = [
  {
    name: '10^6 sample types of one name',
    bytes: () => profile({ sampleTypes: [repeated(bytesField(1, varintField(1, 1)), million)], samples: [] }),
    says: /empty common sample type/,
    memory: 600,
  },
  {
    name: '10^6 sample types of different names',
    bytes: () => manySampleTypes(million),
    says: '',
    reports: /work/,
    memory: 1500,
  },
  {
    name: '10^6 sample types and a short sample',
    memory: 400,
    bytes: () => profile({ sampleTypes: [repeated(bytesField(1, varintField(1, 1)), million)] }),
    says: /too few values/,
  },
  {
    name: 'a location of 10^6 lines',
    bytes: () =>
      profile({
        locations: [bytesField(4, varintField(1, 1), repeated(bytesField(4, varintField(1, 1)), million))],
      }),
    says: '',
    reports: /work/,
  },
  {
    name: '10^6 empty samples',
    bytes: () => profile({ samples: [repeated(bytesField(2, packed(2, [1])), million)] }),
    says: '',
  },
  {
    name: '10^6 empty messages for samples',
    bytes: () => profile({ samples: [repeated(bytesField(2), million)] }),
    says: /0 values|too few values/,
  },
  {
    name: 'more strings than can be',
    bytes: () => gzipSync(joined(sound, repeated(bytesField(6), 40 * million)), { level: 1 }),
    says: /too many/,
    memory: 1200,
  },
  {
    name: '10^6 labels in a sample',
    bytes: () => {
      const labels = repeated(bytesField(3, varintField(1, 3), varintField(3, 7)), million);
      return profile({ samples: [bytesField(2, packed(1, [1]), packed(2, [5]), labels)] });
    },
    says: '',
    reports: /work/,
    memory: 1000,
  },
  {
    name: '10^6 comments',
    memory: 400,
    bytes: () => joined(sound, bytesField(13, Buffer.alloc(million, 3))),
    args: ['-comments'],
    says: '',
    reports: /work/,
  },
  {
    name: 'a name of 1 MB',
    bytes: () => profile({ name: Buffer.alloc(million, 'n') }),
    says: '',
    reports: /nnnn/,
  },
  {
    name: 'a name of 1 MB of brackets',
    bytes: () => profile({ name: Buffer.alloc(million, '<(') }),
    says: '',
  },
  { name: 'JSON nested 10^6 deep', bytes: () => Buffer.alloc(million, '['), says: /this is JSON/ },
  {
    name: 'JSON objects nested 10^6 deep',
    memory: 400,
    bytes: () => Buffer.from(`{"head":${'{"children":['.repeat(million)}`),
    says: /JSON/,
  },
  { name: '50 MB of zeros', bytes: () => Buffer.alloc(50 * million), says: /no format of profiles/ },
];

const gzipped = (bytes: Uint8Array): Buffer => gzipSync(bytes);

const compressed: readonly HostileInput[] = [
  { name: 'truncated gzip', bytes: () => gzipped(sound).subarray(0, 40), says: /cut short/ },
  { name: 'only the magic of gzip', bytes: () => Buffer.from([0x1f, 0x8b]), says: /cut short/ },
  { name: 'gzip with a bad CRC', bytes: () => withByte(gzipped(sound), -8), says: /damaged/ },
  { name: 'gzip with a bad length', bytes: () => withByte(gzipped(sound), -4), says: /damaged/ },
  { name: 'gzip with an unknown method', bytes: () => withByte(gzipped(sound), 2), says: /damaged/ },
  { name: 'gzip of gzip', bytes: () => gzipped(gzipped(sound)), says: '', reports: /work/ },
  { name: 'gzip of nothing', bytes: () => gzipped(Buffer.alloc(0)), says: /empty/ },
  {
    name: 'a profile in two gzip members',
    bytes: () => joined(gzipped(sound.subarray(0, 20)), gzipped(sound.subarray(20))),
    says: '',
    reports: /work/,
  },
  { name: 'a gzip bomb of 2 GB', bytes: () => gzipBomb(2 ** 31), says: /HEAPWISE_MAX_BYTES/, memory: 200 },
  {
    name: 'a gzip bomb of 2 GB that lies',
    bytes: () => joined(gzipBomb(2 ** 31), gzipped(Buffer.from('x'))),
    says: /HEAPWISE_MAX_BYTES/,
    memory: 1500,
  },
];

const others: readonly HostileInput[] = [
  { name: 'an empty file', bytes: text(''), says: /empty input file/ },
  {
    name: 'an HTML page',
    bytes: text('<!DOCTYPE html>\n<html><body>Please log in</body></html>\n'),
    says: /HTML page, not a profile: the URL may need a login/,
  },
  {
    name: 'an SVG image',
    bytes: text('<?xml version="1.0"?>\n<svg width="10"></svg>\n'),
    says: /this is an image/,
  },
  {
    name: 'a PNG image',
    bytes: () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    says: /this is an image/,
  },
  {
    name: 'a program',
    bytes: () => readFileSync(process.execPath).subarray(0, million),
    says: /a program, not a profile/,
  },
  { name: 'text in UTF-16', bytes: () => Buffer.from('\ufeffmain;work 5\n', 'utf16le'), says: /UTF-16/ },
  { name: 'JSON of another kind', bytes: text('{"name":"heapwise"}'), says: /this is JSON/ },
  {
    name: 'half a .cpuprofile',
    bytes: () => corpus('node/shop.cpuprofile').subarray(0, 4000),
    says: /not whole/,
  },
  {
    name: 'a .cpuprofile with a cycle',
    bytes: text(
      '{"nodes":[{"id":1,"callFrame":{"functionName":"a"},"children":[2]},{"id":2,"callFrame":{"functionName":"b"},"children":[1]}],"startTime":0,"endTime":9,"samples":[2],"timeDeltas":[1]}',
    ),
    says: /V8 profile/,
  },
  {
    name: 'a .heapprofile of numbers',
    bytes: text('{"head":{"callFrame":5,"children":7}}'),
    says: /this is JSON/,
  },
  { name: 'nearly folded stacks', bytes: text('main;;work 5\nmain;work x\n'), says: /text in no format/ },
  {
    name: 'folded stacks, then garbage',
    bytes: () => Buffer.from(`${'main;work 5\n'.repeat(200)}garbage\n`),
    says: /line 201/,
  },
  {
    name: 'folded stacks with a huge count',
    bytes: text('main;work 99999999999999999999999\n'),
    says: /line 1 has a count/,
  },
  { name: 'random bytes', bytes: () => randomBytes(20_000), says: /./ },
  {
    name: 'a heap text cut in the middle of a line',
    bytes: () => corpus('gperftools/shop-late.heap').subarray(0, 1000),
    says: /./,
  },
  {
    name: 'a binary CPU profile cut in the middle',
    bytes: () => corpus('gperftools/shop.cpu').subarray(0, 1001),
    says: /cut short/,
  },
  {
    name: 'a binary CPU profile with a stack 2^60 deep',
    bytes: () => legacyCpuProfile(2n ** 60n),
    says: /./,
  },
  { name: 'a goroutine dump of one line', bytes: text('goroutine 1 [running]:\n'), says: '' },
];

const names: readonly HostileInput[] = [
  {
    name: 'NUL in a name',
    bytes: () => profile({ name: Buffer.from('wo\0rk') }),
    says: '',
    reports: new RegExp(String.raw`wo\0rk`),
  },
  {
    name: 'a name that is no UTF-8',
    bytes: () => profile({ name: Buffer.from('wo\xff\xfe\xc0rk', 'latin1') }),
    says: '',
    reports: /wo\ufffd+rk/,
  },
  {
    name: 'terminal escapes in a name',
    bytes: () => profile({ name: Buffer.from('wo\x1b[2Jrk') }),
    says: '',
    reports: new RegExp(String.raw`wo\x1b\[2Jrk`),
  },
  {
    name: 'newlines in a name',
    bytes: () => profile({ name: Buffer.from('wo\n\rrk') }),
    says: '',
    reports: /wo/,
  },
  {
    name: 'names of Object.prototype',
    bytes: () => profile({ name: Buffer.from('__proto__') }),
    says: '',
    reports: /__proto__/,
  },
  {
    name: 'drop_frames that is no regexp',
    bytes: () => profile({ dropFrames: '((((' }),
    says: '',
    reports: /work/,
  },
  {
    name: 'drop_frames that backtracks',
    bytes: () => profile({ dropFrames: '(a*)*(a*)*b', name: Buffer.alloc(100_000, 'a') }),
    says: '',
    reports: /aaaa/,
  },
  {
    name: 'drop_frames that repeats a thousand times a thousand',
    bytes: () => profile({ dropFrames: '((a{1,100}){1,100}){1,100}' }),
    says: '',
    reports: /work/,
  },
  {
    name: 'drop_frames of 1 MB',
    memory: 900,
    bytes: () => profile({ dropFrames: '('.repeat(million) }),
    says: '',
    reports: /work/,
  },
];

export const hostileInputs: readonly HostileInput[] = [
  ...wire,
  ...references,
  ...huge,
  ...compressed,
  ...others,
  ...names,
];

function manySampleTypes(count: number): Uint8Array {
  const indexes = Array.from({ length: count }, (_, i) => i);
  return joined(
    profile({
      sampleTypes: [Buffer.concat(indexes.map((i) => bytesField(1, varintField(1, i + 5))))],
      samples: [bytesField(2, packed(1, [1]), bytesField(2, Buffer.alloc(count, 5)))],
    }),
    Buffer.concat(indexes.map((i) => bytesField(6, Buffer.from(String(i))))),
  );
}

/** The bytes with one of them changed; `at` below 0 counts from the end. */
function withByte(bytes: Uint8Array, at: number): Uint8Array {
  const changed = Buffer.from(bytes);
  const index = at < 0 ? bytes.length + at : at;
  changed[index] = changed[index]! ^ 0xff;
  return changed;
}

/** One gzip member of `length` zeros, a multiple of 1 MB, whose trailer has the true length; its CRC is wrong. */
function gzipBomb(length: number): Uint8Array {
  const header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
  // A block that ends on a byte, and refers to nothing before it, can be repeated.
  const block = deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  return joined(header, repeated(block, length / 2 ** 20), [3, 0], trailer);
}

/** The same at every run. */
function randomBytes(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
}
