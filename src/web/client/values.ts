// The texts of values and shares in the views.

import { percentage, scaledLabel } from '#measurement';
import type { JsonInteger } from './documents.ts';

/** @param wanted the option `unit`: 'minimum' and '' choose the unit that reads best. */
export function valueText(value: JsonInteger, unit: string, wanted: string): string {
  return scaledLabel(Number(value), unit, wanted === '' || wanted === 'minimum' ? 'auto' : wanted);
}

export function shareText(value: JsonInteger, total: JsonInteger): string {
  const text = percentage(Number(value), Number(total)).trim();
  return Number(value) < 0 && text !== '0%' ? `-${text}` : text;
}

/** From 0 to 1, for the length of a bar. */
export function shareOf(value: JsonInteger, total: JsonInteger): number {
  return Number(total) === 0 ? 0 : Math.min(1, Math.abs(Number(value) / Number(total)));
}
