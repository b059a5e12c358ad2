// The table of allocations that the compiler's escape analysis says nothing of: they are read off the source line.

import type { Reason } from './reasons.ts';

interface TokenRow extends Reason {
  /** What the line contains. */
  readonly pattern: RegExp;
  /** What the function is called; any if left out. */
  readonly function?: RegExp;
}

const tokenTable: readonly TokenRow[] = [
  {
    id: 'reflection',
    function: /^reflect\./,
    pattern: /\bmallocgc\(|\bunsafe_New(?:Array)?\(|\bnew\(/,
    sentence: 'reflection allocates, since no compiler knows the type',
    suggestion: 'use concrete types on the hot path, or generate the code',
  },
  {
    id: 'runtime',
    function: /^(?!reflect\.)/,
    pattern: /\bmallocgc\w*\(/,
    sentence:
      'a library asks the runtime for as much memory as it needs then, as a strings.Builder that grows',
    suggestion:
      'tell the final size once, before the first write: Grow(n), or a buffer of the right capacity',
  },
  {
    id: 'append',
    pattern: /\bappend\(|\bslices\.(?:Grow|Insert|Concat|Clone)\(/,
    sentence: 'append needs a larger array',
    suggestion: 'make the slice with its final capacity, or call slices.Grow once before the loop',
  },
  {
    id: 'channel',
    pattern: /\bmake\((?:<-)?chan\b/,
    sentence: 'a channel is always on the heap',
    suggestion: 'make it once and reuse it, or use a mutex or an atomic for a single value',
  },
  {
    id: 'map',
    pattern: /\bmake\(map\[|\bmap\[[^\]]+\][\w.*[\]]+(?:\{|$)|\bmaps\.(?:Clone|Collect)\(/,
    sentence: 'the map has more elements than its first group on the stack holds',
    suggestion: 'give make(map, n) the number of elements, or use a slice when the keys are dense',
  },
  {
    id: 'dynamic-size',
    pattern: /\bmake\(\[\]/,
    sentence: 'make of a size that is known only when it runs: only a small one stays on the stack',
    suggestion: 'give it a constant size, let the caller pass the buffer, or reuse one as buffer[:0]',
  },
  {
    id: 'goroutine',
    pattern: /^\s*go\s/,
    sentence: 'a goroutine starts with a stack and a closure of its own',
    suggestion: 'let a fixed number of goroutines take the work from a channel',
  },
  {
    id: 'reflection',
    pattern: /\breflect\.(?:New|MakeSlice|MakeMap|Zero|Append)\b/,
    sentence: 'reflection allocates, since no compiler knows the type',
    suggestion: 'use concrete types on the hot path, or generate the code',
  },
  {
    id: 'string',
    pattern: /\bstring\(|\[\](?:byte|rune)\(|\+=\s*["`\w]|["`]\s*\+|\+\s*["`]|\bstrings\.Clone\(/,
    sentence:
      'a new text is made from others: one that is not small needs the heap even where it does not escape',
    suggestion: 'use a strings.Builder of the right size, or keep one form: string or []byte',
  },
  {
    id: 'map-growth',
    pattern: /\][\w.]*\s*(?:[-+|&^*]?=(?!=)|\+\+|--)/,
    sentence: 'the map grows to take another key',
    suggestion: 'give make(map, n) the number of elements, or use a slice when the keys are dense',
  },
];

/** What the line of a function allocates by itself, as far as it looks like it; most often one reason or none. */
export function reasonsOfSource(line: string, functionName: string): readonly Reason[] {
  const code = line.replace(/\/\/.*$/, '');
  return tokenTable
    .filter((row) => row.pattern.test(code) && (row.function?.test(functionName) ?? true))
    .map(({ id, sentence, suggestion }) => ({ id, sentence, suggestion }));
}
