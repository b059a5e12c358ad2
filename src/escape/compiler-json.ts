// Reads the files that the Go compiler writes for -json=0,DIR: one for each source file, a JSON object a line.

import { ProfileError } from '#profile';
import {
  parseFlowStep,
  type CompilerFacts,
  type Diagnostic,
  type FlowStep,
  type Position,
} from './diagnostic.ts';

interface Place {
  readonly uri?: unknown;
  readonly range?: { readonly start?: { readonly line?: unknown; readonly character?: unknown } };
}

interface Related {
  readonly location?: Place;
  readonly message?: unknown;
}

interface Row extends Place {
  readonly version?: unknown;
  readonly package?: unknown;
  readonly gc_version?: unknown;
  readonly file?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly relatedInformation?: readonly Related[];
}

/**
 * @param written a whole file.
 * @param path what errors name it.
 * @throws ProfileError when it is not what the compiler writes.
 */
export function parseCompilerJson(written: string, path: string): CompilerFacts {
  const [header, ...rows] = parseRows(written, path);
  if (header?.version !== 0 || typeof header.file !== 'string') {
    throw new ProfileError('malformed', `${path}: not written by the Go compiler with -json=0,DIR`);
  }
  const source = { file: header.file, package: text(header.package) };
  const escapes = rows.filter(({ code, message }) => isEscape(code) && message !== '');
  return {
    compiler: text(header.gc_version),
    diagnostics: escapes.map((row) => diagnosticOf(row, source)),
    refusals: rows
      .filter(({ code }) => code === 'cannotInlineFunction')
      .map((row) => ({ position: positionOf(row, source.file), reason: text(row.message) })),
  };
}

function parseRows(written: string, path: string): readonly Row[] {
  const lines = written.split('\n').filter((line) => line !== '');
  return lines.map((line, i) => {
    try {
      const row: unknown = JSON.parse(line);
      if (typeof row === 'object' && row !== null) return row;
    } catch {
      // Reported below, as any other line that is no object.
    }
    throw new ProfileError('malformed', `${path}: line ${i + 1} is no JSON object`);
  });
}

/** The address outlives the function, or the value cannot be on the stack; without a message, a repetition. */
function isEscape(code: unknown): boolean {
  return code === 'escape' || code === 'escapes';
}

/** `range` is the outermost call; `inlineLoc`s before the flow lead inwards. */
function diagnosticOf(row: Row, source: { readonly file: string; readonly package: string }): Diagnostic {
  const chain = [positionOf(row, source.file)];
  const flow: FlowStep[] = [];
  const related: readonly Related[] = Array.isArray(row.relatedInformation) ? row.relatedInformation : [];
  let isVariable = false;
  let hasFlow = false;
  for (const { location = {}, message } of related) {
    const [, line] = /^escflow: *(.*)$/.exec(text(message)) ?? [];
    if (line === undefined) {
      if (!hasFlow) chain.unshift(positionOf(location, source.file));
      continue;
    }
    if (!hasFlow) isVariable = startsAtVariable(line);
    hasFlow = true;
    const step = parseFlowStep(line, positionOf(location, source.file));
    if (step !== undefined) flow.push(step);
  }
  const subject = text(row.message).replace(/ escapes to heap.*$/, '');
  return { package: source.package, chain, isWholeChain: true, subject, isVariable, flow };
}

/** 'flow: {heap} ← &printed:' but not 'flow: ~r0 ← &{storage for &Order{...}}:' */
function startsAtVariable(flow: string): boolean {
  return /^flow: .* (?:\u2190|=) &(?!\{storage for )/.test(flow);
}

function positionOf({ uri, range }: Place, otherwise: string): Position {
  return {
    file: typeof uri === 'string' ? pathOf(uri) : otherwise,
    line: Number(range?.start?.line ?? 0),
    column: Number(range?.start?.character ?? 0),
  };
}

/** Not a URL to the letter: with -trimpath it is 'file://errors/errors.go', a path without a root. */
function pathOf(uri: string): string {
  const path = uri.replace(/^file:\/\//, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A text that should be there; '' for any other value. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
