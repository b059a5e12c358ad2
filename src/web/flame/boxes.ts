// Picks the boxes of a flame graph that are wide enough to be seen, and says how much is not.

import type { FlameLayout } from './layout.ts';

/** The part of a graph that is on the screen. */
export interface FlameWindow {
  /** From where to where, in the unit of widths. */
  readonly from: number;
  readonly to: number;
  /** How many pixels that is. */
  readonly pixels: number;
  /** The rows to collect boxes of, the last not included. */
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Columns of length `count`. */
export interface FlameBoxes {
  readonly count: number;
  readonly node: Uint32Array;
  readonly row: Uint32Array;
  /** Pixels from the left edge, cut to the window. */
  readonly x: Float32Array;
  readonly width: Float32Array;
  /** Stretches of neighbours that are too narrow, as far as one can see them; columns of length `strips`. */
  readonly strips: number;
  readonly stripRow: Uint32Array;
  readonly stripX: Float32Array;
  readonly stripWidth: Float32Array;
  /** How many frames are too narrow to be drawn, in all rows of the window's stretch. */
  readonly hidden: number;
  /** Their part of all, from 0 to 1. */
  readonly hiddenShare: number;
}

/** Narrower than this, a box is not drawn, and neither is what is on it. */
const narrowest = 0.5;

/** Rows that are wider than any screen would be useless, so this many boxes in all are plenty. */
const initialCapacity = 4096;

export function collectBoxes(layout: FlameLayout, window: FlameWindow): FlameBoxes {
  const { children, order, offset, widths, subtree } = layout;
  const { from, to, pixels, firstRow, lastRow } = window;
  const scale = pixels / (to - from);
  const out = createBoxColumns();
  let hidden = 0;
  let hiddenWidth = 0;

  // Row by row: the boxes that are drawn are the callers to look at for the next one.
  let callers = Uint32Array.of(0);
  if (firstRow <= 0 && lastRow > 0) pushClipped(0, 0);
  for (let row = 1; row < layout.rows && callers.length > 0; row++) {
    const isShown = row >= firstRow && row < lastRow;
    const next: number[] = [];
    for (const caller of callers) {
      let stripX = 0;
      let stripEnd = 0;
      const end = children[caller + 1]!;
      for (let i = children[caller]!; i < end; i++) {
        const node = order[i]!;
        const width = widths[node]!;
        const start = offset[node]!;
        if (start >= to) break;
        // What has none of the value shown is not there, rather than too narrow.
        if (width === 0 || start + width <= from) continue;
        if (width * scale >= narrowest) {
          next.push(node);
          if (isShown) pushClipped(node, row);
          continue;
        }
        hidden += subtree[node]!;
        hiddenWidth += width;
        const x = (start - from) * scale;
        if (isShown && x > stripEnd + narrowest) {
          out.pushStrip(row, stripX, stripEnd - stripX);
          stripX = x;
        }
        stripEnd = x + width * scale;
      }
      if (isShown) out.pushStrip(row, stripX, stripEnd - stripX);
    }
    callers = Uint32Array.from(next);
  }
  const total = widths[0]!;
  return { ...out.columns(), hidden, hiddenShare: total > 0 ? hiddenWidth / total : 0 };

  function pushClipped(node: number, row: number): void {
    const x = Math.max(0, (offset[node]! - from) * scale);
    const end = Math.min(pixels, (offset[node]! + widths[node]! - from) * scale);
    out.push(node, row, x, end - x);
  }
}

interface BoxColumns {
  push(node: number, row: number, x: number, width: number): void;
  /** Leaves out what is less than a pixel wide. */
  pushStrip(row: number, x: number, width: number): void;
  columns(): Omit<FlameBoxes, 'hidden' | 'hiddenShare'>;
}

function createBoxColumns(): BoxColumns {
  let node = new Uint32Array(initialCapacity);
  let row = new Uint32Array(initialCapacity);
  let x = new Float32Array(initialCapacity);
  let width = new Float32Array(initialCapacity);
  let count = 0;
  const stripRow: number[] = [];
  const stripX: number[] = [];
  const stripWidth: number[] = [];

  function grow(): void {
    node = larger(node, new Uint32Array(count * 2));
    row = larger(row, new Uint32Array(count * 2));
    x = larger(x, new Float32Array(count * 2));
    width = larger(width, new Float32Array(count * 2));
  }

  return {
    push(boxNode, boxRow, boxX, boxWidth) {
      if (count === node.length) grow();
      node[count] = boxNode;
      row[count] = boxRow;
      x[count] = boxX;
      width[count++] = boxWidth;
    },
    pushStrip(atRow, atX, wide) {
      if (wide < 1) return;
      stripRow.push(atRow);
      stripX.push(atX);
      stripWidth.push(wide);
    },
    columns: () => ({
      count,
      node: node.subarray(0, count),
      row: row.subarray(0, count),
      x: x.subarray(0, count),
      width: width.subarray(0, count),
      strips: stripRow.length,
      stripRow: Uint32Array.from(stripRow),
      stripX: Float32Array.from(stripX),
      stripWidth: Float32Array.from(stripWidth),
    }),
  };
}

function larger<Column extends Uint32Array | Float32Array>(old: Column, grown: Column): Column {
  grown.set(old);
  return grown;
}
