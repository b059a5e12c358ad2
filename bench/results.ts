// Turns measurements into tables: medians with their ranges, ratios, and whether the targets are met.

import os from 'node:os';
import type { BenchmarkCase } from './cases.ts';
import type { Measurement } from './measure.ts';

export interface CaseResult {
  readonly benchmark: BenchmarkCase;
  /** One measurement per round; empty for a program that did not take part. */
  readonly peer: Measurement[];
  readonly ours: Measurement[];
}

interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

const headings = [
  'case',
  'pprof time',
  'heapwise time',
  'ratio',
  'pprof memory',
  'heapwise memory',
  'ratio',
  'target',
  'ok',
];

/** For the terminal: columns padded to the same width. */
export function textTable(results: readonly CaseResult[]): string {
  const rows = [headings, ...results.map(cells)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return `${machine()}\n\n${lines.join('\n')}\n`;
}

/** For docs/performance.md. */
export function markdownTable(results: readonly CaseResult[]): string {
  const rows = [
    headings,
    headings.map((_, column) => (column === 0 ? '---' : '---:')),
    ...results.map(cells),
  ];
  return `${machine()}\n\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}

/** All measurements, in seconds and bytes; JSON has no NaN, so what was not measured is null. */
export function jsonResults(results: readonly CaseResult[]): string {
  const rows = results.map(({ benchmark, peer, ours }) => ({
    case: benchmark.name,
    ...(benchmark.target !== undefined && { target: benchmark.target }),
    peer,
    ours,
  }));
  return `${JSON.stringify({ schema: 'heapwise/benchmark/v1', machine: machine(), cases: rows }, undefined, 2)}\n`;
}

function cells({ benchmark, peer, ours }: CaseResult): string[] {
  const { target } = benchmark;
  const times = [peer, ours].map((rounds) => spread(rounds.map((round) => round.wallSeconds)));
  const memories = [peer, ours].map((rounds) => spread(rounds.map((round) => round.peakMemory)));
  const timeRatio = ratio(times);
  const memoryRatio = ratio(memories);
  const isMet = target === undefined || (timeRatio <= target.time && memoryRatio <= target.memory);
  const isKnown = target !== undefined && !Number.isNaN(timeRatio);
  return [
    benchmark.name,
    ...times.map((time) => spreadText(time, seconds)),
    ratioText(timeRatio),
    ...memories.map((memory) => spreadText(memory, megabytes)),
    ratioText(memoryRatio),
    target === undefined ? '' : `${fraction(target.time)}, ${fraction(target.memory)}`,
    isKnown ? (isMet ? 'yes' : 'no') : '',
  ];
}

function spread(numbers: readonly number[]): Spread | undefined {
  if (numbers.length === 0) return undefined;
  const ordered = numbers.toSorted((a, b) => a - b);
  const middle = ordered.length / 2;
  const median = (ordered[Math.ceil(middle) - 1]! + ordered[Math.floor(middle)]!) / 2;
  return { median, least: ordered[0]!, most: ordered.at(-1)! };
}

/** Ours by the peer's; NaN unless both took part. */
function ratio([peer, ours]: readonly (Spread | undefined)[]): number {
  return (ours?.median ?? Number.NaN) / (peer?.median ?? Number.NaN);
}

function spreadText(numbers: Spread | undefined, format: (value: number) => string): string {
  if (numbers === undefined) return '';
  const { median, least, most } = numbers;
  return least === most ? format(median) : `${format(median)} (${format(least)}-${format(most)})`;
}

function ratioText(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(3);
}

function seconds(value: number): string {
  return `${value.toFixed(value < 1 ? 3 : 2)} s`;
}

function megabytes(value: number): string {
  return `${Math.round(value / 1e6)} MB`;
}

function fraction(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'any';
  return value === 1 ? '1' : `1/${Math.round(1 / value)}`;
}

function machine(): string {
  const processors = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${processors.length} x ${processors[0]?.model ?? 'processor'}, ${memory}`;
}
