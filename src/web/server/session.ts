// The profile that is served, and how it is replaced by a newer one or another.

import { readProfile, type Request, type World } from '#driver';
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
  load(request: Request): Promise<Profile>;
}

export function createSession(
  profile: Profile,
  request: Request,
  { load, ...settings }: SessionSettings,
): Session {
  const { world } = settings;
  let loaded: Loaded = { profile, request, version: 1 };
  let loading: Promise<void> | undefined;

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
