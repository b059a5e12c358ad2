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

/** A larger tree is grown bottom-up only as far as boxes can be seen; of those zoomed to, further. */
const framesGrown = 50_000;

/** Seven times less than a pixel of a wide screen. */
const leastShare = 1 / 20_000;

interface PictureChoices {
  readonly direction: FlameDirection;
  readonly order: FlameOrder;
  /** A regular expression on names; '' shows the whole tree. */
  readonly pivot: string;
  /** The path to what is zoomed to. */
  readonly zoom: readonly string[];
}

/** Whether what can be seen of a picture depends on where it is zoomed to. */
export function growsOnZoom({ count }: FlameData, direction: FlameDirection, pivot: string): boolean {
  return direction === 'up' && pivot === '' && count > framesGrown;
}

export function flamePicture(
  data: FlameData,
  { direction, order, pivot, zoom }: PictureChoices,
): FlamePicture {
  const matches = pivot === '' ? undefined : regexpOf(pivot, '');
  if (matches !== undefined) {
    const isPivot = Uint8Array.from(data.frames.name, (name, i) => (i > 0 && matches.test(name) ? 1 : 0));
    const { callers, callees } = pivotFlame(data, isPivot);
    return { ...treeOf(callees), callers: treeOf(callers), order };
  }
  if (direction === 'down') return { ...treeOf(data), order };
  if (!growsOnZoom(data, direction, pivot)) return { ...treeOf(invertFlame(data)), order };
  return { ...treeOf(invertFlame(data, { leastShare, path: zoom })), order, isPartial: true };
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

/**
 * What a search finds in the picture; undefined when there is nothing to look for.
 * @param whole the tree that a partial picture was grown from: how much matches is counted there.
 */
export function findInPicture(
  picture: FlamePicture,
  search: string,
  whole?: FlameData,
): FoundFrames | undefined {
  if (search === '') return undefined;
  const matches = matcher(search);
  const callees = matchFlame(picture.data, picture.widths, matches);
  if (picture.isPartial === true && whole !== undefined) {
    const { matched } = matchFlame(whole, treeOf(whole).widths, matches);
    return { callees: { ...callees, matched } };
  }
  if (picture.callers === undefined) return { callees };
  return { callees, callers: matchFlame(picture.callers.data, picture.callers.widths, matches) };
}
