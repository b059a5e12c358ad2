// What the shell says of a profile before its first prompt.

import type { World } from '#ports';
import { ProfileError, type Profile } from '#profile';
import { profileLabels, reportTotal } from '#report';
import type { Config } from './config.ts';
import { UsageError } from './errors.ts';
import { labelUnitsOf } from './generate.ts';
import { reportContext, selectSamples } from './report-context.ts';

/** The lines about the whole profile, whatever the filters; none when the options make no sense, as reports will say. */
export function profileGreeting(profile: Profile, config: Config, world: World): readonly string[] {
  try {
    return describeProfile(profile, config, world);
  } catch (error) {
    if (error instanceof UsageError || error instanceof ProfileError) return [];
    throw error;
  }
}

function describeProfile(profile: Profile, config: Config, world: World): readonly string[] {
  const labelUnits = labelUnitsOf(profile, world);
  const selection = selectSamples(profile, config);
  if (config.divideBy === 0) return [];
  const total = reportTotal(profile, selection);
  const context = reportContext(profile, config, selection, total, labelUnits, world);
  const labels = profileLabels(context, context.outputUnit);
  if (total !== 0 || profile.sampleTypes.length === 1) return labels;
  return [
    ...labels,
    'No samples were found with the default sample value type.',
    'Try "sample_index" command to analyze different sample values.',
  ];
}
