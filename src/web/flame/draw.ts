// Draws boxes of a flame graph on a canvas.

import type { FlameData } from '#flame';
import type { FlameBoxes } from './boxes.ts';
import type { FlameTheme } from './colors.ts';

export const rowHeight = 20;
const font = '12px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
/** From the edge of a box to its text, and the room that both sides leave. */
const textMargin = 4;

/** How boxes look. */
export interface FlamePainter {
  /** Any CSS colour on which black (light theme) or white (dark theme) can be read. */
  fill(data: FlameData, node: number): string;
  /** The text of a box that has room for so many characters. */
  label(data: FlameData, node: number, characters: number): string;
  /** What is hatched is told from the rest without seeing colours. */
  isHatched?(data: FlameData, node: number): boolean;
}

/** One tree of the picture, already cut to what is on the screen. */
export interface DrawnTree {
  readonly data: FlameData;
  readonly boxes: FlameBoxes;
  /** The top edge of a row, in pixels of the canvas. */
  yOf(row: number): number;
  /** Length of the nodes: 1 for what a search found; undefined without a search. */
  readonly isMatch: Uint8Array | undefined;
  /** The box to mark; -1 for none. */
  readonly selected: number;
  readonly hovered: number;
}

const inks = {
  light: {
    text: '#16191d',
    faded: '#eceef0',
    fadedText: '#5b6169',
    strip: '#c9ced4',
    mark: '#0b57d0',
    hover: '#16191d',
  },
  dark: {
    text: '#f2f4f6',
    faded: '#24282d',
    fadedText: '#a4abb4',
    strip: '#4a515a',
    mark: '#8ab4f8',
    hover: '#f2f4f6',
  },
} as const;

export function drawTree(
  canvas: CanvasRenderingContext2D,
  { data, boxes, yOf, isMatch, selected, hovered }: DrawnTree,
  painter: FlamePainter,
  theme: FlameTheme,
): void {
  const ink = inks[theme];
  // Boxes of one colour after one another: to change the colour costs more than to fill a box.
  const byColor = new Map<string, number[]>();
  for (let i = 0; i < boxes.count; i++) {
    const node = boxes.node[i]!;
    const color = isMatch === undefined || isMatch[node] === 1 ? painter.fill(data, node) : ink.faded;
    const group = byColor.get(color);
    if (group === undefined) byColor.set(color, [i]);
    else group.push(i);
  }
  for (const [color, group] of byColor) {
    canvas.fillStyle = color;
    for (const i of group) fillBox(canvas, boxes.x[i]!, yOf(boxes.row[i]!), boxes.width[i]!);
  }
  canvas.fillStyle = ink.strip;
  for (let i = 0; i < boxes.strips; i++) {
    canvas.fillRect(boxes.stripX[i]!, yOf(boxes.stripRow[i]!), boxes.stripWidth[i]!, rowHeight / 2);
  }
  if (painter.isHatched !== undefined) hatch(canvas, { data, boxes, yOf }, painter.isHatched, ink.hover);
  writeLabels(canvas, { data, boxes, yOf, isMatch }, painter, ink);
  outline(canvas, boxes, yOf, hovered, ink.hover, 1);
  outline(canvas, boxes, yOf, selected, ink.mark, 2);
}

function fillBox(canvas: CanvasRenderingContext2D, x: number, y: number, width: number): void {
  canvas.fillRect(x, y, width > 3 ? width - 1 : width * 0.8, rowHeight - 1);
}

function writeLabels(
  canvas: CanvasRenderingContext2D,
  { data, boxes, yOf, isMatch }: Pick<DrawnTree, 'data' | 'boxes' | 'yOf' | 'isMatch'>,
  painter: FlamePainter,
  ink: (typeof inks)[FlameTheme],
): void {
  canvas.font = font;
  canvas.textBaseline = 'middle';
  const characterWidth = canvas.measureText('0').width;
  for (let i = 0; i < boxes.count; i++) {
    const room = boxes.width[i]! - 2 * textMargin;
    const characters = Math.floor(room / characterWidth);
    if (characters < 3) continue;
    const node = boxes.node[i]!;
    const text = painter.label(data, node, characters);
    if (text === '') continue;
    canvas.fillStyle = isMatch === undefined || isMatch[node] === 1 ? ink.text : ink.fadedText;
    // A name in wide letters is squeezed rather than written over its neighbour.
    canvas.fillText(text, boxes.x[i]! + textMargin, yOf(boxes.row[i]!) + rowHeight / 2, room);
  }
}

function hatch(
  canvas: CanvasRenderingContext2D,
  { data, boxes, yOf }: Pick<DrawnTree, 'data' | 'boxes' | 'yOf'>,
  isHatched: (data: FlameData, node: number) => boolean,
  color: string,
): void {
  const spacing = 8;
  canvas.save();
  canvas.strokeStyle = color;
  canvas.globalAlpha = 0.22;
  canvas.lineWidth = 1;
  canvas.beginPath();
  for (let i = 0; i < boxes.count; i++) {
    if (boxes.width[i]! < spacing || !isHatched(data, boxes.node[i]!)) continue;
    const bottom = yOf(boxes.row[i]!) + rowHeight - 1;
    const right = boxes.x[i]! + boxes.width[i]! - 1;
    for (let x = boxes.x[i]!; x < right; x += spacing) {
      const end = Math.min(right, x + rowHeight - 1);
      canvas.moveTo(x, bottom);
      canvas.lineTo(end, bottom - (end - x));
    }
  }
  canvas.stroke();
  canvas.restore();
}

function outline(
  canvas: CanvasRenderingContext2D,
  boxes: FlameBoxes,
  yOf: (row: number) => number,
  node: number,
  color: string,
  lineWidth: number,
): void {
  if (node < 0) return;
  const i = boxes.node.indexOf(node);
  if (i < 0) return;
  canvas.strokeStyle = color;
  canvas.lineWidth = lineWidth;
  const inset = lineWidth / 2;
  canvas.strokeRect(
    boxes.x[i]! + inset,
    yOf(boxes.row[i]!) + inset,
    Math.max(1, boxes.width[i]! - 1 - lineWidth),
    rowHeight - 1 - lineWidth,
  );
}

/** The whole tree, small and without text; what is on the screen is in full colour. */
export function drawMinimap(
  canvas: CanvasRenderingContext2D,
  { data, boxes, yOf }: Pick<DrawnTree, 'data' | 'boxes' | 'yOf'>,
  height: number,
  painter: Pick<FlamePainter, 'fill'>,
): void {
  for (let i = 0; i < boxes.count; i++) {
    canvas.fillStyle = painter.fill(data, boxes.node[i]!);
    canvas.fillRect(boxes.x[i]!, yOf(boxes.row[i]!), boxes.width[i]!, height);
  }
}
