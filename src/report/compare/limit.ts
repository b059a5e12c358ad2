// Checks a comparison against a limit on growth, for builds that are to fail.

import { scale, unitsCompatible } from '#measurement';
import type { Comparison } from './compare.ts';
import { changeTexts, errorName, singleUnit, marginOf, relativeText, shownRows } from './shown.ts';

/** How much the total may grow: a share of what it was (0.05), or a value in a unit. */
export type GrowthLimit =
  | { readonly kind: 'share'; readonly share: number; readonly text: string }
  | { readonly kind: 'value'; readonly value: number; readonly unit: string; readonly text: string };

/** `5%`, `10MB`, `300ms`, `1000`; undefined if it is none of these. */
export function parseGrowthLimit(text: string): GrowthLimit | undefined {
  const [, digits, unit = ''] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%|[A-Za-z\u00b5]*)\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  return unit === '%' ? { kind: 'share', share: value / 100, text } : { kind: 'value', value, unit, text };
}

/** Whether values of the comparison can be held against the limit. */
export function limitFits({ context }: Comparison, limit: GrowthLimit): boolean {
  return limit.kind === 'share' || limit.unit === '' || unitsCompatible(limit.unit, context.sampleUnit);
}

export interface LimitCheck {
  readonly isBroken: boolean;
  /** One line that says what grew, and by how much; '' when there was no growth over the limit. */
  readonly message: string;
}

/** The limit is broken when the total grew by more than it and by more than noise. An unknown error counts as none. */
export function checkLimit(comparison: Comparison, limit: GrowthLimit): LimitCheck {
  const { context, total } = comparison;
  const most = limitValue(comparison, limit);
  if (!(total.delta * context.ratio > most)) return { isBroken: false, message: '' };
  const { rows } = shownRows(comparison, 0);
  const texts = changeTexts(comparison, singleUnit(comparison));
  const margin = marginOf(total) ?? 0;
  const error = margin > 0 ? `, ${texts.margin(total)} at 95%` : '';
  const filters = context.activeFilters.length === 0 ? '' : ` of ${context.activeFilters.join(' ')}`;
  const growth =
    `${context.sampleType}${filters} grew from ${texts.value(total.before)} to ${texts.value(total.after)} ` +
    `(${texts.delta(total)}, ${relativeText(total)}${error})`;
  if (total.verdict === 'noise') {
    return {
      isBroken: false,
      message: `${growth}: over the limit of ${limit.text}, but within the ${errorName(comparison)}, so it is let pass`,
    };
  }
  const culprit = rows.filter(({ flat }) => flat.delta > 0).sort((a, b) => b.flat.delta - a.flat.delta)[0];
  const culpritText = culprit === undefined ? '' : `; most in ${culprit.name} (${texts.delta(culprit.flat)})`;
  return { isBroken: true, message: `${growth}: over the limit of ${limit.text}${culpritText}` };
}

/** In the unit of the profile, after `divide_by`. */
function limitValue({ context, total }: Comparison, limit: GrowthLimit): number {
  if (limit.kind === 'share') return Math.abs(total.before) * context.ratio * limit.share;
  return limit.unit === '' ? limit.value : scale(limit.value, limit.unit, context.sampleUnit).value;
}
