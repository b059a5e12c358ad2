// The column `external_space` of heap profiles, of real programs on each Node that is found.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#profile';
import { createHostFolder, findNodes, startHost, type Host, type HostFolder } from './hosts.ts';

const service = `
import fs from 'node:fs';
import http from 'node:http';
const size = 100_000;
fs.writeFileSync('file.bin', Buffer.alloc(3e6));
const kept = { buffers: [], raw: [], texts: [], joined: [], files: [], typed: [], bodies: [] };
function keepBuffers() { for (let i = 0; i < 200; i++) kept.buffers.push(Buffer.alloc(size)); }
function keepRaw() { for (let i = 0; i < 100; i++) kept.raw.push(new ArrayBuffer(size)); }
function keepTexts() { for (let i = 0; i < 20_000; i++) kept.texts.push(Buffer.from('a text of some two hundred bytes. '.repeat(6) + i)); }
function keepJoined() { const half = Buffer.allocUnsafeSlow(size); for (let i = 0; i < 50; i++) kept.joined.push(Buffer.concat([half, half])); }
function keepFiles() { for (let i = 0; i < 4; i++) kept.files.push(fs.readFileSync('file.bin')); }
function keepTyped() { kept.typed.push(new Uint8Array(8e6)); }
keepBuffers(); keepRaw(); keepTexts(); keepJoined(); keepFiles(); keepTyped();
const server = http.createServer((request, response) => {
  if (request.url === '/usage') { gc(); return void response.end(String(process.memoryUsage().arrayBuffers)); }
  if (request.url === '/drop') { kept.buffers.length = 100; kept.raw.length = 0; }
  if (request.method === 'POST') request.on('data', (chunk) => kept.bodies.push(chunk));
  request.resume().on('end', () => response.end('done'));
}).listen(0, '127.0.0.1', () => console.log('app ' + server.address().port));
`;

/** So short that a buffer of 100 kB is missed once in 40 billion times, which makes the large ones exact. */
const interval = 4096;
const tracking = { HEAPWISE_EXTERNAL: '1', HEAPWISE_HEAP_INTERVAL: String(interval) };
const flags = ['--import', 'heapwise/register', '--expose-gc'];

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('service.mjs', service);
});
afterAll(() => folder.remove());

/** external_space by each function that is anywhere in the stack. */
function external(profile: Profile): { total: number; of(name: string): number } {
  const { stacks, samples, locations, lines, functions, strings } = profile;
  const column = samples.values[profile.sampleTypes.findIndex(({ type }) => type === 'external_space')]!;
  const sums = new Map<string, number>();
  for (let sample = 0; sample < samples.count; sample++) {
    const stack = samples.stack[sample]!;
    const frames = stacks.locations.subarray(stacks.offsets[stack]!, stacks.offsets[stack + 1]!);
    const names = Array.from(frames, (location) =>
      strings.text(functions.name[lines.function[locations.lineOffsets[location]!]!]!),
    );
    for (const name of new Set(names)) sums.set(name, (sums.get(name) ?? 0) + column[sample]!);
  }
  return { total: column.reduce((sum, bytes) => sum + bytes, 0), of: (name) => sums.get(name) ?? 0 };
}

async function ask(host: Host, path: string, body?: Uint8Array<ArrayBuffer>): Promise<string> {
  const port = /^app (\d+)$/m.exec(host.output())?.[1];
  const init = body === undefined ? {} : { method: 'POST', body };
  return (await fetch(`http://127.0.0.1:${port}${path}`, init)).text();
}

/** Seven standard errors of the estimate of `count` buffers. */
function tolerance(count: number, size: number): number {
  const missed = Math.exp(-size / interval);
  return 7 * size * Math.sqrt((count * missed) / (1 - missed));
}

function expectAbout(actual: number, count: number, size: number): void {
  expect(Math.abs(actual - count * size)).toBeLessThan(tolerance(count, size) + 1);
}

