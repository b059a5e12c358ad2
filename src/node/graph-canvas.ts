// Draws graphs that Graphviz has laid out (its format `json`) as bitmaps and PDF, with a font of our own.

import type * as canvasLibrary from '@napi-rs/canvas';
import { DrawingError } from '#ports';
import { encodeGif } from './gif.ts';

/** The parts of Graphviz's JSON that say what to draw. Units are points; the origin is at the bottom left. */
interface LaidOutGraph extends Drawing {
  /** Left, bottom, right and top, separated by commas. */
  readonly bb: string;
  readonly name: string;
  readonly objects?: readonly Drawing[];
  readonly edges?: readonly Drawing[];
}

/** Operations of shape, label, and the head and tail of an edge. */
interface Drawing {
  readonly _draw_?: readonly Operation[];
  readonly _ldraw_?: readonly Operation[];
  readonly _hdraw_?: readonly Operation[];
  readonly _tdraw_?: readonly Operation[];
}

/** Of pages and bitmaps alike. */
type Context = ReturnType<canvasLibrary.PDFDocument['beginPage']>;

type Point = readonly [x: number, y: number];

/** As in Graphviz's documentation of xdot; only those that boxes, arrows and labels need. */
type Operation =
  | { readonly op: 'c' | 'C'; readonly color: string }
  | { readonly op: 'P' | 'p' | 'L' | 'b' | 'B'; readonly points: readonly Point[] }
  | { readonly op: 'S'; readonly style: string }
  | { readonly op: 'F'; readonly size: number }
  | {
      readonly op: 'T';
      readonly pt: Point;
      readonly align: 'l' | 'c' | 'r';
      readonly width: number;
      readonly text: string;
    };

/** Around the graph, as Graphviz has it. */
const margin = 4;
/** Of bitmaps: Graphviz's 96 pixels per inch, of 72 points. */
const pixelsPerPoint = 96 / 72;
const longestSide = 32_000;
const mostPixels = 2 ** 26;
/** The longest side of a page that all readers show, in points. */
const longestPage = 14_400;

/** Has the widths of Times, which Graphviz reckons with. */
const fontFamily = 'Tinos';

/** @throws DrawingError when the library is not there for this machine. */
export async function drawOnCanvas(
  layout: string,
  format: 'png' | 'gif' | 'pdf',
  message: (text: string) => void,
): Promise<Uint8Array> {
  const { createCanvas, PDFDocument } = await loadCanvas(format);
  const graph = JSON.parse(layout) as LaidOutGraph;
  const [width, height] = sizeOf(graph);
  if (format === 'pdf') {
    const scale = Math.min(1, longestPage / Math.max(width, height));
    const pdf = new PDFDocument({ title: graph.name, producer: 'heapwise' });
    drawGraph(pdf.beginPage(width * scale, height * scale), graph, scale);
    pdf.endPage();
    return pdf.close();
  }
  const scale = Math.min(
    pixelsPerPoint,
    longestSide / Math.max(width, height),
    Math.sqrt(mostPixels / (width * height)),
  );
  if (scale < pixelsPerPoint) {
    const percent = Math.max(1, Math.floor((100 * scale) / pixelsPerPoint));
    message(
      `The graph is drawn at ${percent} % of its size, the largest that fits into a bitmap; -svg has no limit`,
    );
  }
  const canvas = createCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  drawGraph(canvas.getContext('2d'), graph, scale);
  return format === 'png' ? canvas.encode('png') : encodeGif(canvas);
}

async function loadCanvas(format: string): Promise<typeof canvasLibrary> {
  const { createRequire } = await import('node:module');
  try {
    const canvas = await import('@napi-rs/canvas');
    const font = createRequire(import.meta.filename).resolve(
      '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf',
    );
    if (!canvas.GlobalFonts.has(fontFamily)) canvas.GlobalFonts.registerFromPath(font, fontFamily);
    return canvas;
  } catch {
    throw new DrawingError(
      `-${format} needs the package @napi-rs/canvas, which is not there for this machine; use -svg, or -dot_program=dot`,
    );
  }
}

function sizeOf({ bb }: LaidOutGraph): readonly [width: number, height: number] {
  const [left = 0, bottom = 0, right = 0, top = 0] = bb.split(',').map(Number);
  return [right - left + 2 * margin, top - bottom + 2 * margin];
}

function drawGraph(canvas: Context, graph: LaidOutGraph, scale: number): void {
  const [width, height] = sizeOf(graph);
  canvas.scale(scale, scale);
  canvas.fillStyle = 'white';
  // A bitmap may be a part of a pixel larger than the graph.
  canvas.fillRect(0, 0, width + 1 / scale, height + 1 / scale);
  canvas.translate(margin, height - margin);
  for (const drawing of [graph, ...(graph.objects ?? []), ...(graph.edges ?? [])]) {
    const { _draw_: shape = [], _tdraw_: tail = [], _hdraw_: head = [], _ldraw_: label = [] } = drawing;
    drawOperations(canvas, [...shape, ...tail, ...head, ...label]);
  }
}

/** Graphviz counts y upwards, and what it says of style and color holds until it says otherwise. */
function drawOperations(canvas: Context, operations: readonly Operation[]): void {
  let pen = '#000000';
  let fill = '#000000';
  canvas.lineWidth = 1;
  canvas.setLineDash([]);
  for (const operation of operations) {
    switch (operation.op) {
      case 'c':
        pen = operation.color;
        break;
      case 'C':
        fill = operation.color;
        break;
      case 'S':
        applyStyle(canvas, operation.style);
        break;
      case 'F':
        canvas.font = `${operation.size}px ${fontFamily}, serif`;
        break;
      case 'T':
        canvas.fillStyle = pen;
        drawText(canvas, operation);
        break;
      default:
        tracePath(canvas, operation.op, operation.points);
        canvas.fillStyle = fill;
        canvas.strokeStyle = pen;
        if (operation.op === 'P') canvas.fill();
        canvas.stroke();
    }
  }
}

function applyStyle(canvas: Context, style: string): void {
  const width = /^setlinewidth\(([\d.]+)\)$/.exec(style)?.[1];
  if (width !== undefined) canvas.lineWidth = Number(width);
  else canvas.setLineDash([...(dashes[style] ?? [])]);
}

/** Those of Graphviz's SVG. */
const dashes: Readonly<Record<string, readonly number[]>> = { dotted: [1, 5], dashed: [5, 2] };

/** A text in a font that lacks a letter may be wider than its box, and is then made narrower. */
function drawText(
  canvas: Context,
  { pt: [x, y], align, width, text }: Extract<Operation, { op: 'T' }>,
): void {
  canvas.textAlign = alignments[align];
  canvas.fillText(text, x, -y, width + 1);
}

const alignments = { l: 'left', c: 'center', r: 'right' } as const;

/** Only edges have curves (b, B): they are never filled, whatever their letter says. */
function tracePath(canvas: Context, kind: 'P' | 'p' | 'L' | 'b' | 'B', points: readonly Point[]): void {
  const [[x, y] = [0, 0], ...others] = points;
  canvas.beginPath();
  canvas.moveTo(x, -y);
  if (kind === 'b' || kind === 'B') {
    for (let i = 0; i + 2 < others.length; i += 3) {
      const [[x1, y1], [x2, y2], [x3, y3]] = [others[i]!, others[i + 1]!, others[i + 2]!];
      canvas.bezierCurveTo(x1, -y1, x2, -y2, x3, -y3);
    }
    return;
  }
  for (const [nextX, nextY] of others) canvas.lineTo(nextX, -nextY);
  if (kind !== 'L') canvas.closePath();
}
