// Reads what the Go compiler prints for -m or -m=2, saved to a file.

import { ProfileError } from '#profile';
import {
  parseFlowStep,
  type CompilerFacts,
  type Diagnostic,
  type FlowStep,
  type InliningRefusal,
  type Position,
} from './diagnostic.ts';

const linePattern = /^(.+?\.go):(\d+):(\d+): (.*)$/;

interface Draft extends Diagnostic {
  readonly flow: FlowStep[];
}

/**
 * @param path what errors name it.
 * @throws ProfileError when no line is one of the compiler's.
 */
export function parseCompilerText(text: string, path: string): CompilerFacts {
  const diagnostics: Draft[] = [];
  const refusals: InliningRefusal[] = [];
  let inPackage = '';
  // The flow that follows belongs to the diagnostic that was announced last, if to any.
  let current: Draft | undefined;
  let isCompilerOutput = false;
  for (const written of text.split('\n')) {
    // '# example.com/escape [example.com/escape.test]'
    const [, named] = /^# (\S+)/.exec(written) ?? [];
    if (named !== undefined) inPackage = named;
    const [, file = '', line, column, message = ''] = linePattern.exec(written.trimEnd()) ?? [];
    if (line === undefined) continue;
    isCompilerOutput = true;
    const position: Position = {
      file: file.replace(/^\.\//, ''),
      line: Number(line),
      column: Number(column),
    };
    if (message.startsWith(' ')) {
      addStep(current, message);
      continue;
    }
    current = undefined;
    const [, refused] = /^cannot inline .+?: (.*)$/.exec(message) ?? [];
    if (refused !== undefined) refusals.push({ position, reason: refused });
    const found = escapeOf(message);
    if (found === undefined) continue;
    current = { package: inPackage, chain: [position], isWholeChain: false, ...found, flow: [] };
    diagnostics.push(current);
  }
  if (!isCompilerOutput) {
    throw new ProfileError('malformed', `${path}: not the output of go build -gcflags=-m=2; save its stderr`);
  }
  return { compiler: '', diagnostics: withoutRepetitions(diagnostics), refusals };
}

function escapeOf(message: string): Pick<Diagnostic, 'subject' | 'isVariable'> | undefined {
  const [, variable] = /^moved to heap: (.+)$/.exec(message) ?? [];
  if (variable !== undefined) return { subject: variable, isVariable: true };
  const [, subject] = /^(.+) escapes to heap(?: in .+)?:?$/.exec(message) ?? [];
  return subject === undefined ? undefined : { subject, isVariable: false };
}

/** '    from return label (return) at ./orders.go:75:2' */
function addStep(diagnostic: Draft | undefined, message: string): void {
  const [, step = '', file = '', line, column] = /^(.*) at (.+?):(\d+):(\d+)$/.exec(message) ?? [];
  if (line === undefined || diagnostic === undefined) return;
  const parsed = parseFlowStep(step, {
    file: file.replace(/^\.\//, ''),
    line: Number(line),
    column: Number(column),
  });
  if (parsed !== undefined) diagnostic.flow.push(parsed);
}

/** -m=2 tells each escape twice, first with its flow; the second may be shorter: 'append escapes to heap'. */
function withoutRepetitions(diagnostics: readonly Draft[]): readonly Diagnostic[] {
  const byPlace = new Map<string, Draft>();
  for (const diagnostic of diagnostics) {
    const [{ file, line, column }] = diagnostic.chain as readonly [Position];
    const key = `${file}:${line}:${column}`;
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, diagnostic);
    // A second subject at one place is another allocation unless it repeats the first.
    else if (!isRepetition(known, diagnostic)) byPlace.set(`${key} ${diagnostic.subject}`, diagnostic);
    else if (diagnostic.isVariable) byPlace.set(key, { ...known, isVariable: true });
  }
  return [...byPlace.values()];
}

function isRepetition(known: Diagnostic, later: Diagnostic): boolean {
  return (
    later.flow.length === 0 && (known.subject === later.subject || known.subject.startsWith(later.subject))
  );
}
