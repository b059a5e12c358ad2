// Finds the files that a directory or a pattern such as `series/*.pb.gz` stands for.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FetchError } from '#ports';
import { statusOf } from './path-status.ts';

/** The profiles in a directory and the files that a pattern matches, by name; else the source itself. */
export async function expandSource(source: string): Promise<readonly string[]> {
  const status = statusOf(source);
  if (status?.isDirectory() === true) return profilesIn(source);
  if (status !== undefined || !isPattern(source) || source.includes('://')) return [source];
  const { default: picomatch } = await import('picomatch');
  const isAbsolute = source.startsWith('/');
  let paths = [isAbsolute ? '/' : ''];
  for (const segment of source.split('/').filter((each) => each !== '')) {
    if (!isPattern(segment)) paths = paths.map((path) => join(path, segment));
    else {
      const matches = picomatch(segment);
      paths = paths.flatMap((path) =>
        namesIn(path)
          .filter((name) => matches(name))
          .map((name) => join(path, name)),
      );
    }
  }
  const files = paths.filter((path) => statusOf(path)?.isFile()).toSorted();
  // Nobody can tell a pattern without a match from a file that is missing.
  return files.length === 0 ? [source] : files;
}

function isPattern(text: string): boolean {
  return /[*?[{]/.test(text);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory === '' ? '.' : directory);
  } catch {
    // Not a directory, or not for us: nothing in it matches.
    return [];
  }
}

function profilesIn(directory: string): readonly string[] {
  const files = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory())
    .map((entry) => join(directory, entry.name))
    .toSorted();
  if (files.length === 0) throw new FetchError(`${directory}: no profiles are in this directory`);
  return files;
}
