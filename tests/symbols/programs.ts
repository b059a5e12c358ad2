// Builds the programs beside this file, and has them write profiles of themselves.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encodeProfile, parseProfile } from '#formats';
import type { Profile } from '#profile';

export interface Profiled {
  /** Paths. */
  readonly program: string;
  readonly profile: string;
}

const sources = resolve('tests/symbols');

export const cppKinds = ['fixed', 'position-independent', 'static', 'shared library'] as const;

/** @param flags of the compiler, besides those of the kind. */
export function profileCpp(
  folder: string,
  kind: (typeof cppKinds)[number],
  flags: readonly string[] = [],
): Profiled {
  const program = join(folder, `cpp-${kind.replaceAll(/\W/g, '-')}`);
  const library = join(folder, 'libhot.so');
  const compile = (...args: readonly string[]): unknown =>
    execFileSync('g++', ['-g', '-O1', ...flags, ...args], {
      cwd: sources,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  if (kind === 'shared library') compile('-shared', '-fPIC', 'library.cc', '-o', library);
  const kindFlags = {
    fixed: ['-no-pie', 'library.cc', '-lprofiler'],
    'position-independent': ['-pie', 'library.cc', '-lprofiler'],
    // The unwinder and the compiler's library both define how to unwind.
    static: [
      '-static',
      '-Wl,--allow-multiple-definition',
      'library.cc',
      '-lprofiler',
      '-lunwind',
      '-llzma',
      '-lpthread',
    ],
    'shared library': ['-pie', `-L${folder}`, '-lhot', `-Wl,-rpath,${folder}`, '-lprofiler'],
  }[kind];
  compile('hot.cc', '-o', program, ...kindFlags);
  const profile = `${program}.prof`;
  execFileSync(program, [profile], { env: { ...process.env, CPUPROFILE_FREQUENCY: '500' }, stdio: 'ignore' });
  return { program, profile };
}

export const goKinds = ['fixed', 'position-independent', 'stripped'] as const;

export interface ProfiledGo extends Profiled {
  /** As Go wrote it, with names. */
  readonly named: string;
}

/** `profile` has addresses alone. */
export function profileGo(folder: string, kind: (typeof goKinds)[number]): ProfiledGo {
  const program = join(folder, `go-${kind}`);
  const flags = {
    fixed: [],
    'position-independent': ['-buildmode=pie'],
    stripped: ['-ldflags=-s -w'],
  }[kind];
  execFileSync('go', ['build', ...flags, '-o', program, 'hot.go'], { cwd: sources });
  const named = `${program}.named.pb.gz`;
  execFileSync(program, [named]);
  const profile = `${program}.pb`;
  writeFileSync(profile, encodeProfile(addressesOnly(readNamed(named))));
  return { program, profile, named };
}

export function readNamed(path: string): Profile {
  return parseProfile(gunzipSync(readFileSync(path)), { compat: false });
}

/** What a profiler that knows no names would have written. */
export function addressesOnly(profile: Profile): Profile {
  const { locations, mappings } = profile;
  const none = new Uint32Array();
  return {
    ...profile,
    locations: { ...locations, lineOffsets: new Uint32Array(locations.count + 1) },
    lines: { count: 0, function: none, line: new BigInt64Array(), column: new BigInt64Array() },
    functions: {
      count: 0,
      id: new BigUint64Array(),
      name: none,
      systemName: none,
      filename: none,
      startLine: new BigInt64Array(),
    },
    mappings: { ...mappings, flags: new Uint8Array(mappings.count) },
  };
}
