// Gives a profile without mappings one to hang symbols and an executable on.

import type { Profile } from './profile.ts';

/**
 * A profile without mappings gets one, empty but for its id 1, that all locations are in; other profiles stay
 * as they are. pprof does so to each profile that it reads, and shows it in -raw and -proto.
 */
export function withMapping(profile: Profile): Profile {
  if (profile.mappings.count > 0) return profile;
  return {
    ...profile,
    locations: { ...profile.locations, mapping: new Int32Array(profile.locations.count) },
    mappings: {
      count: 1,
      id: BigUint64Array.of(1n),
      start: new BigUint64Array(1),
      limit: new BigUint64Array(1),
      offset: new BigUint64Array(1),
      file: new Uint32Array(1),
      buildId: new Uint32Array(1),
      flags: new Uint8Array(1),
    },
  };
}
