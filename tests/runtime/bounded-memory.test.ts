// What the profiler keeps does not grow with the number of samples: neither those of the heap, nor changes of labels.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeProfile } from '#formats';
import { byLeaf } from './flat-values.ts';
import { createHostFolder, type HostFolder } from './hosts.ts';

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
}, 60_000);
afterAll(() => folder.remove());

test('memory does not grow with the samples that are taken', () => {
  folder.write(
    'samples.mjs',
    `import { createWriteStream } from 'node:fs';
    import { lookup, setBlockProfileRate, setMemProfileRate, withLabels, writeHeapProfile } from 'heapwise/runtime';
    setMemProfileRate(512);
    setBlockProfileRate(50);
    let last;
    function allocate() { for (let i = 0; i < 5000; i++) last = { i, row: [i, i, i] }; }
    async function serve() {
      for (let request = 0; request < 50; request++) withLabels({ tenant: 'tenant ' + (request % 10) }, allocate);
      await writeHeapProfile({ write: (chunk, done) => done() });
    }
    function used() { gc(); gc(); return process.memoryUsage().heapUsed; }
    for (let warm = 0; warm < 3; warm++) await serve();
    const before = used();
    for (let round = 0; round < 10; round++) await serve();
    const growth = used() - before;
    const file = createWriteStream('allocs.pb.gz');
    await lookup('allocs').writeTo(file);
    file.end(() => { console.log(growth); process.exit(); });`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', 'samples.mjs'], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const allocs = decodeProfile(gunzipSync(readFileSync(join(folder.path, 'allocs.pb.gz'))));
  const collected = [...byLeaf(allocs, 'alloc_objects')].find(([name]) => name.startsWith('[allocated and'));
  // Each of 3.25 million objects and arrays has some 40 bytes.
  expect(collected?.[1]).toBeGreaterThan(200_000);
  // 5 bytes for each of them: what is kept for a sample would be more.
  expect(Number(stdout)).toBeLessThan(1e6);
}, 120_000);
