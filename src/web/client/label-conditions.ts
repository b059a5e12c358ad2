// The conditions on labels in the parameters tf and ti: lines that must all hold, each of parts of which one must.

import { quoted } from './regexps.ts';

/** All must hold; of each, one part. */
export type Conditions = readonly (readonly string[])[];

export function parseConditions(text: string): Conditions {
  return text === '' ? [] : text.split('\n').map((line) => line.split(' || '));
}

export function conditionsText(conditions: Conditions): string {
  return conditions
    .filter((parts) => parts.length > 0)
    .map((parts) => parts.join(' || '))
    .join('\n');
}

/** With one more condition: `and` makes it one that must hold too, `or` an alternative to the last. */
export function withCondition(conditions: Conditions, added: string, how: 'and' | 'or'): Conditions {
  const last = conditions.at(-1);
  if (conditions.some((parts) => parts.includes(added))) return conditions;
  if (how === 'and' || last === undefined) return [...conditions, [added]];
  return [...conditions.slice(0, -1), [...last, added]];
}

export function withoutCondition(conditions: Conditions, removed: string): Conditions {
  return conditions
    .map((parts) => parts.filter((part) => part !== removed))
    .filter((parts) => parts.length > 0);
}

/** A label with exactly this text. A comma would part it in two, so any character stands for it. */
export function textCondition(key: string, text: string): string {
  return `${key}=^${quoted(text).replaceAll(/[,\n]/g, '.')}$`;
}

/** Numbers from `from` on and below `to`, both whole. */
export function rangeCondition(key: string, from: number, to: number, unit: string): string {
  const letters = /^[a-z]+$/i.test(unit) ? unit : '';
  return `${key}=${from}${letters}:${to - 1}${letters}`;
}
