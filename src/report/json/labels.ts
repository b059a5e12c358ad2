// The labels of samples as JSON.

import { labelsOf, type Profile } from '#profile';
import type { JsonObject } from './members.ts';
import { jsonInteger } from './numbers.ts';

/**
 * The labels of each set as JSON text, made when first asked for: many samples share few sets.
 * @param unitOf the unit of a numeric label, of its key and of what the label itself says.
 */
export function labelTexts(
  { labelSets, strings }: Profile,
  unitOf: (key: string, own: string) => string,
): (set: number) => string {
  const known: (string | undefined)[] = Array.from({ length: labelSets.count });
  const facts = (set: number): JsonObject[] =>
    labelsOf(labelSets, set).map(({ key: keyIndex, isNumber, text, number, unit }) => {
      const key = strings.text(keyIndex);
      return isNumber
        ? { key, number: jsonInteger(number), unit: unitOf(key, strings.text(unit)) }
        : { key, text: strings.text(text) };
    });
  return (set) => (known[set] ??= JSON.stringify(facts(set)));
}
