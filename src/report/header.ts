// The lines above a report: what the profile is, which filters are in use, what is shown and dropped.

import { label, percentage, scale } from '#measurement';
import { baseName } from '#graph';
import { decodeText, encodeText } from '#profile';
import { formatValue, type ReportContext } from './context.ts';
import { headerTime } from './time.ts';

/** What a report shows of a graph, for the header. */
export interface ShownNodes {
  /** Sum of the flat values shown. */
  readonly shownTotal: number;
  readonly nodeCount: number;
  readonly originalCount: number;
  readonly droppedNodes: number;
  readonly droppedEdges: number;
}

/** The lines that describe the profile. `unit` is the one values are shown in. */
export function profileLabels(context: ReportContext, unit: string): string[] {
  const { profile } = context;
  const { mappings, strings } = profile;
  const labels: string[] = [];
  if (mappings.count > 0) {
    const file = strings.text(mappings.file[0]!);
    const buildId = strings.text(mappings.buildId[0]!);
    if (file !== '') labels.push(`File: ${baseName(file)}`);
    if (buildId !== '') labels.push(`Build ID: ${buildId}`);
  }
  labels.push(...profile.comments.filter((comment) => !comment.startsWith('#')));
  if (context.sampleType !== '') labels.push(`Type: ${context.sampleType}`);
  if (profile.docUrl !== '') labels.push(`Doc: ${profile.docUrl}`);
  if (profile.timeNanos !== 0n) labels.push(`Time: ${headerTime(profile.timeNanos, context.timeZone)}`);
  if (profile.durationNanos !== 0n) labels.push(durationLabel(context, unit));
  return labels;
}

function durationLabel(context: ReportContext, unit: string): string {
  const nanos = Number(context.profile.durationNanos);
  const sampled = scale(context.total, context.sampleUnit, 'nanoseconds');
  const share =
    sampled.unit === 'ns' && sampled.value !== 0 ? `(${percentage(Math.trunc(sampled.value), nanos)})` : '';
  const total = formatValue(context, context.total, unit);
  return `Duration: ${label(nanos, 'nanoseconds')}, Total samples = ${total} ${share}`;
}

/** All lines above a report on a graph; pictures always describe the profile and end with a link. */
export function reportLabels(
  context: ReportContext,
  unit: string,
  shown: ShownNodes,
  isPicture: boolean,
): string[] {
  const { total } = context;
  const format = (value: number): string => formatValue(context, value, unit);
  const labels = isPicture || !context.compactLabels ? profileLabels(context, unit) : [];
  labels.push(...filterLabels(context.activeFilters));
  labels.push(
    `Showing nodes accounting for ${format(shown.shownTotal)}, ` +
      `${percentage(shown.shownTotal, total).trim()} of ${format(total)} total`,
  );
  if (total !== 0) {
    const cutoff = (fraction: number): string => format(Math.abs(Math.trunc(total * fraction)));
    if (shown.droppedNodes > 0) {
      labels.push(`${dropped(shown.droppedNodes, 'node')} (cum <= ${cutoff(context.nodeFraction)})`);
    }
    if (isPicture && shown.droppedEdges > 0) {
      labels.push(`${dropped(shown.droppedEdges, 'edge')} (freq <= ${cutoff(context.edgeFraction)})`);
    }
    if (shown.nodeCount > 0 && shown.nodeCount < shown.originalCount) {
      labels.push(`Showing top ${shown.nodeCount} nodes out of ${shown.originalCount}`);
    }
  }
  if (isPicture) labels.push('\nSee https://git.io/JfYMW for how to read the graph');
  return labels;
}

function dropped(count: number, what: string): string {
  return `Dropped ${count} ${what}${count > 1 ? 's' : ''}`;
}

const maxFilterBytes = 80;

/** The lines that list the filters in use. */
export function filterLabels(filters: readonly string[]): string[] {
  if (filters.length === 0) return [];
  return ['Active filters:', ...filters.map((filter) => `   ${shortened(filter)}`)];
}

/** pprof cuts by bytes, even inside a character. */
function shortened(filter: string): string {
  const bytes = encodeText(filter);
  return bytes.length > maxFilterBytes ? `${decodeText(bytes.subarray(0, maxFilterBytes))}…` : filter;
}
