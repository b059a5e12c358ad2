// The list report: the source of functions, line by line, with what each line used.

import { percentage } from '#measurement';
import type { SourceLookup, SourceReader } from '#ports';
import type { Matcher } from '#profile';
import { formatValue, type ReportContext } from './context.ts';
import { sumFunctionLines, type FileValues } from './list-values.ts';
import { padLeft } from './padding.ts';
import { findSource } from './source-lookup.ts';

export interface ListReport {
  readonly context: ReportContext;
  /** By name; empty when no name matches. */
  readonly functions: readonly ListedFunction[];
}

export interface ListedFunction {
  readonly name: string;
  /** The files that the function is in, by path; empty when the profile names none. */
  readonly files: readonly ListedFile[];
}

/** Values are in the unit of the profile. */
export interface ListedFile {
  readonly path: string;
  readonly flat: number;
  readonly cum: number;
  readonly source: SourceLookup;
  /** The lines around those with values; only the latter when there is no source. */
  readonly lines: readonly ListedLine[];
}

export interface ListedLine {
  readonly number: number;
  readonly flat: number;
  readonly cum: number;
  /** Undefined when there is no source. */
  readonly text: string | undefined;
  /** What is known of the line beside its values, one sentence each. */
  readonly notes: readonly string[];
}

/** What is known of a line of a file; empty for most. */
export type LineNotes = (file: string, line: number) => readonly string[];

/**
 * @param context with lines as its granularity.
 * @param matches tells of a function name whether the function is listed.
 */
export function buildList(
  context: ReportContext,
  matches: Matcher,
  sources: SourceReader,
  notes: LineNotes = () => [],
): ListReport {
  const functions = sumFunctionLines(context, matches).map(({ name, files }) => ({
    name,
    files: files.map((file) => listFile(file, sourceOf(context, file, sources), notes)),
  }));
  return { context, functions };
}

function sourceOf(
  context: ReportContext,
  { path, firstLine, lastLine }: FileValues,
  sources: SourceReader,
): SourceLookup {
  // pprof opens a file when it needs a line of it.
  if (context.compat && firstLine > lastLine) return { kind: 'found', path, lines: [], reason: '' };
  return findSource(context, path, sources);
}

function listFile(file: FileValues, source: SourceLookup, notes: LineNotes): ListedFile {
  const { path, flat, cum } = file;
  const lines = source.kind === 'found' ? annotate(file, source.lines, notes) : linesWithValues(file, notes);
  return { path, flat, cum, source, lines };
}

function annotate(
  { path, firstLine, lastLine, lines }: FileValues,
  source: readonly string[],
  notes: LineNotes,
): ListedLine[] {
  const annotated: ListedLine[] = [];
  const last = Math.min(lastLine, source.length);
  for (let number = Math.max(1, firstLine); number <= last; number++) {
    const { flat = 0, cum = 0 } = lines.get(number) ?? {};
    annotated.push({ number, flat, cum, text: source[number - 1]!, notes: notes(path, number) });
  }
  return annotated;
}

function linesWithValues({ path, lines }: FileValues, notes: LineNotes): ListedLine[] {
  return [...lines]
    .map(([number, { flat, cum }]) => ({ number, flat, cum, text: undefined, notes: notes(path, number) }))
    .sort((a, b) => a.number - b.number);
}

/** Lines without text are left out with `compat`, as are the places that pprof does not look at. */
export function printList({ context, functions }: ListReport): string {
  const format = (value: number): string => formatValue(context, value, context.outputUnit);
  const column = (value: number): string => padLeft(10, value === 0 ? '.' : format(value));
  const output = [`Total: ${format(context.total)}`];
  const explained = new Set<string>();
  for (const { name, files } of functions) {
    if (files.length === 0) output.push(`No source information for ${name}`);
    for (const { path, flat, cum, source, lines } of files) {
      const share = percentage(cum, context.total);
      output.push(
        `ROUTINE ======================== ${name} in ${path}`,
        `${padLeft(10, format(flat))} ${padLeft(10, format(cum))} (flat, cum) ${share} of Total`,
        ...sourceNotes(source, !explained.has(path)),
      );
      explained.add(path);
      if (source.kind === 'missing' && context.compat) continue;
      for (const { number, flat, cum, text = '?', notes } of lines) {
        output.push(`${column(flat)} ${column(cum)} ${padLeft(6, String(number))}:${text}`);
        for (const note of notes) output.push(`${' '.repeat(29)}^ ${note}`);
      }
    }
  }
  return `${output.join('\n')}\n`;
}

/** @param isFirst the first time that this file is needed: says where it was looked for. */
function sourceNotes(source: SourceLookup, isFirst: boolean): string[] {
  if (source.kind === 'found') {
    return source.reason === '' ? [] : [` Source: ${source.path} (${source.reason})`];
  }
  const places = isFirst ? source.tried.map((place) => `        ${place}`) : [];
  return [` Error: ${source.error}`, ...places];
}
