// The escape report: what a program allocated, largest first, each with the reason why it is on the heap.

import { label, markdownTable, percentage } from '#measurement';
import type { CompilerFacts } from './diagnostic.ts';
import { baseName, type Frame } from './sites.ts';
import type { JoinedSite, MatchLevel } from './join.ts';

export interface EscapeReport {
  /** Base name of the program; '' when the profile does not say. */
  readonly program: string;
  /** 'alloc_space'. */
  readonly sampleType: string;
  /** 'go1.26.8'; '' when unknown. */
  readonly compiler: string;
  /** Bytes of all samples. */
  readonly total: number;
  /** Bytes by how they were matched. */
  readonly matched: Readonly<Record<MatchLevel, number>>;
  /** Largest first; all of them. */
  readonly sites: readonly JoinedSite[];
}

export function buildEscape(
  sites: readonly JoinedSite[],
  { compiler }: CompilerFacts,
  { program, sampleType }: Pick<EscapeReport, 'program' | 'sampleType'>,
): EscapeReport {
  const matched: Record<MatchLevel, number> = { chain: 0, line: 0, source: 0, parameter: 0, none: 0 };
  let total = 0;
  for (const { bytes, level } of sites) {
    matched[level] += bytes;
    total += bytes;
  }
  return { program, sampleType, compiler, total, matched, sites };
}

const levelTexts: readonly (readonly [MatchLevel, string])[] = [
  ['chain', "by the compiler's diagnostic of that very call"],
  ['line', "by the compiler's diagnostic of that line"],
  ['source', 'by what the source line does'],
  ['parameter', 'by a parameter that is moved to the heap'],
  ['none', 'without a reason'],
];

/** @param limit how many sites are shown; 0 for all. */
export function printEscape(report: EscapeReport, limit: number): string {
  const { program, sampleType, compiler, total, sites } = report;
  const shown = limit === 0 ? sites : sites.slice(0, limit);
  const rest = sites.length - shown.length;
  return [
    ...(program === '' ? [] : [`File: ${program}`]),
    `Type: ${sampleType}${compiler === '' ? '' : `, reasons by ${compiler}`}`,
    ...coverageLines(report),
    '',
    ' allocated       %   objects  size',
    ...shown.flatMap((site) => [...siteLines(site, total), '']),
    ...(rest > 0
      ? [`${rest} smaller ${rest === 1 ? 'site is' : 'sites are'} not shown; -n=0 shows all`]
      : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const doubt =
  'Much has no reason: were the sources changed since, or was the program built with other tags or -gcflags?';

/** How much of the allocated bytes has a reason, and of which kind. */
export function coverageLines({ matched, total }: EscapeReport): readonly string[] {
  const withReason = total - matched.none;
  return [
    `Reasons for ${label(withReason, 'bytes')} of ${label(total, 'bytes')} (${percentage(withReason, total).trim()}):`,
    ...levelTexts
      .filter(([level]) => matched[level] > 0)
      .map(([level, text]) => `  ${percentage(matched[level], total)} ${text}`),
    ...(matched.none > total / 5 ? [doubt] : []),
  ];
}

function siteLines(site: JoinedSite, total: number): readonly string[] {
  const { bytes, objects, reasons, source } = site;
  const size = objects > 0 ? label(bytes / objects, 'bytes') : '';
  const columns = `${label(bytes, 'bytes').padStart(10)} ${percentage(bytes, total).padStart(7)} ${countText(objects).padStart(9)}  ${size.padEnd(9)}`;
  const indent = ' '.repeat(14);
  const caller = heaviestCaller(site);
  return [
    `${columns} ${placeOf(site)}`,
    ...(caller === '' ? [] : [`${indent}for  ${caller}`]),
    ...(source === '' ? [] : [`${indent}     ${source}`]),
    ...(reasons.length === 0 ? [`${indent}why  no reason was found`] : []),
    ...reasons.map(({ sentence }) => `${indent}why  ${sentence}`),
    ...suggestionsOf(site).map((suggestion) => `${indent}try  ${suggestion}`),
  ];
}

/** 'orders.NewItem orders.go:48, inlined into (*Order).AddItem orders.go:53' */
export function placeOf({ frames }: JoinedSite): string {
  const [leaf, ...outer] = frames.map(frameText);
  return outer.length === 0 ? leaf! : `${leaf}, inlined into ${outer.join(', ')}`;
}

function frameText({ function: name, file, line }: Frame): string {
  return `${name} ${baseName(file)}:${line}`;
}

/** The caller in the user's own program that most of the bytes are for; '' when the site is in it. */
export function heaviestCaller({ callers }: JoinedSite): string {
  let heaviest = '';
  for (const [caller, bytes] of callers) if (bytes > (callers.get(heaviest) ?? 0)) heaviest = caller;
  return heaviest;
}

/** Each once. */
export function suggestionsOf({ reasons }: JoinedSite): readonly string[] {
  return [...new Set(reasons.map(({ suggestion }) => suggestion))].filter((text) => text !== '');
}

function countText(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  const [divisor, unit] = count < 10_000_000 ? [1e3, 'k'] : [1e6, 'M'];
  return `${Math.round(count / divisor)}${unit}`;
}

/** A table for a pull request: one row a site. */
export function escapeMarkdown(report: EscapeReport, limit: number): string {
  const { total, sites, sampleType } = report;
  const shown = limit === 0 ? sites : sites.slice(0, limit);
  const rows = shown.map((site) => [
    label(site.bytes, 'bytes'),
    percentage(site.bytes, total).trim(),
    countText(site.objects),
    placeOf(site),
    site.reasons.map(({ sentence }) => sentence).join('; ') || 'no reason was found',
    suggestionsOf(site).join('; '),
  ]);
  const coverage = coverageLines(report)[0]!.replace(/:$/, '');
  return `**${sampleType}**: ${coverage}\n\n${markdownTable(markdownColumns, rows)}`;
}

const markdownColumns = [
  { name: 'allocated', align: 'right' },
  { name: '%', align: 'right' },
  { name: 'objects', align: 'right' },
  { name: 'site' },
  { name: 'why' },
  { name: 'try' },
] as const;
