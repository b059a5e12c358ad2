// Compares two sides, each of one or more profiles: every function (line, file …) before and after.

import { assignFrameNodes, sumNodeValues, type FrameNodes, type NodeInfo } from '#graph';
import type { Profile } from '#profile';
import type { ReportContext } from '../context.ts';
import { sampleVariance, type SamplingModel } from './sampling-error.ts';
import {
  changeOf,
  verdictOf,
  verdictsOf,
  type Change,
  type SideValues,
  type Verdict,
} from './significance.ts';

/** What `putSideBySide` made, filtered, with what is known of each profile in it. */
export interface ComparisonInput {
  /** Its profile is the one side by side; values are not divided yet. */
  readonly context: ReportContext;
  readonly sources: readonly ComparedSource[];
}

/** Of the sources, in the order of their sample types. */
export interface ComparedSource {
  readonly side: 'before' | 'after';
  /** Its file or URL. */
  readonly name: string;
  readonly model: SamplingModel;
  /** What its values are multiplied by, to make them comparable; 1 as a rule. */
  readonly factor: number;
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
}

export interface Comparison {
  readonly context: ReportContext;
  readonly sources: readonly ComparedSource[];
  /** Of all samples that the filters left. */
  readonly total: JudgedChange;
  /** Everything that has a value on either side, in the order of nodes. */
  readonly rows: readonly ComparedRow[];
}

export interface ComparedRow {
  readonly info: NodeInfo;
  readonly name: string;
  readonly flat: JudgedChange;
  readonly cum: JudgedChange;
}

export interface JudgedChange extends Change {
  readonly verdict: Verdict;
}

export function buildComparison({ context, sources }: ComparisonInput): Comparison {
  const { profile, granularity, trimming } = context;
  const frames = assignFrameNodes(profile, { ...granularity, objectFile: false }, trimming);
  const old = sideValues(profile, frames, sources, 'before');
  const current = sideValues(profile, frames, sources, 'after');
  const rows: { readonly node: number; readonly flat: Change; readonly cum: Change }[] = [];
  for (let node = 0; node < frames.count; node++) {
    const flat = changeOf(old.flat, current.flat, node);
    const cum = changeOf(old.cum, current.cum, node);
    if (hasValue(flat) || hasValue(cum)) rows.push({ node, flat, cum });
  }
  const flatVerdicts = verdictsOf(rows.map(({ flat }) => flat));
  const cumVerdicts = verdictsOf(rows.map(({ cum }) => cum));
  const total = changeOf(old.total, current.total, 0);
  return {
    context,
    sources,
    total: { ...total, verdict: verdictOf(total) },
    rows: rows.map(({ node, flat, cum }, i) => ({
      info: frames.info(node),
      name: frames.name(node),
      flat: { ...flat, verdict: flatVerdicts[i]! },
      cum: { ...cum, verdict: cumVerdicts[i]! },
    })),
  };
}

function hasValue({ before, after }: Change): boolean {
  return before !== 0 || after !== 0;
}

interface Side {
  readonly flat: SideValues;
  readonly cum: SideValues;
  /** Columns of one row. */
  readonly total: SideValues;
}

function sideValues(
  profile: Profile,
  frames: FrameNodes,
  sources: readonly ComparedSource[],
  side: ComparedSource['side'],
): Side {
  const columns: Float64Array[] = [];
  const variance = new Float64Array(profile.stacks.count);
  let isKnown = true;
  for (const [n, source] of sources.entries()) {
    if (source.side !== side) continue;
    columns.push(stackValues(profile, n, source.factor));
    isKnown &&= source.model.kind !== 'unknown';
    addVariances(variance, profile, n, sources.length, source);
  }
  const sums = columns.map((column) => sumNodes(profile, frames, column));
  const variances = isKnown ? sumNodes(profile, frames, variance) : undefined;
  return {
    flat: { values: sums.map(({ flat }) => flat), variance: variances?.flat },
    cum: { values: sums.map(({ cum }) => cum), variance: variances?.cum },
    total: { values: columns.map(sumAll), variance: isKnown ? sumAll(variance) : undefined },
  };
}

/** The values of a source by stack. */
function stackValues({ samples, stacks }: Profile, sampleType: number, factor: number): Float64Array {
  const sums = new Float64Array(stacks.count);
  const values = samples.values[sampleType]!;
  for (let sample = 0; sample < samples.count; sample++) sums[samples.stack[sample]!]! += values[sample]!;
  return factor === 1 ? sums : sums.map((sum) => sum * factor);
}

function addVariances(
  sums: Float64Array,
  { samples }: Profile,
  source: number,
  sourceCount: number,
  { model, factor }: ComparedSource,
): void {
  const values = samples.values[source]!;
  const companions = samples.values[sourceCount + source];
  for (let sample = 0; sample < samples.count; sample++) {
    if (values[sample] === 0) continue;
    const variance = sampleVariance(model, values[sample]!, companions?.[sample] ?? 0);
    sums[samples.stack[sample]!]! += variance * factor * factor;
  }
}

function sumNodes(
  profile: Profile,
  frames: FrameNodes,
  column: Float64Array,
): Record<'flat' | 'cum', Float64Array> {
  const isActive = Uint8Array.from(column, (value) => (value === 0 ? 0 : 1));
  return sumNodeValues(profile.stacks, frames, { weight: [column], divisor: [], isActive });
}

function sumAll(column: Float64Array): Float64Array {
  return Float64Array.of(column.reduce((sum, value) => sum + value, 0));
}
