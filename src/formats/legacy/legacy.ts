// The formats from before profile.proto, and Go's texts, tried in pprof's order.

import { ProfileError, type Profile } from '#profile';
import { parseContention } from './contention.ts';
import { parseCpu } from './cpu.ts';
import { parseGoCount } from './go-count.ts';
import { parseGoroutineDump } from './goroutine-dump.ts';
import { parseHeap } from './heap.ts';
import { parseJava } from './java.ts';
import { parseThread } from './thread.ts';

export interface LegacyOptions {
  /** Only what pprof gives: no names from comments, no formats that pprof refuses. */
  readonly compat: boolean;
}

/** One format; `parse` gives undefined when the bytes are something else, and throws when they are broken. */
export interface LegacyFormat {
  readonly name: string;
  parse(bytes: Uint8Array, options: LegacyOptions): Profile | undefined;
}

export const legacyFormats: readonly LegacyFormat[] = [
  { name: 'binary CPU profile', parse: parseCpu },
  { name: 'heap text', parse: parseHeap },
  { name: 'Go count text (goroutine, threadcreate)', parse: parseGoCount },
  { name: 'threadz text', parse: parseThread },
  { name: 'contention text', parse: parseContention },
  { name: 'Java heap or contention text', parse: parseJava },
  {
    name: 'goroutine dump',
    parse: (bytes, { compat }) => (compat ? undefined : parseGoroutineDump(bytes)),
  },
];

/**
 * Parses uncompressed bytes in one of the formats above.
 * @throws ProfileError 'unrecognized' when they are in none; 'malformed', 'truncated' or 'too-large' when
 * they are broken, with the line (text) or the byte (binary) as offset.
 */
export function parseLegacy(bytes: Uint8Array, options: LegacyOptions): Profile {
  for (const format of legacyFormats) {
    const profile = format.parse(bytes, options);
    if (profile !== undefined) return profile;
  }
  throw new ProfileError(
    'unrecognized',
    `unrecognized profile format: neither profile.proto nor one of: ${legacyFormats.map(({ name }) => name).join(', ')}; check that this is a profile, and not an error page or an empty answer`,
  );
}
