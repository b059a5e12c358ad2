// Reads fields of untrusted JSON: each comes out with the type that was asked for, or as a ProfileError.

import { ProfileError } from '#profile';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `where` names the object in messages, e.g. `nodes[12]`. */
export function objectOf(value: unknown, where: string): JsonObject {
  return isObject(value) ? value : malformed(`${where} is ${kindOf(value)}, not an object`);
}

/** The elements of an array; none where the field is absent. */
export function arrayOf(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : malformed(`${where} is ${kindOf(value)}, not an array`);
}

export function numberOf(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return malformed(`${where} is ${kindOf(value)}, not a number`);
}

/** An integer that a number holds exactly. */
export function integerOf(value: unknown, where: string): number {
  const number = numberOf(value, where);
  return Number.isSafeInteger(number) ? number : malformed(`${where} is ${number}, not an integer`);
}

/** An integer from 0 up; 0 where the field is absent. */
export function countOf(value: unknown, where: string): number {
  const count = value === undefined ? 0 : integerOf(value, where);
  return count >= 0 ? count : malformed(`${where} is ${count}, it cannot be negative`);
}

export function textOf(value: unknown, where: string): string {
  return typeof value === 'string' ? value : malformed(`${where} is ${kindOf(value)}, not a string`);
}

export function malformed(what: string): never {
  throw new ProfileError('malformed', `malformed V8 profile: ${what}`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
