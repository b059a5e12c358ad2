// Finds names for the addresses of a profile: on this machine, then at the server that it came from; then demangles.

import { FetchError, type Demangle, type ObjectFiles } from '#ports';
import type { Profile } from '#profile';
import { demangleFunctions } from './demangled-names.ts';
import { symbolizeLocally } from './local.ts';
import { symbolizeRemotely, type AskServer, type MappingSources } from './remote.ts';
import type { SymbolizeOptions } from './symbolize-options.ts';

/** Where names come from. */
export interface NameSources {
  readonly objectFiles: ObjectFiles;
  readonly sources: MappingSources;
  readonly ask: AskServer;
  readonly demangle: Demangle;
  /** As `go tool pprof`, also where more is known. */
  readonly compat: boolean;
  /** Shows a line to the user: that names cannot be found is no reason to have no report. */
  readonly message: (text: string) => void;
}

/** @throws FetchError with `compat` alone, when a server cannot be asked: pprof gives up then. */
export async function symbolizeProfile(
  profile: Profile,
  options: SymbolizeOptions,
  sources: NameSources,
): Promise<Profile> {
  if (options.isOff) return profile;
  const { isForced } = options;
  const local = options.isLocal
    ? await symbolizeLocally(profile, sources.objectFiles, { ...sources, isForced })
    : profile;
  const remote = options.isRemote ? await askServers(local, isForced, sources) : local;
  return demangleFunctions(remote, { mode: options.demangle, isForced, demangle: sources.demangle });
}

async function askServers(profile: Profile, isForced: boolean, names: NameSources): Promise<Profile> {
  const ask: AskServer = async (url, body) => {
    try {
      return await names.ask(url, body);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      throw new FetchError(`http post ${url}: ${error.message}`);
    }
  };
  try {
    return await symbolizeRemotely(profile, names.sources, ask, isForced);
  } catch (error) {
    if (!(error instanceof FetchError) || names.compat) throw error;
    names.message(`Remote symbolization failed: ${error.message}`);
    return profile;
  }
}
