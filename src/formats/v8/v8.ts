// Recognizes V8's profiles by their content and reads them.

import { ProfileError, type Profile } from '#profile';

import { isCpuProfile, parseCpuProfile } from './cpu.ts';
import { isHeapProfile, parseHeapProfile } from './heap.ts';

/** The longest text that V8 can hold. */
const maxBytes = 2 ** 29 - 24;

/**
 * The profile in a `.heapprofile` or `.cpuprofile`: a JSON object with `head` (a call tree) or with `nodes`
 * and `startTime`. Undefined for any other content.
 * @throws ProfileError 'malformed' or 'too-large' if it is such a profile, but a damaged one.
 */
export function parseV8(bytes: Uint8Array): Profile | undefined {
  const start = new TextDecoder().decode(bytes.subarray(0, 4096));
  if (!/^\s*\{/.test(start)) return undefined;
  const looksLikeV8 = start.includes('"callFrame"');
  if (bytes.length > maxBytes) {
    if (!looksLikeV8) return undefined;
    throw new ProfileError(
      'too-large',
      `V8 profile of ${bytes.length} bytes; at most ${maxBytes} can be read`,
    );
  }
  const json = parseJson(new TextDecoder().decode(bytes), looksLikeV8);
  if (isHeapProfile(json)) return parseHeapProfile(json);
  if (isCpuProfile(json)) return parseCpuProfile(json);
  return undefined;
}

/** Undefined for text that is not JSON, unless it ought to be. */
function parseJson(text: string, looksLikeV8: boolean): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!looksLikeV8) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProfileError('malformed', `V8 profile that is not whole: ${reason}; record or copy it again`);
  }
}
