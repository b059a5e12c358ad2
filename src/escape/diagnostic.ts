// What the Go compiler says of one allocation: where it is, what it is, and how it came to be on the heap.

export interface Position {
  /** As the compiler names it: absolute, relative, or shortened by -trimpath. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In bytes, from 1; 0 when unknown. */
  readonly column: number;
}

export interface Diagnostic {
  /** Import path of the package that was compiled; 'main' for a command. */
  readonly package: string;
  /** The place of the allocation, then the calls that it was inlined through: innermost first, never empty. */
  readonly chain: readonly Position[];
  /** False when only the outermost place of the chain is known: the compiler's text says no more. */
  readonly isWholeChain: boolean;
  /** As the compiler prints it: '&Order{...}', 'make([]byte, size)', or the name of a variable. */
  readonly subject: string;
  /** A variable is allocated where it is declared. */
  readonly isVariable: boolean;
  /** The way of the value to where it outlives its function; empty when the compiler does not say. */
  readonly flow: readonly FlowStep[];
}

export interface FlowStep {
  /** The expression: 'return &Order{...}'. */
  readonly expression: string;
  /** What it does to the value, in the compiler's words: 'return', 'call parameter', 'spill'. */
  readonly effect: string;
  readonly position: Position;
}

/** A function that is called, never inlined: what it allocates for its caller cannot stay on the caller's stack. */
export interface InliningRefusal {
  /** Where the function is declared. */
  readonly position: Position;
  /** 'function too complex: cost 176 exceeds budget 80' */
  readonly reason: string;
}

export interface CompilerFacts {
  /** 'go1.26.8'; '' when unknown. */
  readonly compiler: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly refusals: readonly InliningRefusal[];
}

/** The facts of several files or packages in one, each diagnostic once: generics are compiled once for every shape. */
export function mergeFacts(parts: readonly CompilerFacts[]): CompilerFacts {
  const diagnostics = new Map<string, Diagnostic>();
  for (const diagnostic of parts.flatMap((part) => part.diagnostics)) {
    const { chain, subject, flow } = diagnostic;
    const key = `${chain.map(({ file, line, column }) => `${file}:${line}:${column}`).join(' ')} ${subject}`;
    const known = diagnostics.get(key);
    if (known === undefined || known.flow.length < flow.length) diagnostics.set(key, diagnostic);
  }
  return {
    compiler: parts.find(({ compiler }) => compiler !== '')?.compiler ?? '',
    diagnostics: [...diagnostics.values()],
    refusals: parts.flatMap(({ refusals }) => refusals),
  };
}

/** "from X (effect)" of a flow, as both forms of the compiler's output have it; undefined for other lines. */
export function parseFlowStep(text: string, position: Position): FlowStep | undefined {
  const [, expression, effect] = /^\s*from (.*) \(([^()]*)\)$/.exec(text) ?? [];
  if (expression === undefined || effect === undefined) return undefined;
  return { expression, effect, position };
}