describe.each(findNodes())('on Node $major', ({ path: node }) => {
  test('buffers belong to the functions that allocate them, and the sum is what the process reports', async () => {
    const host = await startHost(folder, 'service.mjs', { node, flags, env: tracking });
    try {
      const profile = await host.profile('heap?gc=1');
      expect(profile.sampleTypes.map(({ type }) => type)).toEqual([
        'inuse_objects',
        'inuse_space',
        'external_space',
      ]);
      expect(profile.defaultSampleType).toBe('inuse_space');
      const before = external(profile);
      expectAbout(before.of('keepBuffers'), 200, 100_000);
      expectAbout(before.of('keepRaw'), 100, 100_000);
      expectAbout(before.of('keepJoined'), 50, 200_000);
      expectAbout(before.of('keepFiles'), 4, 3_000_000);
      // Pieces of Node's pools: some 4.26 MB, whatever the size of a pool.
      expectAbout(before.of('keepTexts'), 4.26e6 / 8192, 8192);
      expect(before.of('keepTyped')).toBe(0);
      expect(before.of('[unattributed external]')).toBeGreaterThan(7e6);
      expect(Math.abs(before.total - Number(await ask(host, '/usage')))).toBeLessThan(1e6);

      await ask(host, '/drop');
      const after = external(await host.profile('heap?gc=1'));
      expectAbout(after.of('keepBuffers'), 100, 100_000);
      expect(after.of('keepRaw')).toBe(0);
      expectAbout(after.of('keepJoined'), 50, 200_000);
      expectAbout(after.of('keepFiles'), 4, 3_000_000);
      expect(Math.abs(after.total - Number(await ask(host, '/usage')))).toBeLessThan(1e6);
    } finally {
      await host.stop();
    }
  });

  test('bodies of requests that are kept are seen as what the network brought', async () => {
    const host = await startHost(folder, 'service.mjs', { node, flags, env: tracking });
    try {
      await ask(host, '/', new Uint8Array(20e6));
      const { of } = external(await host.profile('heap?gc=1'));
      const received = of('parserOnBody') + of('onStreamRead');
      // With pieces of any size the standard error is below √(20 MB × 4 KiB) = 0.3 MB.
      expect(received).toBeGreaterThan(17e6);
      expect(received).toBeLessThan(23e6);
    } finally {
      await host.stop();
    }
  });

  test('without tracking all of it is one line, and nothing is wrapped', async () => {
    const host = await startHost(folder, 'service.mjs', { node, flags });
    try {
      const profile = await host.profile('heap?gc=1');
      const { total, of } = external(profile);
      expect(of('[unattributed external]')).toBe(total);
      expect(Math.abs(total - Number(await ask(host, '/usage')))).toBeLessThan(1e6);
      expect(profile.comments.some((comment) => comment.includes('HEAPWISE_EXTERNAL=1'))).toBe(true);
      const allocs = await host.profile('allocs?seconds=1');
      expect(allocs.sampleTypes.map(({ type }) => type)).toEqual([
        'alloc_objects',
        'alloc_space',
        'alloc_external_space',
      ]);
      expect(allocs.defaultSampleType).toBe('alloc_space');
      expect(allocs.samples.values[2]!.every((bytes) => bytes === 0)).toBe(true);
    } finally {
      await host.stop();
    }
  });

  test('buffers stay what they were, and all is put back', async () => {
    folder.write('semantics.mjs', semantics);
    const host = await startHost(folder, 'semantics.mjs', { node, flags: [], serves: false });
    await host.ended;
    expect(host.output()).toBe('all as before\n');
  });
});

