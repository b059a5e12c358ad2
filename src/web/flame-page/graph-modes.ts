// What can be shown of a flame graph: each of its values, or the two sides of a comparison; how boxes look and what they say.

import { flameWidths, type FlameData } from '#flame';
import { label } from '#measurement';
import {
  changeFill,
  describeNode,
  fittingName,
  namePainter,
  packageFill,
  shareFill,
  type FlamePainter,
  type FlameTheme,
} from '#web/flame';

/** One way to show the graph. */
export interface GraphMode {
  readonly name: string;
  readonly data: FlameData;
  readonly widths: Float64Array;
}

export type ColorScheme = 'package' | 'share' | 'change';

/** The modes of one profile: a value each. */
export function valueModes(data: FlameData): GraphMode[] {
  return data.values.map((value, selected) => ({
    name: value.type,
    data: { ...data, selected },
    widths: flameWidths(data, value),
  }));
}

/** Widths of what came after, of what was before, and of both together. */
export function comparisonModes(data: FlameData): GraphMode[] {
  const [before, after] = [data.values[0]!, data.values[1]!];
  const both = {
    ...after,
    total: before.total + after.total,
    flat: after.flat.map((value, node) => value + before.flat[node]!),
    cum: after.cum.map((value, node) => value + before.cum[node]!),
  };
  const values = [before, after, both];
  return (
    [
      ['after', 1],
      ['before', 0],
      ['both', 2],
    ] as const
  ).map(([name, selected]) => ({
    name,
    data: { ...data, values, selected },
    widths: flameWidths(data, values[selected]!),
  }));
}

export function painterOf(mode: GraphMode, scheme: ColorScheme, theme: FlameTheme): FlamePainter {
  if (scheme === 'change') return changePainter(theme);
  const value = mode.data.values[mode.data.selected]!;
  // A base that was subtracted leaves negative values: they are told apart, whatever the scheme.
  if (mode.widths !== value.cum) {
    const changeOf = ({ values, selected }: FlameData, node: number): number => {
      const width = mode.widths[node]!;
      return width === 0 ? 0 : values[selected]!.cum[node]! / width;
    };
    return markedPainter(theme, changeOf);
  }
  if (scheme === 'package') return namePainter(packageFill(mode.data, theme));
  return namePainter(shareFill(theme, () => mode.widths, mode.widths[0]!));
}

/** From -1, all gone, to 1, all new. */
function relativeChange({ values }: FlameData, node: number): number {
  const [before, after] = [values[0]!.cum[node]!, values[1]!.cum[node]!];
  const larger = Math.max(Math.abs(before), Math.abs(after));
  return larger === 0 ? 0 : (after - before) / larger;
}

function changePainter(theme: FlameTheme): FlamePainter {
  return markedPainter(theme, relativeChange);
}

/** Changes are in colour, and for those who do not see it in a sign before the name; what shrank is hatched. */
function markedPainter(theme: FlameTheme, changeOf: (data: FlameData, node: number) => number): FlamePainter {
  return {
    fill: changeFill(theme, changeOf),
    label(data, node, characters) {
      const change = changeOf(data, node);
      const sign = change > 0 ? '+' : '−';
      const name = data.frames.name[data.frame[node]!]!;
      if (change === 0) return fittingName(name, characters);
      const rest = fittingName(name, characters - 2);
      return rest === '' ? sign : `${sign} ${rest}`;
    },
    isHatched: (data, node) => changeOf(data, node) < 0,
  };
}

/** The lines about a box of a comparison; its name first. */
export function describeChange(data: FlameData, node: number): string[] {
  const [before, after] = [data.values[0]!, data.values[1]!];
  const { unit } = after;
  const line = (kind: string, was: number, is: number): string =>
    `${kind}: ${label(was, unit)} → ${label(is, unit)}, ${changeText(was, is, unit)}`;
  const [name = '', ...others] = describeNode(data, node);
  const index = data.frame[node]!;
  const hasFile = data.frames.file[index] !== 0;
  return [
    name,
    line('total', before.cum[node]!, after.cum[node]!),
    line('self', before.flat[node]!, after.flat[node]!),
    ...(hasFile ? others.slice(-1) : []),
  ];
}

function changeText(before: number, after: number, unit: string): string {
  const delta = after - before;
  if (delta === 0) return 'no change';
  const sign = delta > 0 ? '+' : '';
  const text = `${sign}${label(delta, unit)}`;
  if (before === 0) return `${text} (new)`;
  if (after === 0) return `${text} (gone)`;
  return `${text} (${sign}${((delta / Math.abs(before)) * 100).toFixed(1)}%)`;
}
