// Finds the sample type that a report is about by what the user calls it.

import { ProfileError } from './errors.ts';
import type { Profile } from './profile.ts';

/**
 * The index of the sample type called `name`: '' for the profile's default (else the last one), a number,
 * or a type, with or without the prefix 'inuse_'. -1 only if `name` is '' and there are no sample types.
 * @throws ProfileError with code 'invalid' if there is no such sample type.
 */
export function sampleTypeIndex(
  profile: Pick<Profile, 'sampleTypes' | 'defaultSampleType'>,
  name: string,
): number {
  const types = profile.sampleTypes.map(({ type }) => type);
  const last = types.length - 1;
  if (name === '') {
    const preferred = profile.defaultSampleType === '' ? -1 : types.indexOf(profile.defaultSampleType);
    return preferred >= 0 ? preferred : last;
  }
  if (/^[+-]?\d{1,18}$/.test(name)) {
    const index = Number(name);
    if (index >= 0 && index <= last) return index;
    throw new ProfileError('invalid', `sample_index ${name} is outside the range [0..${last}]`);
  }
  // Old profiles call "inuse_space" just "space".
  const withoutPrefix = name.startsWith('inuse_') ? name.slice('inuse_'.length) : name;
  const index = types.findIndex((type) => type === name || type === withoutPrefix);
  if (index >= 0) return index;
  throw new ProfileError(
    'invalid',
    `sample_index ${JSON.stringify(name)} must be one of: [${types.join(' ')}]`,
  );
}
