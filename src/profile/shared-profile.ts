// A profile in memory that several threads can use at once: columns are immutable, so nobody has to wait or copy.

import type { Profile } from './profile.ts';

/** What can be sent to another thread; the columns are in shared memory and are not copied by that. */
export interface SharedProfile {
  readonly tables: Omit<Profile, 'strings'>;
  readonly texts: readonly string[];
}

/** Copies the columns to shared memory. */
export function shareProfile({ strings, ...tables }: Profile): SharedProfile {
  const texts = Array.from({ length: strings.count }, (_, index) => strings.text(index));
  return { tables: withSharedColumns(tables), texts };
}

/** The profile that was shared, in any thread. */
export function openSharedProfile({ tables, texts }: SharedProfile): Profile {
  return { ...tables, strings: { count: texts.length, text: (index) => texts[index]! } };
}

type Column =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** The same value with each column in it, however deep, in shared memory. */
function withSharedColumns<Value>(value: Value): Value {
  if (ArrayBuffer.isView(value)) return shareColumn(value as unknown as Column) as Value;
  if (Array.isArray(value)) return value.map(withSharedColumns) as Value;
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withSharedColumns(part)]),
  ) as Value;
}

function shareColumn(column: Column): Column {
  const memory = new SharedArrayBuffer(column.byteLength);
  new Uint8Array(memory).set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  const Type = column.constructor as new (memory: SharedArrayBuffer) => Column;
  return new Type(memory);
}
