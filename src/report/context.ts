// What every report is given: a filtered profile, which of its values to show, and how to show them.

import { scale, scaledLabel } from '#measurement';
import type { NodeGranularity, PathTrimming, SampleSelection } from '#graph';
import { magnitude, type Profile } from '#profile';
import type { TimeZone } from './time.ts';

export interface ReportContext {
  readonly profile: Profile;
  readonly selection: SampleSelection;
  /** Type of the value shown, `mean_` before it for means, and its unit in the profile. */
  readonly sampleType: string;
  readonly sampleUnit: string;
  /** What 100 % is; see `reportTotal`. */
  readonly total: number;
  /** Values are multiplied by this before they are shown: 1 / `divide_by`. */
  readonly ratio: number;
  /** The unit to show values in; 'minimum' lets the report choose one for all of them. */
  readonly outputUnit: string;
  /** `name=value` of each filter in use. */
  readonly activeFilters: readonly string[];
  /** Leave out the header lines that describe the profile. */
  readonly compactLabels: boolean;
  readonly granularity: Omit<NodeGranularity, 'objectFile'>;
  readonly trimming: PathTrimming;
  readonly callTree: boolean;
  readonly dropNegative: boolean;
  readonly order: 'flat' | 'cum';
  readonly nodeCount: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  /** The unit of each numeric label key. */
  readonly labelUnits: ReadonlyMap<string, string>;
  readonly timeZone: TimeZone;
  /** Give pprof's own numbers where ours are better on purpose (docs/parity.md). */
  readonly compat: boolean;
}

/** A value with the ratio applied, truncated as in Go. */
export function applyRatio(value: number, ratio: number): number {
  return ratio > 0 && ratio !== 1 ? Math.trunc(value * ratio) + 0 : value;
}

/** The text of a value in the given unit. */
export function formatValue(context: ReportContext, value: number, unit: string): string {
  return scaledLabel(applyRatio(value, context.ratio), context.sampleUnit, unit);
}

/**
 * The unit for all values of a report, if none was asked for: that of the smallest value, or of 100 times
 * it when the total has a larger one. Reports in whole numbers (`isInteger`) keep the smallest.
 * @param magnitudes flat value (cum where flat is 0) of each node.
 */
export function chooseOutputUnit(
  context: ReportContext,
  magnitudes: Iterable<number>,
  isInteger: boolean = false,
): string {
  if (context.outputUnit !== 'minimum') return context.outputUnit;
  let least = 0;
  let isEmpty = true;
  for (const value of magnitudes) {
    isEmpty = false;
    const size = magnitude(value);
    if (size > 0 && (least === 0 || size < least)) least = size;
  }
  if (isEmpty) return context.outputUnit;
  const smallest = applyRatio(least === 0 ? context.total : least, context.ratio);
  const largest = applyRatio(context.total, context.ratio);
  const unitOf = (value: number): string => scale(value, context.sampleUnit, 'minimum').unit;
  let unit = unitOf(smallest);
  if (unit !== unitOf(largest) && 100 * smallest < largest && !isInteger) unit = unitOf(100 * smallest);
  return unit === '' ? context.sampleUnit : unit;
}
