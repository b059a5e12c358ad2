// A profile that has been taken: made in this thread, or beside it, where it was encoded at once.

import type { Profile } from '#profile';
import type { Profiler } from './profiler.ts';

/** `encoded`: profile.proto, not compressed. */
export type TakenProfile = Profile | { readonly encoded: Uint8Array };

export async function encodedOf(profiler: Profiler, taken: TakenProfile): Promise<Uint8Array> {
  return 'encoded' in taken ? taken.encoded : (await profiler.building()).encodeProfile(taken);
}

export async function profileOf(profiler: Profiler, taken: TakenProfile): Promise<Profile> {
  return 'encoded' in taken ? (await profiler.building()).decodeProfile(taken.encoded) : taken;
}
