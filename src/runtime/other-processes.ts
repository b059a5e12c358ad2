// Profiles of a whole cluster: the primary process asks its workers and adds what they measured.

import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { EndpointRequest, WithOthers } from './endpoints.ts';
import { socketOf } from './worker-socket.ts';
import type { Profiler } from './profiler.ts';

/** A worker that hangs must not hang the profile of the others. */
const patienceMillis = 5000;
const mostBytes = 2 ** 28;

/** Adds the profiles of this cluster's workers, each process with a label `pid`. */
export function createWithOthers(profiler: Profiler): WithOthers {
  if (process.env['NODE_UNIQUE_ID'] !== undefined) return async (_, take) => take();
  return async (request, take) => {
    const pids = await clusterWorkers();
    if (pids.length === 0) return take();
    const others = Promise.allSettled(pids.map(async (pid) => fetchFrom(pid, request)));
    const own = await take();
    const { decodeProfile, mergeProfiles, withLabel } = await profiler.building();
    const profiles = [withLabel(own, 'pid', String(process.pid))];
    const failures: string[] = [];
    (await others).forEach((result, index) => {
      const pid = pids[index]!;
      if (result.status === 'rejected')
        failures.push(`worker process ${pid}: ${(result.reason as Error).message}`);
      else profiles.push(withLabel(decodeProfile(gunzipSync(result.value)), 'pid', String(pid)));
    });
    const merged = mergeProfiles(profiles);
    return { ...merged, comments: [...merged.comments, ...failures] };
  };
}

async function clusterWorkers(): Promise<number[]> {
  const { default: cluster } = await import('node:cluster');
  return Object.values(cluster.workers ?? {}).flatMap((worker) => worker?.process.pid ?? []);
}

async function fetchFrom(pid: number, { name, query, signal }: EndpointRequest): Promise<Buffer> {
  const seconds = Number(query.get('seconds')) || (name === 'profile' ? 30 : 0);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath: socketOf(pid),
        path: `/debug/pprof/${name}?${query.toString()}`,
        headers: { host: 'localhost' },
        timeout: seconds * 1000 + patienceMillis,
        ...(signal !== undefined && { signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > mostBytes) call.destroy(new Error('its profile is too large'));
        });
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(body.toString().trim()));
        });
      },
    );
    call.on('timeout', () => call.destroy(new Error('it did not answer')));
    call.on('error', reject);
    call.end();
  });
}
