// The world of a page that is a file: there is nothing around it.

import type { World } from '#driver';
import { FetchError, type SourceLookup, type WantedSource } from '#ports';
import type { SharedData } from './shared-data.ts';

export function sharedWorld({ sources, workingDirectory, zone }: SharedData): World {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const find = ({ path }: WantedSource): SourceLookup => {
    const source = byPath.get(path);
    if (source === undefined) {
      return {
        kind: 'missing',
        error: `${path} is not in this page: it was not found, or too large`,
        tried: [],
      };
    }
    return { kind: 'found', path: source.readFrom, lines: source.text.split('\n'), reason: '' };
  };
  return {
    assets: { text: refuse },
    fetcher: {
      expand: (source) => Promise.resolve([source]),
      isRemote: () => false,
      fetch: refuse,
      post: refuse,
    },
    gunzip: refuse,
    objectFiles: () => ({ open: refuse, close: () => undefined }),
    binaries: { searchPath: [], filesIn: () => [] },
    demangle: (names) => Promise.resolve(names),
    saved: { save: refuse },
    sources: { workingDirectory, find, findSourceMap: () => undefined },
    timeZone: () => zone,
    viewer: { openBrowser: refuse, openProgram: refuse },
    drawer: { prepare: () => undefined, draw: refuse },
    message: () => undefined,
  };
}

function refuse(): never {
  throw new FetchError('this page is a file: only heapwise itself can do that');
}
