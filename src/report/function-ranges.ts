// Splits the lines of a file that have code into the stretches of source to show, one for each function.

import type { LaidLine } from './code-layout.ts';

export interface FunctionRange {
  readonly name: string;
  /** The lines to show: those with code, and some around them; `end` is not included. */
  readonly begin: number;
  readonly end: number;
  /** The lines with code. */
  readonly lines: readonly LaidLine[];
}

/** Lines of one function that are farther apart than this are shown by themselves. */
const mergedGap = 20;
/** How many lines are shown around. */
const margin = 5;

export function splitIntoFunctions(lines: ReadonlyMap<number, LaidLine>): FunctionRange[] {
  const ranges: { name: string; begin: number; end: number; lines: LaidLine[] }[] = [];
  for (const [number, line] of [...lines].sort(([a], [b]) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && number - last.end < mergedGap && last.name === line.functionName) {
      last.end = number + 1;
      last.lines.push(line);
    } else ranges.push({ name: line.functionName, begin: number, end: number + 1, lines: [line] });
  }
  for (const [i, range] of ranges.entries()) {
    const before = ranges[i - 1];
    if (before === undefined) {
      // Line 0 is no line of the file: it stays alone.
      if (range.begin > 1) range.begin = Math.max(1, range.begin - margin);
    } else {
      const half = Math.min(Math.floor((range.begin - before.end) / 2), margin);
      before.end += half;
      range.begin -= half;
    }
  }
  const last = ranges.at(-1);
  if (last !== undefined) last.end += margin;
  return ranges;
}
