// The profile that is served, and how it is replaced by a newer one or another.

import { createHash } from 'node:crypto';
import {
  loadSnapshots,
  readProfile,
  UsageError,
  type LeakSnapshot,
  type LoadedSource,
  type Request,
  type World,
} from '#driver';
import type { Profile } from '#profile';
import type { SourceReader } from '#ports';
import type { Loaded, Served } from '#web/answers';
import type { SettingsFile } from './settings.ts';

export interface Session extends Served {
  /** Loads the same sources again. Requests that arrive meanwhile share one loading. */
  refresh(): Promise<void>;
  /** Shows a profile that a page sent. @throws ProfileError, FetchError */
  open(bytes: Uint8Array, name: string): Promise<void>;
  /** The names of the profiles that can be compared with; those that were used last come last. */
  others(): readonly string[];
  /**
   * Keeps a profile that a page sent, to compare with: its name has a part that is the same for the same bytes.
   * @throws ProfileError, FetchError
   */
  compareWith(bytes: Uint8Array, name: string): Promise<void>;
  /** Keeps the profile behind a URL, to compare with. @throws UsageError when it is none; FetchError, ProfileError */
  compareWithUrl(url: string): Promise<void>;
  readonly profileCount: number;
  readonly canRefresh: boolean;
  readonly settings: SettingsFile;
  readonly token: string;
}

/** More profiles to compare with are not kept: those that were chosen first are forgotten. */
const othersKept = 8;

export interface SessionSettings {
  readonly world: World;
  readonly sources: SourceReader;
  readonly settings: SettingsFile;
  readonly token: string;
  readonly profileCount: number;
  load(request: Request): Promise<Profile>;
}

export function createSession(
  profile: Profile,
  request: Request,
  { load, ...settings }: SessionSettings,
): Session {
  const { world } = settings;
  let loaded: Loaded = { profile, request, version: 1 };
  const others = new Map<string, LoadedSource>();
  let loading: Promise<void> | undefined;
  let snapshots: Promise<readonly LeakSnapshot[]> | undefined;

  function keep(id: string, other: LoadedSource): void {
    others.delete(id);
    others.set(id, other);
    for (const [oldest] of others) {
      if (others.size <= othersKept) break;
      others.delete(oldest);
    }
  }

  function show(next: Profile, nextRequest: Request): void {
    loaded = { profile: next, request: nextRequest, version: loaded.version + 1 };
  }

  async function loadAgain(): Promise<void> {
    const { request: again } = loaded;
    show(await load(again), again);
  }

  return {
    ...settings,
    current: () => loaded,
    other: (id) => others.get(id),
    others: () => [...others.keys()],
    series() {
      const { sources } = request;
      snapshots ??= loadSnapshots({ sources, operations: [] }, request, world, () => undefined).then(byTime);
      return snapshots;
    },
    async compareWith(bytes, name) {
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
      const profile = await readProfile(bytes, loaded.request.config, world);
      keep(`${name}@${digest}`, { name, profile });
    },
    async compareWithUrl(url) {
      // Pages may name programs that serve profiles, not files of this machine.
      if (!/^https?:\/\//.test(url) || !world.fetcher.isRemote(url)) {
        throw new UsageError(`${url} is no URL`, 'begin it with http:// or https://');
      }
      keep(url, { name: url, profile: await load({ ...loaded.request, sources: [url], bases: [] }) });
    },
    canRefresh: request.sources.some((source) => world.fetcher.isRemote(source)),
    async refresh() {
      loading ??= loadAgain();
      try {
        await loading;
      } finally {
        loading = undefined;
      }
    },
    async open(bytes, name) {
      const { config } = loaded.request;
      const next = await readProfile(bytes, config, world);
      // The options of the command line were about another profile, all but those about sources.
      show(next, { ...loaded.request, sources: [name], bases: [], config: { ...config, sampleIndex: '' } });
    },
  };
}

/** Those of one time stay in the order of the command line. */
function byTime(snapshots: readonly LeakSnapshot[]): LeakSnapshot[] {
  return snapshots.toSorted((a, b) => Number(a.profile.timeNanos - b.profile.timeNanos));
}
