// Draws all of a flame graph: callees, callers above them, the minimap; and says what could not be drawn.

import { percentage } from '#measurement';
import type { FlameMatches } from '#flame';
import { collectBoxes } from './boxes.ts';
import type { FlameTheme } from './colors.ts';
import { drawMinimap, drawTree, rowHeight, type FlamePainter } from './draw.ts';
import type { FlameLayout } from './layout.ts';
import { prepareCanvas, type FlameParts } from './parts.ts';
import { isWhole, type Stretch } from './stretch.ts';

export type FlameSide = 'callees' | 'callers';

/** What a search found among the callees, and the callers of a pivot. */
export interface FoundFrames {
  readonly callees: FlameMatches;
  readonly callers?: FlameMatches;
}

export interface FlameScene {
  readonly callees: FlameLayout;
  readonly callers: FlameLayout | undefined;
  readonly stretch: Stretch;
  readonly matches: FoundFrames | undefined;
  /** A node of one side, or -1. */
  readonly selected: SceneMark;
  readonly hovered: SceneMark;
  readonly theme: FlameTheme;
  /** Whether what is too narrow has more on it that was not grown. */
  readonly isPartial: boolean;
}

export interface SceneMark {
  readonly side: FlameSide;
  readonly node: number;
}

const minimapHeight = 40;

/** How many rows of callers there are above the root. */
export function callerRows({ callers }: Pick<FlameScene, 'callers'>): number {
  return callers === undefined ? 0 : callers.rows - 1;
}

export function drawScene(parts: FlameParts, scene: FlameScene, painter: FlamePainter): void {
  const { scroller, spacer, canvas, status } = parts;
  const { callees, callers, stretch, matches, theme } = scene;
  const above = callerRows(scene) * rowHeight;
  const width = Math.max(1, scroller.clientWidth);
  const height = Math.max(1, scroller.clientHeight);
  spacer.style.height = `${Math.max(height, above + callees.rows * rowHeight)}px`;
  const context = prepareCanvas(canvas, width, height);
  if (context === null) return;
  const rootY = above - scroller.scrollTop;
  const marksOf = (side: FlameSide): { selected: number; hovered: number } => ({
    selected: scene.selected.side === side ? scene.selected.node : -1,
    hovered: scene.hovered.side === side ? scene.hovered.node : -1,
  });
  const calleeBoxes = collectBoxes(callees, {
    ...stretch,
    pixels: width,
    firstRow: Math.floor(-rootY / rowHeight),
    lastRow: Math.ceil((height - rootY) / rowHeight),
  });
  drawTree(
    context,
    {
      data: callees.data,
      boxes: calleeBoxes,
      yOf: (row) => rootY + row * rowHeight,
      isMatch: matches?.callees.isMatch,
      ...marksOf('callees'),
    },
    painter,
    theme,
  );
  let { hidden, hiddenShare } = calleeBoxes;
  if (callers !== undefined) {
    const boxes = collectBoxes(callers, {
      ...stretch,
      pixels: width,
      firstRow: Math.max(1, Math.floor((rootY - height) / rowHeight)),
      lastRow: Math.ceil(rootY / rowHeight) + 1,
    });
    const yOf = (row: number): number => rootY - row * rowHeight;
    const isMatch = matches?.callers?.isMatch;
    drawTree(context, { data: callers.data, boxes, yOf, isMatch, ...marksOf('callers') }, painter, theme);
    hidden += boxes.hidden;
    hiddenShare = Math.max(hiddenShare, boxes.hiddenShare);
  }
  drawMap(parts.minimap, scene, painter, width);
  const texts = [matchText(scene), hiddenText(hidden, hiddenShare, scene.isPartial)].filter(
    (text) => text !== '',
  );
  status.textContent = texts.join(' · ');
}

function drawMap(
  minimap: HTMLCanvasElement,
  { callees, stretch, theme }: FlameScene,
  painter: FlamePainter,
  width: number,
): void {
  const height = Math.max(1, Math.min(4, minimapHeight / callees.rows));
  const context = prepareCanvas(minimap, width, minimapHeight);
  if (context === null) return;
  const total = callees.widths[0]!;
  const lastRow = Math.ceil(minimapHeight / height);
  // Half the resolution is enough for a picture of this size.
  const boxes = collectBoxes(callees, { from: 0, to: total, pixels: width / 2, firstRow: 0, lastRow });
  context.save();
  context.scale(2, 1);
  drawMinimap(context, { data: callees.data, boxes, yOf: (row) => row * height }, height, painter);
  context.restore();
  if (isWhole(stretch, total)) return;
  const left = (stretch.from / total) * width;
  const right = (stretch.to / total) * width;
  context.fillStyle = theme === 'light' ? '#ffffffb0' : '#000000a0';
  context.fillRect(0, 0, left, minimapHeight);
  context.fillRect(right, 0, width - right, minimapHeight);
  context.strokeStyle = theme === 'light' ? '#0b57d0' : '#8ab4f8';
  context.lineWidth = 2;
  context.strokeRect(left + 1, 1, Math.max(2, right - left - 2), minimapHeight - 2);
}

/** "12 frames match: 3.4% of all"; '' without a search. Of a partial graph those may match that were not grown. */
export function matchText({ matches, callees }: Pick<FlameScene, 'matches' | 'callees'>): string {
  if (matches === undefined) return '';
  const { values, selected } = callees.data;
  const { nodes, matched } = matches.callees;
  const count = nodes + (matches.callers?.nodes ?? 0);
  if (count === 0 && matched === 0) return 'nothing matches';
  const frames =
    count === 1
      ? '1 frame matches'
      : `${count === 0 ? 'only narrow' : count.toLocaleString('en')} frames match`;
  return `${frames}: ${percentage(matched, values[selected]!.total).trim()} of all`;
}

/** "1,204 frames, 0.3%, too narrow to draw"; '' if there are none. @param isPartial whether there may be more. */
export function hiddenText(hidden: number, share: number, isPartial: boolean): string {
  if (hidden === 0) return '';
  const part = share > 0 && share < 0.0001 ? '<0.01%' : percentage(share, 1).trim();
  const count = hidden === 1 ? '1 frame' : `${hidden.toLocaleString('en')} frames`;
  const frames = isPartial ? `${count} and their callers` : count;
  return `${frames}, ${part}, too narrow to draw: zoom in to see them`;
}
