// The formats that profiles come in, tried in turn: detection is by content, never by file name.

import { ProfileError, type Profile } from '#profile';
import { parseFolded } from './folded/parse.ts';
import { legacyFormats } from './legacy/legacy.ts';
import { decodeProfile } from './proto/decode.ts';
import { describeUnrecognized, looksLikeProfileProto } from './unrecognized.ts';
import { parseV8 } from './v8/v8.ts';

export interface ParseOptions {
  /** Only what pprof gives: no names from comments, no formats that pprof refuses. */
  readonly compat: boolean;
}

/** One format: undefined means that the bytes are something else. */
export interface Format {
  readonly name: string;
  parse(bytes: Uint8Array, options: ParseOptions): Profile | undefined;
}

/** The name of V8's formats, whose profiles name the code that ran: it may be generated from other sources. */
export const v8Format = 'V8 .heapprofile and .cpuprofile';

const formats: readonly Format[] = [
  ...legacyFormats,
  { name: v8Format, parse: (bytes, { compat }) => (compat ? undefined : parseV8(bytes)) },
  { name: 'folded stacks', parse: (bytes, { compat }) => (compat ? undefined : parseFolded(bytes)) },
];

export interface ParsedProfile {
  readonly profile: Profile;
  /** The name of the format it was in. */
  readonly format: string;
}

/**
 * Parses uncompressed bytes in whichever format they are.
 * @throws ProfileError when they are in none, or broken.
 */
export function parseProfile(bytes: Uint8Array, options: ParseOptions): Profile {
  return parseWithFormat(bytes, options).profile;
}

/** As `parseProfile`, and tells the format. */
export function parseWithFormat(bytes: Uint8Array, options: ParseOptions): ParsedProfile {
  if (bytes.length === 0) {
    throw new ProfileError(
      'empty',
      'empty input file; the program may have ended before it wrote the profile',
    );
  }
  try {
    return { profile: decodeProfile(bytes), format: 'profile.proto' };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return parseOther(bytes, options, looksLikeProfileProto(bytes) ? error : undefined);
  }
}

/** @param protoError what to throw if the bytes are in no other format; undefined to say what they look like. */
function parseOther(
  bytes: Uint8Array,
  options: ParseOptions,
  protoError: ProfileError | undefined,
): ParsedProfile {
  try {
    for (const format of formats) {
      const profile = format.parse(bytes, options);
      if (profile !== undefined) return { profile, format: format.name };
    }
  } catch (error) {
    throw protoError !== undefined && error instanceof ProfileError ? protoError : error;
  }
  throw protoError ?? new ProfileError('unrecognized', describeUnrecognized(bytes));
}
