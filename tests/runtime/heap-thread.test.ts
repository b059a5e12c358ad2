// The thread beside the program's that makes heap profiles: it is used, it is no part of the program, and where there
// can be none the profile is made without it.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byLabel, byLeaf } from './flat-values.ts';
import { createHostFolder, findNodes, startHost, type HostFolder } from './hosts.ts';

const service = `
process.on('worker', () => console.log('a thread was started'));
setInterval(() => {}, 1000);
const kept = [];
function keep() { for (let i = 0; i < 20000; i++) kept.push({ i, a: [i, i, i] }); }
keep();
`;

let folder: HostFolder;
let bundled: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('service.mjs', service);
  folder.write(
    'writes.mjs',
    `import { setMemProfileRate, writeHeapProfile } from 'heapwise/runtime';
    setMemProfileRate(32768);
    const kept = Array.from({ length: 20000 }, (_, i) => ({ i, a: [i, i, i] }));
    let size = 0;
    await writeHeapProfile({ write(chunk, done) { size += chunk.length; done(); } });
    console.log(size > 0 && kept.length > 0 ? 'written' : 'empty');`,
  );
  bundled = await createHostFolder();
  bundled.write('service.mjs', service);
  rmSync(join(bundled.path, 'node_modules', 'heapwise', 'heap-thread-entry.js'));
}, 60_000);
afterAll(() => {
  folder.remove();
  bundled.remove();
});

describe.each(findNodes())('on Node $major', ({ path: node, major }) => {
  test('it makes the profiles, and is in none of them', async () => {
    const host = await startHost(folder, 'service.mjs', { node });
    try {
      const first = await host.profile('heap?gc=1');
      expect(host.output().match(/a thread was started/g)).toHaveLength(1);
      expect(byLeaf(first, 'inuse_space').get('keep')).toBeGreaterThan(5e5);
      expect(first.comments).toContain('gc=forced');
      const second = await host.profile('heap');
      expect(byLabel(second, 'inuse_space', 'thread').size).toBeLessThanOrEqual(1);
      expect([...byLabel(second, 'inuse_space', 'thread').keys()]).not.toContain('[worker 1] heapwise');
      const gc = second.comments.find((comment) => comment.startsWith('gc='));
      expect(gc).toMatch(major >= 26 ? /^gc=none/ : /^gc=by V8/);
      expect([...byLabel(await host.profile('threadcreate'), 'threadcreate', 'thread').keys()]).toEqual([
        'main',
      ]);
      // It stays for the profiles that follow.
      expect(host.output().match(/a thread was started/g)).toHaveLength(1);
    } finally {
      await host.stop();
    }
  });

  test('a program that waits for its profile has it, and then ends', () => {
    const { status, stdout, stderr } = spawnSync(node, ['writes.mjs'], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'written\n', stderr: '' });
  });
});

test('a bundle without its file has the same profiles', async () => {
  const host = await startHost(bundled, 'service.mjs');
  try {
    for (const path of ['heap', 'heap?gc=1', 'heap?ages=1']) {
      expect(byLeaf(await host.profile(path), 'inuse_space').get('keep')).toBeGreaterThan(5e5);
    }
    expect(host.output().match(/a thread was started/g)).toHaveLength(1);
  } finally {
    await host.stop();
  }
});

test('with --enable-source-maps, whose maps only the program has, profiles are made there', async () => {
  const flags = ['--enable-source-maps', '--import', 'heapwise/register'];
  const host = await startHost(folder, 'service.mjs', { flags });
  try {
    expect(byLeaf(await host.profile('heap'), 'inuse_space').get('keep')).toBeGreaterThan(5e5);
  } finally {
    await host.stop();
  }
});
