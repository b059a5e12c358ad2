// Recording through node:inspector: V8's sampling heap profile and CPU profile, as Chrome's tools read them.
import { mkdir, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

const inUse = { samplingInterval: 16 * 1024 };
const everything = {
  samplingInterval: 256 * 1024,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};

/** Writes early and late heaps of what is in use, a heap of everything allocated, and a CPU profile. */
export async function record(directory, shop, rounds) {
  await mkdir(directory, { recursive: true });
  const session = new Session();
  session.connect();
  const write = (name, { profile }) => writeFile(join(directory, name), JSON.stringify(profile));

  await session.post('HeapProfiler.startSampling', inUse);
  await work(shop, rounds / 4);
  await session.post('HeapProfiler.collectGarbage');
  await write('early.heapprofile', await session.post('HeapProfiler.getSamplingProfile'));
  await work(shop, rounds - rounds / 4);
  await session.post('HeapProfiler.collectGarbage');
  await write('late.heapprofile', await session.post('HeapProfiler.stopSampling'));

  await session.post('HeapProfiler.startSampling', everything);
  await work(shop, rounds / 4);
  await write('allocations.heapprofile', await session.post('HeapProfiler.stopSampling'));

  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 2000 });
  await session.post('Profiler.start');
  for (const end = Date.now() + 1500; Date.now() < end;) await shop.round();
  await write('shop.cpuprofile', await session.post('Profiler.stop'));
  session.disconnect();
}

async function work(shop, rounds) {
  for (let i = 0; i < rounds; i++) await shop.round();
}
