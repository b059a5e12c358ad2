// Units, scaling and the text of values: what other folders may use of it.

export { goDuration } from './duration.ts';
export { fixed2, formatGoFloat, percentage, significant2 } from './format.ts';
export { label, scaledLabel } from './label.ts';
export { markdownTable, markdownText, type MarkdownColumn } from './markdown.ts';
export { finestUnit, scale, unitRatio } from './scale.ts';
export type { ScaledValue } from './scale.ts';
export { relatedUnits, unitsCompatible } from './units.ts';
