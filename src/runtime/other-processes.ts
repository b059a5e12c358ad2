// Profiles of a whole cluster: a process asks those that it started and adds what they measured.

import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Profile } from '#profile';
import type { EndpointRequest, WithOthers } from './endpoints.ts';
import { childSockets, removeSocket } from './child-sockets.ts';
import type { Profiler } from './profiler.ts';
import { profileOf } from './taken-profile.ts';

/** A process that hangs must not hang the profile of the others. */
const patienceMillis = 5000;
const mostBytes = 2 ** 28;

/** Adds the profiles of the processes that this one started, each with a label `pid`. */
export function createWithOthers(profiler: Profiler): WithOthers {
  return async (request, take) => {
    const children = childSockets();
    if (children.length === 0) return take();
    const others = Promise.allSettled(children.map(async ({ path }) => fetchFrom(path, request)));
    const own = await profileOf(profiler, await take());
    const { decodeProfile, mergeProfiles, withLabel } = await profiler.building();
    const profiles: Profile[] = [];
    const failures: string[] = [];
    (await others).forEach((result, index) => {
      const { pid, path } = children[index]!;
      if (result.status === 'fulfilled') {
        profiles.push(withLabel(decodeProfile(gunzipSync(result.value)), 'pid', String(pid)));
        return;
      }
      const { code, message } = result.reason as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') removeSocket(path);
      else failures.push(`process ${pid}: ${message}`);
    });
    if (profiles.length === 0 && failures.length === 0) return own;
    const merged = mergeProfiles([withLabel(own, 'pid', String(process.pid)), ...profiles]);
    return { ...merged, comments: [...merged.comments, ...failures] };
  };
}

async function fetchFrom(socketPath: string, { name, query, signal }: EndpointRequest): Promise<Buffer> {
  const seconds = Number(query.get('seconds')) || (name === 'profile' ? 30 : 0);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath,
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
