// The malformed profiles: each breaks one rule that pprof checks before it reports on anything.
import { gzipSync } from 'node:zlib';
import { drawnStacks } from './drawn-stacks.mjs';
import { profileBytes } from './profile-bytes.mjs';

const cpu = {
  sampleTypes: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
};
const sound = { ...cpu, ...drawnStacks('main;serve;parse 3 30\nmain;serve;encode 5 50') };
const soundBytes = profileBytes(sound);

/** @type {readonly import('../corpus-synthetic.mjs').Row[]} */
export const malformedProfiles = [
  { file: 'empty.pb', exercises: 'no bytes at all', bytes: Buffer.alloc(0) },
  {
    file: 'not-a-profile.pb',
    exercises: 'text of another kind',
    bytes: Buffer.from('<html><body>404 page not found</body></html>\n'),
  },
  {
    file: 'cut-short.pb',
    exercises: 'the first two thirds of a sound profile',
    bytes: soundBytes.subarray(0, (soundBytes.length * 2) / 3),
  },
  {
    file: 'cut-short.pb.gz',
    exercises: 'a gzip file that ends early',
    bytes: gzipSync(soundBytes, { level: 9 }).subarray(0, 60),
  },
  {
    file: 'endless-varint.pb',
    exercises: 'a varint of eleven bytes',
    bytes: Buffer.concat([Buffer.from([0x48]), Buffer.alloc(11, 0xff)]),
  },
  {
    file: 'group-wire-type.pb',
    exercises: 'wire type 3, which protobuf gave up',
    bytes: Buffer.concat([soundBytes, Buffer.from([(20 << 3) | 3])]),
  },
  {
    file: 'length-beyond-end.pb',
    exercises: 'a length that leaves the file',
    bytes: Buffer.concat([soundBytes, Buffer.from([0x12, 0x7f, 0x00])]),
  },
  {
    file: 'no-sample-types.pb.gz',
    exercises: 'samples, but no sample type',
    drawing: { ...sound, sampleTypes: [] },
  },
  {
    file: 'value-count.pb.gz',
    exercises: 'a sample with one value too few',
    drawing: { ...sound, samples: [...sound.samples, { stack: [1], values: [1] }] },
  },
  {
    file: 'location-missing.pb.gz',
    exercises: 'a sample of a location that is not there',
    drawing: { ...sound, samples: [{ stack: [77], values: [1, 1] }] },
  },
  {
    file: 'location-id-zero.pb.gz',
    exercises: 'a location with the id 0',
    drawing: { ...sound, locations: [{ id: 0 }, ...sound.locations] },
  },
  {
    file: 'location-id-twice.pb.gz',
    exercises: 'two locations with one id',
    drawing: { ...sound, locations: [...sound.locations, { id: 1 }] },
  },
  {
    file: 'function-id-zero.pb.gz',
    exercises: 'a function with the id 0',
    drawing: { ...sound, functions: [{ id: 0 }, ...sound.functions] },
  },
  {
    file: 'function-id-twice.pb.gz',
    exercises: 'two functions with one id',
    drawing: { ...sound, functions: [...sound.functions, { id: 1, name: 'twin' }] },
  },
  {
    file: 'function-missing.pb.gz',
    exercises: 'a line of a function that is not there',
    drawing: { ...sound, functions: sound.functions.slice(1) },
  },
  {
    file: 'mapping-id-zero.pb.gz',
    exercises: 'a mapping with the id 0',
    drawing: { ...sound, mappings: [{ id: 0, file: 'shop' }] },
  },
  {
    file: 'mapping-id-twice.pb.gz',
    exercises: 'two mappings with one id',
    drawing: { ...sound, mappings: [{ id: 1 }, { id: 1 }] },
  },
  {
    file: 'first-string.pb.gz',
    exercises: 'a string table that does not begin with the empty string',
    drawing: { ...sound, strings: ['first', ''] },
  },
  {
    file: 'string-index.pb',
    exercises: 'a string index beyond the table',
    bytes: Buffer.concat([soundBytes, Buffer.from([0x70, 0x7f])]),
  },
  {
    file: 'negative-string-index.pb',
    exercises: 'a string index of -1',
    bytes: Buffer.concat([soundBytes, Buffer.from([0x70]), Buffer.alloc(9, 0xff), Buffer.from([0x01])]),
  },
  {
    file: 'heap-size-without-count.txt',
    exercises: 'a heap text with bytes in no object',
    bytes: Buffer.from('heap profile: 1: 64 [ 1: 64] @ heapprofile\n0: 64 [ 1: 64] @ 0x1 0x2\n'),
  },
  {
    file: 'heap-not-a-sample.txt',
    exercises: 'a heap text with a line of another kind',
    bytes: Buffer.from('heap profile: 1: 64 [ 1: 64] @ heapprofile\nnot a sample\n'),
  },
  {
    file: 'heap-unknown-kind.txt',
    exercises: 'a heap text of an unknown kind',
    bytes: Buffer.from('heap profile: 1: 64 [ 1: 64] @ heapz_v9/1\n1: 64 [ 1: 64] @ 0x1 0x2\n'),
  },
  {
    file: 'goroutine-not-a-sample.txt',
    exercises: 'a goroutine text with a line of another kind',
    bytes: Buffer.from('goroutine profile: total 1\n1 @ 0x1 0x2\nnot a sample\n'),
  },
  {
    file: 'goroutine-debug2.txt',
    exercises: 'a dump of goroutines, which is no profile',
    bytes: Buffer.from('goroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1d\n'),
  },
  {
    file: 'long-line.txt',
    exercises: 'a text line of more than 64 KiB',
    bytes: Buffer.from(`goroutine profile: total 1\n1 @${' 0x401105'.repeat(8000)}\n`),
  },
  {
    file: 'contention-unknown-attribute.txt',
    exercises: 'a contention text with an attribute that pprof does not know',
    bytes: Buffer.from('--- contentionz 1 ---\ncolour = blue\n1 1 @ 0x1\n'),
  },
  {
    file: 'cpu-cut-short.prof',
    exercises: 'a binary CPU profile that ends inside a record',
    bytes: Buffer.from(new Uint32Array([0, 3, 0, 10_000, 0, 1, 9, 1, 2]).buffer),
  },
];
