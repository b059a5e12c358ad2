// Answers in a page that is a file, as the server gives them.

import type { LoadedSource } from '#driver';
import { parseProfile } from '#formats';
import type { Profile } from '#profile';
import { answerFor, failure, reply, type Reply, type Served } from '#web/answers';
import type { SharedData } from './shared-data.ts';
import { sharedWorld } from './shared-world.ts';

/**
 * @param profiles in the order that `SharedData` says.
 * @returns what answers a path below /ui/api/, with its query.
 */
export function createSharedAnswers(
  data: SharedData,
  profiles: readonly Uint8Array[],
): (path: string) => Promise<Reply> {
  const served = sharedProfiles(data, profiles);
  return async (path) => {
    const known = Object.hasOwn(data.answers, path) ? data.answers[path] : undefined;
    if (known !== undefined) {
      const { 'content-type': contentType = '', ...headers } = known.headers;
      return reply(200, contentType, [known.text], headers);
    }
    const { pathname, searchParams } = new URL(path, 'http://file.invalid');
    const name = pathname.slice(1);
    if (name === 'disasm' || name === 'weblist') return failure(404, noMachineCode);
    return answerFor(name, searchParams, served);
  };
}

const noMachineCode =
  'the machine code of this is not in the file: it was not looked at before the page was shared; ' +
  'ask for the program and the profile';

/** Each is read when it is first asked for. */
function sharedProfiles(data: SharedData, profiles: readonly Uint8Array[]): Served {
  const read = new Map<number, Profile>();
  const profileAt = (index: number): Profile => {
    const profile = read.get(index) ?? parseProfile(profiles[index]!, { compat: false });
    read.set(index, profile);
    return profile;
  };
  const world = sharedWorld(data);
  return {
    current: () => ({ profile: profileAt(0), request: data.request, version: 1 }),
    other(id): LoadedSource | undefined {
      const index = data.others.findIndex((other) => other.id === id);
      return index < 0 ? undefined : { name: data.others[index]!.name, profile: profileAt(1 + index) };
    },
    series() {
      const start = 1 + data.others.length;
      return Promise.resolve(data.series.map((row, i) => ({ ...row, profile: profileAt(start + i) })));
    },
    world,
    sources: world.sources,
  };
}