const semantics = `
import assert from 'node:assert';
import http from 'node:http';
import net from 'node:net';
import util from 'node:util';
import { setMemProfileRate, trackExternalMemory } from 'heapwise/runtime';

const owners = [
  [Buffer, ['alloc', 'allocUnsafe', 'allocUnsafeSlow', 'concat', 'from']],
  [net.Socket.prototype, ['push']], [http.IncomingMessage.prototype, ['push']],
  [globalThis, ['ArrayBuffer']], [ArrayBuffer.prototype, ['constructor']], [TextEncoder.prototype, ['encode']],
];
const describe = () => owners.map(([owner, keys]) => keys.map((key) => Object.getOwnPropertyDescriptor(owner, key)));
const Original = ArrayBuffer;
const made = new ArrayBuffer(8);
const before = describe();
const names = () => owners.flatMap(([owner, keys]) => keys.map((key) => owner[key].name + owner[key].length));
const namesBefore = names();

// A host with its own ideas of stack traces, which must stay.
const prepare = (error) => 'mine: ' + error.message;
Error.prepareStackTrace = prepare;
Error.stackTraceLimit = 3;
setMemProfileRate(8);
trackExternalMemory(true);
trackExternalMemory(true);
check();
assert.equal(Error.prepareStackTrace, prepare);
assert.equal(Error.stackTraceLimit, 3);
assert.equal(new Error('x').stack, 'mine: x');
assert.notEqual(Buffer.alloc, before[0][0].value);
assert.deepEqual(names(), namesBefore);
// Another tool that wraps what we have wrapped keeps its wrapper.
const { concat } = Buffer;
const theirs = (...args) => concat.apply(Buffer, args);
Buffer.concat = theirs;
trackExternalMemory(false);
assert.equal(Buffer.concat, theirs);
check();
Buffer.concat = before[0][3].value;
assert.deepEqual(describe(), before);
check();
setMemProfileRate(0);
console.log('all as before');

function check() {
  assert.equal(Buffer.alloc(3, 'ab').toString(), 'aba');
  assert.equal(Buffer.alloc(1000).length, 1000);
  assert.equal(Buffer.allocUnsafe(10).length, 10);
  assert.equal(Buffer.allocUnsafe(0).length, 0);
  assert.equal(Buffer.from('ff00', 'hex').length, 2);
  assert.equal(Buffer.from([1, 2, 3])[2], 3);
  assert.equal(Buffer.from(Buffer.from('x')).toString(), 'x');
  assert.equal(Buffer.from(new String('boxed')).toString(), 'boxed');
  assert.equal(Buffer.from({ length: 1, 0: 7 })[0], 7);
  assert.equal(Buffer.from(made, 2, 4).byteOffset, 2);
  assert.equal(Buffer.from(made).buffer, made);
  assert.equal(new TextEncoder().encode('ä').length, 2);
  assert.equal(new TextEncoder().encode().length, 0);
  assert.throws(() => TextEncoder.prototype.encode.call({}, 'x'), TypeError);
  assert.throws(() => Buffer.from(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Buffer.alloc(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.equal(Buffer.concat([Buffer.from('a'), Buffer.from('b')], 1).toString(), 'a');
  assert(Buffer.alloc(100) instanceof Buffer && Buffer.alloc(100) instanceof Uint8Array);
  const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
  assert(buffer instanceof ArrayBuffer && made instanceof ArrayBuffer && buffer instanceof Original);
  assert.equal(buffer.constructor, ArrayBuffer);
  assert.equal(made.constructor, ArrayBuffer);
  assert.equal(Object.getPrototypeOf(buffer), Original.prototype);
  assert.equal(buffer.maxByteLength, 32);
  assert(util.types.isArrayBuffer(buffer) && ArrayBuffer.isView(new DataView(buffer)));
  assert.equal(buffer.slice(4).byteLength, 12);
  assert.equal(structuredClone(buffer).byteLength, 16);
  assert.throws(() => ArrayBuffer(8), TypeError);
  assert.throws(() => new ArrayBuffer(-1), RangeError);
  class Pages extends ArrayBuffer { pages() { return this.byteLength / 4096; } }
  assert.equal(new Pages(8192).pages(), 2);
  assert(new Pages(8192).slice(0, 4096) instanceof Pages);
  assert.equal(new Uint8Array(buffer).buffer, buffer);
  assert.equal(Buffer.alloc(100).buffer.constructor, ArrayBuffer);
}
`;
