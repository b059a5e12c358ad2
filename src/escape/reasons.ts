// The table of reasons: why a value that the compiler follows ends up on the heap, and what to do about it.

import type { Diagnostic, FlowStep, InliningRefusal } from './diagnostic.ts';

export interface Reason {
  /** For programs: 'returned', 'boxed', 'append'… */
  readonly id: string;
  /** One plain sentence, without a full stop. */
  readonly sentence: string;
  /** What is worth trying; '' when nothing is. */
  readonly suggestion: string;
}

interface ReasonRow {
  readonly id: string;
  applies(diagnostic: Diagnostic, fate: FlowStep | undefined): boolean;
  sentence(diagnostic: Diagnostic, fate: FlowStep | undefined): string;
  readonly suggestion: string;
}

/** The first that applies is the reason. */
const reasonTable: readonly ReasonRow[] = [
  {
    id: 'too-large',
    applies: (diagnostic) => hasEffect(diagnostic, 'too large for stack'),
    sentence: ({ subject }) => `${subject} is too large for the stack`,
    suggestion: 'keep one and reuse it (a field, a sync.Pool), or make it smaller',
  },
  {
    id: 'dynamic-size',
    applies: (diagnostic) => hasEffect(diagnostic, 'non-constant size'),
    sentence: ({ subject }) => `the size of ${subject} is known only when it runs`,
    suggestion: 'give it a constant size, let the caller pass the buffer, or reuse one as buffer[:0]',
  },
  {
    id: 'append',
    applies: ({ subject }) => subject.startsWith('append'),
    sentence: (_, fate) => `append needs a larger array, and the slice ${fateText(fate)}`,
    suggestion: 'make the slice with its final capacity, or call slices.Grow once before the loop',
  },
  {
    id: 'captured',
    applies: (diagnostic) => diagnostic.isVariable && hasEffect(diagnostic, 'captured by a closure'),
    sentence: ({ subject }) => `a function literal that outlives this call keeps the variable ${subject}`,
    suggestion: 'pass the value as an argument, or give the literal a copy that it does not change',
  },
  {
    id: 'closure',
    applies: ({ subject }) => subject === 'func literal' || /\bmethod value\b/.test(subject),
    sentence: (_, fate) => `the function literal ${fateText(fate)}`,
    suggestion: 'make it once outside of the loop, or use a named function',
  },
  {
    id: 'boxed',
    applies: (diagnostic, fate) => isBoxed(diagnostic, fate),
    sentence: ({ subject }, fate) => `${nounOf(subject)} is put into an interface that ${fateText(fate)}`,
    suggestion: 'on a hot path use an API with concrete types (strconv, slog.Int) in place of any',
  },
  {
    id: 'string',
    applies: ({ subject }) => isText(subject),
    sentence: ({ subject }, fate) => `${subject} makes a new text that ${fateText(fate)}`,
    suggestion: 'build it in a strings.Builder of the right size, or keep one form: string or []byte',
  },
  {
    id: 'buffer',
    applies: ({ subject }) => subject.startsWith('make([]'),
    sentence: ({ subject }, fate) => `${subject} ${fateText(fate)}`,
    suggestion:
      'let the caller pass the buffer, or keep one and reuse it as buffer[:0] (a field, a sync.Pool)',
  },
  {
    id: 'map',
    applies: ({ subject }) => /^(?:make\()?map\[/.test(subject),
    sentence: ({ subject }, fate) => `${subject} ${fateText(fate)}`,
    suggestion: 'make it only when something is put into it, with a size; or clear one and reuse it',
  },
  {
    id: 'moved',
    applies: ({ isVariable }) => isVariable,
    sentence: ({ subject }, fate) =>
      `the variable ${subject} outlives the function: its address ${fateText(fate)}`,
    suggestion: 'keep a copy of what is needed, or let the caller own the variable',
  },
  {
    id: 'returned',
    applies: (_, fate) => fate?.effect === 'return',
    sentence: ({ subject }) => `${subject} is returned`,
    suggestion: 'return it by value, or let the caller pass in where it goes',
  },
  {
    id: 'passed',
    applies: (_, fate) => fate?.effect === 'call parameter',
    sentence: ({ subject }, fate) => `${subject} ${fateText(fate)}`,
    suggestion:
      'see why the callee keeps it; a callee that is known and keeps nothing lets it stay on the stack',
  },
  {
    id: 'stored',
    applies: (_, fate) => fate !== undefined,
    sentence: ({ subject }, fate) => `${subject} ${fateText(fate)}`,
    suggestion: 'store a value in place of a pointer, or reuse the object',
  },
  {
    id: 'escapes',
    applies: () => true,
    sentence: ({ subject }) => `${nounOf(subject)} escapes to the heap`,
    suggestion: 'compile with -gcflags=-m=2 to see the way it takes',
  },
];

/**
 * @param refusal why the function that has the allocation is never inlined, if that is so: what it returns could
 * stay on the stack of a caller that it is inlined into.
 */
export function explainDiagnostic(diagnostic: Diagnostic, refusal: InliningRefusal | undefined): Reason {
  const fate = diagnostic.flow.findLast(({ effect }) => !isMeansOnly(effect));
  const { id, sentence, suggestion } = reasonTable.find((row) => row.applies(diagnostic, fate))!;
  const budget = id === 'returned' && refusal !== undefined ? budgetText(refusal.reason) : '';
  return { id, sentence: `${sentence(diagnostic, fate)}${budget}`, suggestion };
}

/** '; its function is not inlined: cost 176 exceeds budget 80' */
function budgetText(reason: string): string {
  return `; its function is not inlined (${reason.replace('function too complex: ', '')})`;
}

function hasEffect({ flow }: Diagnostic, effect: string): boolean {
  return flow.some((step) => step.effect === effect);
}

/** Steps that only pass through the expression itself. */
function isMeansOnly(effect: string): boolean {
  return [
    'spill',
    'dot',
    'dot of pointer',
    'address-of',
    'reference',
    'indirection',
    'slice',
    'range-deref',
  ].includes(effect);
}

/** Arguments of ...any are boxed without a word of it. */
function isBoxed(diagnostic: Diagnostic, fate: FlowStep | undefined): boolean {
  if (diagnostic.isVariable || /^(?:&|make\(|new\(|\[\]|map\[)/.test(diagnostic.subject)) return false;
  if (hasEffect(diagnostic, 'interface-converted')) return true;
  return fate?.effect === 'call parameter' && hasEffect(diagnostic, 'slice-literal-element');
}

function isText(subject: string): boolean {
  return (
    /^(?:string|\[\](?:byte|rune))\(/.test(subject) || (subject.includes(' + ') && !subject.startsWith('&'))
  );
}

function nounOf(subject: string): string {
  return subject === '... argument' ? 'the slice of the variable arguments' : subject;
}

/** What becomes of the value in the end: 'is stored in lastReceipt'. */
function fateText(fate: FlowStep | undefined): string {
  if (fate === undefined) return 'outlives the function';
  const { expression, effect } = fate;
  switch (effect) {
    case 'return':
      return 'is returned';
    case 'call parameter':
      return `is passed to ${calleeOf(expression)}, which may keep it`;
    case 'captured by a closure':
      return 'is kept by a function literal';
    case 'interface-converted':
      return 'outlives the function';
    case 'send':
      return 'is sent to another goroutine';
    default: {
      const target = /^([^=]+?) [-+|&^%*/]?:?= /.exec(expression)?.[1];
      return target === undefined || target.startsWith('~')
        ? 'outlives the function'
        : `is stored in ${target}`;
    }
  }
}

/** The function of a call: 'fmt.Sprintf' of 'fmt.Sprintf("%d", ... argument...)', '(*T).m' of '(*T).m(t, v)'. */
function calleeOf(call: string): string {
  let depth = 0;
  for (let i = call.length - 1; i >= 0; i--) {
    if (call[i] === ')') depth++;
    else if (call[i] === '(' && --depth === 0) return call.slice(0, i) || call;
  }
  return call;
}
