// The parts of the JSON documents (docs/json.md) that the views show.

export interface ProfileFacts {
  readonly type: string;
  readonly unit: string;
  readonly total: JsonInteger;
  readonly filters: readonly string[];
}

/** Beyond 2^53 they come as decimal digits. */
export type JsonInteger = number | string;

export interface ShownFacts {
  readonly total: JsonInteger;
  readonly nodes: number;
  readonly originalNodes: number;
  readonly droppedNodes: number;
}

export interface NodeFacts {
  readonly name: string;
  readonly flat: JsonInteger;
  readonly cum: JsonInteger;
  readonly sum: JsonInteger;
}

export interface TopDocument {
  readonly profile: ProfileFacts;
  readonly shown: ShownFacts;
  readonly nodes: readonly (NodeFacts & { readonly inlined: 'always' | 'sometimes' | 'never' })[];
}

export interface CallFacts {
  readonly name: string;
  readonly weight: JsonInteger;
  readonly inlined: boolean;
}

export interface PeekDocument {
  readonly profile: ProfileFacts;
  readonly nodes: readonly (NodeFacts & {
    readonly callers: readonly CallFacts[];
    readonly callees: readonly CallFacts[];
  })[];
}

export interface ListDocument {
  readonly profile: ProfileFacts;
  readonly functions: readonly { readonly name: string; readonly files: readonly ListedFile[] }[];
}

export interface ListedFile {
  readonly path: string;
  readonly flat: JsonInteger;
  readonly cum: JsonInteger;
  readonly source: {
    readonly path: string | null;
    readonly reason: string;
    readonly error: string | null;
    readonly tried: readonly string[];
  };
  readonly lines: readonly ListedLine[];
}

export interface ListedLine {
  readonly line: number;
  readonly flat: JsonInteger;
  readonly cum: JsonInteger;
  readonly text: string | null;
  /** Why it allocates, with `escape`; else ''. */
  readonly note: string;
}

export interface DisasmDocument {
  readonly profile: ProfileFacts;
  readonly routines: readonly {
    readonly name: string;
    readonly objectFile: string;
    readonly flat: JsonInteger;
    readonly cum: JsonInteger;
    readonly instructions: readonly InstructionFacts[];
  }[];
}

export interface InstructionFacts {
  readonly address: string;
  readonly flat: JsonInteger;
  readonly cum: JsonInteger;
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

export interface WeblistDocument {
  readonly profile: ProfileFacts;
  readonly rangesLeftOut: number;
  readonly functions: readonly {
    readonly name: string;
    readonly file: string;
    readonly flat: JsonInteger;
    readonly cum: JsonInteger;
    readonly lines: readonly CodeLine[];
  }[];
}

export interface CodeLine {
  readonly line: number;
  readonly flat: JsonInteger;
  readonly cum: JsonInteger;
  readonly text: string;
  readonly instructions: readonly (InstructionFacts & { readonly inlined: number })[];
}

export interface ComparisonDocument {
  readonly profile: ProfileFacts;
  readonly total: ChangeFacts;
  readonly nodes: readonly { readonly name: string; readonly flat: ChangeFacts; readonly cum: ChangeFacts }[];
}

export interface ChangeFacts {
  readonly before: JsonInteger;
  readonly after: JsonInteger;
  readonly change: JsonInteger;
  /** Of what was before; null where that is nothing. */
  readonly relative: number | null;
  readonly verdict: string;
}
