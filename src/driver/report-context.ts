// Makes the context of a report from a profile and the settings.

import type { NodeGranularity, SampleSelection } from '#graph';
import type { World } from '#ports';
import { ProfileError, sampleTypeIndex, type Profile } from '#profile';
import type { ReportContext } from '#report';
import type { Config } from './config.ts';
import { activeFilters } from './filters.ts';

/**
 * @param profile filtered.
 * @param total of the profile that percentages relate to, filtered or not.
 */
export function reportContext(
  profile: Profile,
  config: Config,
  selection: SampleSelection,
  total: number,
  labelUnits: ReadonlyMap<string, string>,
  world: World,
): ReportContext {
  const { type, unit } = profile.sampleTypes[selection.sampleType]!;
  return {
    profile,
    selection,
    sampleType: config.mean ? `mean_${type}` : type,
    sampleUnit: unit,
    total,
    ratio: 1 / config.divideBy,
    outputUnit: config.unit,
    activeFilters: activeFilters(config),
    compactLabels: config.compactLabels,
    granularity: nodeGranularity(config),
    trimming: { trimPath: config.trimPath, sourcePath: config.sourcePath },
    callTree: config.callTree,
    dropNegative: config.dropNegative,
    order: config.sort,
    nodeCount: config.nodeCount,
    nodeFraction: config.nodeFraction,
    edgeFraction: config.edgeFraction,
    labelUnits,
    timeZone: world.timeZone,
    compat: config.compat,
  };
}

/** @throws ProfileError when the profile has no such value, or none at all. */
export function selectSamples(profile: Profile, config: Config): SampleSelection {
  if (profile.sampleTypes.length === 0) throw new ProfileError('invalid', 'profile has no samples');
  return { sampleType: sampleTypeIndex(profile, config.sampleIndex), isMean: config.mean };
}

function nodeGranularity({ granularity, noInlines, showColumns }: Config): ReportContext['granularity'] {
  const isAddresses = granularity === 'addresses';
  const isLines = granularity === 'lines' || isAddresses;
  const attributes: Omit<NodeGranularity, 'objectFile'> = {
    name: granularity !== 'files',
    file: isLines || granularity === 'files' || granularity === 'filefunctions',
    line: isLines,
    // Addresses with inlined functions show the profile as it is.
    column: showColumns || (isAddresses && !noInlines),
    address: isAddresses,
    inlines: !noInlines,
  };
  return attributes;
}
