// What the flame graph view shows for an address: which tree, how wide its boxes are, how it is coloured.

import { flameWidths, matchFlame, regexpOf, type FlameData } from '#flame';
import {
  changeFill,
  fittingName,
  invertFlame,
  namePainter,
  packageFill,
  pivotFlame,
  shareFill,
  type FlameOrder,
  type FlamePicture,
  type FoundFrames,
} from '#web/flame';
import { matcher } from '../search.ts';
import { shareText } from '../values.ts';
import type { Theme } from '../theme.ts';

type FlamePainter = ReturnType<typeof namePainter>;

export type FlameDirection = 'down' | 'up';
export type FlameColors = 'package' | 'share' | 'change';

/** @param pivot a regular expression on names; '' shows the whole tree. */
export function flamePicture(
  data: FlameData,
  {
    direction,
    order,
    pivot,
  }: { readonly direction: FlameDirection; readonly order: FlameOrder; readonly pivot: string },
): FlamePicture {
  const matches = pivot === '' ? undefined : regexpOf(pivot, '');
  if (matches !== undefined) {
    const isPivot = Uint8Array.from(data.frames.name, (name, i) => (i > 0 && matches.test(name) ? 1 : 0));
    const { callers, callees } = pivotFlame(data, isPivot);
    return { ...treeOf(callees), callers: treeOf(callers), order };
  }
  return { ...treeOf(direction === 'up' ? invertFlame(data) : data), order };
}

function treeOf(data: FlameData): { readonly data: FlameData; readonly widths: Float64Array } {
  return { data, widths: flameWidths(data, data.values[data.selected]!) };
}

/** Whether any value is negative: then the profile is a difference. */
export function isDifference({ values, selected }: FlameData): boolean {
  return values[selected]!.flat.some((value) => value < 0);
}

export function flamePainter(data: FlameData, colors: FlameColors, theme: Theme): FlamePainter {
  const { total } = data.values[data.selected]!;
  if (colors === 'share') {
    return namePainter(shareFill(theme, (tree) => tree.values[tree.selected]!.cum, total));
  }
  if (colors === 'package') return namePainter(packageFill(data, theme));
  const changeOf = ({ values, selected }: FlameData, node: number): number => {
    const { cum } = values[selected]!;
    return total === 0 ? 0 : cum[node]! / Math.abs(total);
  };
  return {
    fill: changeFill(theme, changeOf),
    label(tree, node, characters) {
      const { frame, frames, values, selected } = tree;
      const change = shareText(values[selected]!.cum[node]!, total);
      const name = frames.name[frame[node]!]!;
      const signed = `${change.startsWith('-') ? '' : '+'}${change} `;
      return characters > signed.length + 6
        ? signed + fittingName(name, characters - signed.length)
        : fittingName(name, characters);
    },
    isHatched: ({ values, selected }, node) => values[selected]!.cum[node]! < 0,
  };
}

/** What a search finds in the picture; undefined when there is nothing to look for. */
export function findInPicture(picture: FlamePicture, search: string): FoundFrames | undefined {
  if (search === '') return undefined;
  const matches = matcher(search);
  const callees = matchFlame(picture.data, picture.widths, matches);
  if (picture.callers === undefined) return { callees };
  return { callees, callers: matchFlame(picture.callers.data, picture.callers.widths, matches) };
}
