// Where Rust keeps the sources of its standard library and of crates.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, SourcePlace } from './source-place.ts';

/** `/rustc/<commit>/library/…`, in which the standard library is compiled. */
const standardLibrary = /\/rustc\/[^/]+\/(library\/.+)$/;
/** `<cargo home>/registry/src/<registry>/<crate>-<version>/…`. */
const registryCrate = /\/registry\/src\/[^/]+\/(.+)$/;

export function isRustLibrary(path: string): boolean {
  return standardLibrary.test(path) || registryCrate.test(path);
}

export function* rustPlaces(path: string, environment: Environment): Generator<SourcePlace> {
  const { HOME = '', CARGO_HOME, RUSTUP_HOME } = environment;
  const [, inLibrary] = standardLibrary.exec(path) ?? [];
  if (inLibrary !== undefined) {
    for (const toolchain of foldersIn(join(RUSTUP_HOME ?? join(HOME, '.rustup'), 'toolchains'))) {
      yield { path: join(toolchain, 'lib/rustlib/src/rust', inLibrary), rule: 'component rust-src' };
    }
  }
  const [, inRegistry] = registryCrate.exec(path) ?? [];
  if (inRegistry !== undefined) {
    for (const registry of foldersIn(join(CARGO_HOME ?? join(HOME, '.cargo'), 'registry/src'))) {
      yield { path: join(registry, inRegistry), rule: 'cargo registry' };
    }
  }
}

function foldersIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .sort()
    .map((entry) => join(directory, entry));
}
