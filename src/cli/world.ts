// Puts the world of the pipeline together from the ports on Node.

import { UsageError, type World } from '#driver';
import {
  createAssets,
  createBinaryDirectories,
  createDemangler,
  createFetcher,
  createGoToolchain,
  createGraphDrawer,
  createGunzip,
  createObjectFiles,
  createSavedProfiles,
  createSourceReader,
  createViewer,
  localTimeZone,
  type StatusLine,
} from '#node';

/** Large enough for any profile that fits into memory, small enough to stop a bomb. */
const defaultMaxBytes = 2 ** 30;

export interface WorldOptions {
  /** Of the process: `HEAPWISE_MAX_BYTES` and `TZ` say limits and time zone, `PATH` where tools are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Shows one line to the user. */
  readonly message: (text: string) => void;
  /** Where progress is shown; nowhere if left out. */
  readonly statusLine?: StatusLine;
}

const noStatusLine: StatusLine = { show: () => undefined, clear: () => undefined };

/** @throws UsageError when a variable of the environment makes no sense. */
export function createWorld(options: WorldOptions): World {
  const { environment, message, statusLine = noStatusLine } = options;
  const limit = Number(environment['HEAPWISE_MAX_BYTES'] ?? defaultMaxBytes);
  if (!(limit > 0)) throw new UsageError('HEAPWISE_MAX_BYTES must be a number of bytes, such as 4e9');
  return {
    assets: createAssets(),
    fetcher: createFetcher({ limit, environment, message, statusLine }),
    gunzip: createGunzip(limit),
    binaries: createBinaryDirectories(environment),
    demangle: createDemangler(environment),
    objectFiles: (tools) => createObjectFiles({ ...tools, environment, statusLine, message }),
    saved: createSavedProfiles({ environment, message }),
    sources: createSourceReader({ environment }),
    toolchain: createGoToolchain(process.cwd()),
    timeZone: localTimeZone(environment['TZ']),
    drawer: createGraphDrawer({ environment, message, statusLine }),
    viewer: createViewer({ environment, platform: process.platform }),
    message,
  };
}
