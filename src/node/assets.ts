// Reads the assets that scripts/bundle.mjs has built: beside the bundle, or in dist/ when run from the sources.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutputError, type Assets } from '#ports';

/** From a bundle, from dist/node, and from src/node. */
const folders = ['assets', '../cli/assets', '../../dist/cli/assets'];

export function createAssets(): Assets {
  return { text: (name) => readFileSync(assetPath(name), 'utf8') };
}

/** @throws OutputError when the installation does not have it. */
export function assetPath(name: string): string {
  const paths = folders.map((folder) => join(import.meta.dirname, folder, name));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new OutputError(
    `${name} is not in this installation of heapwise: install it again, or run npm run build`,
  );
}
