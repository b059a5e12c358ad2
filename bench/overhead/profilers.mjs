// The profilers that are compared, as a service has them: each is started, and then takes heap profiles as gzipped
// profile.proto. Ours is the built package.

import { Writable } from 'node:stream';

/** @typedef {'none' | 'heapwise' | 'datadog'} ProfilerName */

/**
 * @type {Record<ProfilerName, (interval: number) => Promise<() => Promise<number>>>} by name: what starts sampling; what it
 * gives takes a heap profile, whose size in bytes it resolves to
 */
export const profilers = {
  none: () => Promise.resolve(() => Promise.resolve(0)),
  async heapwise(interval) {
    process.env['HEAPWISE_HEAP_INTERVAL'] = String(interval);
    process.env['HEAPWISE_ADDR'] = '127.0.0.1:0';
    await import('../../dist/runtime/register.js');
    const { writeHeapProfile } = await import('../../dist/runtime/index.js');
    return async () => {
      let size = 0;
      const stream = new Writable({
        write(chunk, _encoding, done) {
          size += chunk.length;
          done();
        },
      });
      // The peer does not collect garbage either.
      await writeHeapProfile(stream, { gc: false });
      return size;
    };
  },
  async datadog(interval) {
    const { default: pprof } = await import('@datadog/pprof');
    // As deep as ours.
    pprof.heap.start(interval, 128);
    return async () => (await pprof.encode(pprof.heap.profile())).length;
  },
};

/** @returns {[ProfilerName, string]} the profiler, and the rest of the command line's first words */
export function chosenProfiler() {
  const [name = '', rest = ''] = process.argv.slice(2);
  if (!(name in profilers)) throw new Error(`no profiler ${name}`);
  return [/** @type {ProfilerName} */ (name), rest];
}

/** V8's own default, and ours. */
export const usualInterval = 512 * 1024;
