// A comparison as tables: CSV for spreadsheets, and Markdown that is short enough for a pull request.

import { markdownText } from '#measurement';
import { printMarkdown, type Table, type TableCell } from '../table-formats.ts';
import { applyRatio } from '../context.ts';
import type { ComparedRow, Comparison, JudgedChange } from './compare.ts';
import {
  changeTexts,
  errorName,
  singleUnit,
  legend,
  marginOf,
  relativeText,
  shownRows,
  verdictMarks,
} from './shown.ts';

/** How many rows Markdown shows at once when `nodecount` does not say, and how many behind a click. */
const usualRows = 10;
const mostHiddenRows = 50;

/** Raw numbers in the unit of the profile; the margin is that of 95 %. */
export function comparisonTable(comparison: Comparison): Table {
  const { context } = comparison;
  const unit = context.sampleUnit;
  const columnsOf = (kind: string): Table['columns'] => [
    ...['before', 'after', 'change', 'margin'].map((name) => ({
      name: `${kind} ${name} (${unit})`,
      align: 'right' as const,
    })),
    { name: `${kind} change%`, align: 'right' },
    { name: `${kind} verdict` },
  ];
  const cells = (change: JudgedChange): TableCell[] => {
    const { before, after, delta, verdict } = change;
    const margin = marginOf(change);
    return [
      ...[before, after, delta].map((value) => applyRatio(value, context.ratio)),
      margin === undefined ? '' : Math.round(applyRatio(margin, context.ratio)),
      before === 0 ? '' : ((delta / Math.abs(before)) * 100).toFixed(2),
      before === after ? 'same' : verdict,
    ];
  };
  return {
    columns: [...columnsOf('flat'), ...columnsOf('cum'), { name: 'name' }],
    rows: shownRows(comparison, Math.max(0, context.nodeCount)).rows.map(({ name, flat, cum }) => [
      ...cells(flat),
      ...cells(cum),
      name,
    ]),
  };
}

/** What changed beyond noise, and behind a click the rest. */
export function printComparisonMarkdown(comparison: Comparison): string {
  const { context, total } = comparison;
  const { rows } = shownRows(comparison, 0);
  const texts = changeTexts(comparison, singleUnit(comparison));
  const key = context.order;
  const limit = context.nodeCount > 0 ? context.nodeCount : usualRows;
  const first = rows.filter((row) => row[key].delta !== 0 && row[key].verdict !== 'noise').slice(0, limit);
  const others = rows.filter((row) => !first.includes(row)).slice(0, mostHiddenRows);

  const changeText = (change: JudgedChange): string => {
    if (change.delta === 0) return '';
    const relative = relativeText(change);
    return `${texts.delta(change)} (${relative})${` ${verdictMarks[change.verdict]}`.trimEnd()}`;
  };
  const table = (listed: readonly ComparedRow[], sum: readonly TableCell[][]): string =>
    printMarkdown({
      columns: [
        { name: 'before', align: 'right' },
        { name: 'after', align: 'right' },
        { name: 'change', align: 'right' },
        { name: 'cum change', align: 'right' },
        { name: 'name' },
      ],
      rows: [
        ...sum,
        ...listed.map(({ name, flat, cum }) => [
          texts.value(flat.before),
          texts.value(flat.after),
          changeText(flat),
          changeText(cum),
          name,
        ]),
      ],
    });
  const totalRow = [texts.value(total.before), texts.value(total.after), changeText(total), '', '(total)'];

  const parts = [
    `#### ${markdownText(context.sampleType)}: ${headline(comparison, changeText(total), texts.margin(total))}\n`,
  ];
  for (const filter of context.activeFilters) parts.push(`\nOnly ${markdownText(filter)}.\n`);
  parts.push(`\n${table(first, [totalRow])}`);
  if (others.length > 0) {
    parts.push(`\n<details><summary>${others.length} smaller or uncertain changes</summary>\n\n`);
    parts.push(`${table(others, [])}\n</details>\n`);
  }
  const marks = legend(comparison, [total, ...rows.flatMap(({ flat, cum }) => [flat, cum])]);
  if (marks !== '') parts.push(`\n<sub>${markdownText(marks)}.</sub>\n`);
  return parts.join('');
}

function headline(comparison: Comparison, change: string, margin: string): string {
  const { total } = comparison;
  if (total.delta === 0) return 'no change';
  if (total.verdict === 'noise')
    return `no change beyond the ${errorName(comparison)}, ${markdownText(change)}`;
  return `**${markdownText(change)}**${margin === '' || margin === '±0' ? '' : ` ${margin}`}`;
}
