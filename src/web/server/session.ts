// The profile that is served, and how it is replaced by a newer one or another.

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
import type { SettingsFile } from './settings.ts';

/** What is served at the moment. */
export interface Loaded {
  readonly profile: Profile;
  /** What the command line asked for: its options hold where a URL says nothing. */
  readonly request: Request;
  readonly version: number;
}

export interface Session {
  current(): Loaded;
  /** Loads the same sources again. Requests that arrive meanwhile share one loading. */
  refresh(): Promise<void>;
  /** Shows a profile that a page sent. @throws ProfileError, FetchError */
  open(bytes: Uint8Array, name: string): Promise<void>;
  /** The profile that the one served is compared with; undefined if none was chosen. */
  other(): LoadedSource | undefined;
  /** Compares with a profile that a page sent. @throws ProfileError, FetchError */
  compareWith(bytes: Uint8Array, name: string): Promise<void>;
  /** Compares with the profile behind a URL. @throws UsageError when it is none; FetchError, ProfileError */
  compareWithUrl(url: string): Promise<void>;
  /** The profiles that were given, each by itself and in the order of time; they are read when first asked for. */
  series(): Promise<readonly LeakSnapshot[]>;
  readonly profileCount: number;
  readonly canRefresh: boolean;
  readonly world: World;
  readonly sources: SourceReader;
  readonly settings: SettingsFile;
  readonly token: string;
}

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
  let other: LoadedSource | undefined;
  let loading: Promise<void> | undefined;
  let snapshots: Promise<readonly LeakSnapshot[]> | undefined;

  function showOther(next: LoadedSource): void {
    other = next;
    loaded = { ...loaded, version: loaded.version + 1 };
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
    other: () => other,
    series() {
      const { sources } = request;
      snapshots ??= loadSnapshots({ sources, operations: [] }, request, world, () => undefined).then(byTime);
      return snapshots;
    },
    async compareWith(bytes, name) {
      showOther({ name, profile: await readProfile(bytes, loaded.request.config, world) });
    },
    async compareWithUrl(url) {
      // Pages may name programs that serve profiles, not files of this machine.
      if (!/^https?:\/\//.test(url) || !world.fetcher.isRemote(url)) {
        throw new UsageError(`${url} is no URL`, 'begin it with http:// or https://');
      }
      showOther({ name: url, profile: await load({ ...loaded.request, sources: [url], bases: [] }) });
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
