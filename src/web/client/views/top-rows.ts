// The rows of the top table: functions with the values of the sample type shown, and of others beside it.

import type { SampleTypeFacts } from '#web/api';
import type { TopDocument } from '../documents.ts';

export interface TopRow {
  readonly name: string;
  readonly inlined: 'always' | 'sometimes' | 'never';
  readonly flat: number;
  readonly sum: number;
  readonly cum: number;
  /** By sample type: what the function itself has of it. */
  readonly others: ReadonlyMap<string, number>;
}

/** @param others documents of other sample types, by type. */
export function topRows(document: TopDocument, others: ReadonlyMap<string, TopDocument>): TopRow[] {
  const flats = new Map([...others].map(([type, other]) => [type, flatByName(other)]));
  return document.nodes.map(({ name, inlined, flat, sum, cum }) => ({
    name,
    inlined,
    flat: Number(flat),
    sum: Number(sum),
    cum: Number(cum),
    others: new Map([...flats].map(([type, byName]) => [type, byName.get(name) ?? 0])),
  }));
}

function flatByName({ nodes }: TopDocument): Map<string, number> {
  return new Map(nodes.map(({ name, flat }) => [name, Number(flat)]));
}

/** A kind of memory that is counted in bytes and in objects: `inuse`, `alloc`. */
export interface MemoryKind {
  readonly name: string;
  readonly space: string;
  readonly objects: string;
}

export function memoryKinds(types: readonly SampleTypeFacts[]): MemoryKind[] {
  return types.flatMap(({ type }) => {
    const name = /^(.*)_space$/.exec(type)?.[1];
    const objects = types.find((other) => other.type === `${name}_objects`);
    return name === undefined || objects === undefined ? [] : [{ name, space: type, objects: objects.type }];
  });
}
