// Reads profiles from files and standard input.

import { readFileSync, statSync } from 'node:fs';
import { FetchError, type Fetcher } from '#ports';

/** @param limit in bytes, for one source. */
export function createFileFetcher(limit: number): Fetcher {
  return {
    fetch(source) {
      return new Promise((resolve) => resolve(readSource(source, limit)));
    },
  };
}

function readSource(source: string, limit: number): Uint8Array {
  try {
    if (source === '-') return readFileSync(0);
    const { size } = statSync(source);
    if (size > limit) {
      throw new FetchError(
        `the file has ${size} bytes, and the limit is ${limit}; set HEAPWISE_MAX_BYTES to a higher one`,
      );
    }
    return readFileSync(source);
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError(readFailure(source, error));
  }
}

function readFailure(source: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' && looksLikeUrl(source)) {
    return 'fetching over HTTP is not available yet; save it first: curl -o profile.pb.gz URL';
  }
  if (code === 'ENOENT') return 'no such file; check the path';
  if (code === 'EISDIR') return 'is a directory; name the profiles in it';
  if (code === 'EACCES') return 'permission denied; check who may read it';
  return error instanceof Error ? error.message : String(error);
}

function looksLikeUrl(source: string): boolean {
  return /^[a-z+]+:\/\//i.test(source) || /^[\w.-]*:\d+(\/|$)/.test(source);
}
