// Draws a flame graph as SVG: a picture that stands by itself, with a small script to zoom and search.

import {
  fittingName,
  flameOffsets,
  flameWidths,
  packageHue,
  packageOf,
  type FlameData,
  type FlameValue,
} from '#flame';
import { label, percentage } from '#measurement';
import type { FlamePage } from './flame-html.ts';
import { markupText, xmlScript } from './markup-text.ts';

const width = 1200;
const margin = 10;
const rowHeight = 18;
const headerHeight = 58;
/** Of a character of the font, in pixels. */
const characterWidth = 6.7;
/** Boxes that are narrower, in pixels, are left out. */
const narrowest = 0.3;
const mostRows = 1000;

/** @param script what `src/web/flame-page/svg.ts` is bundled to. */
export function* printFlameSvg(data: FlameData, page: FlamePage, script: string): Generator<string> {
  const value = data.values[data.selected]!;
  const widths = flameWidths(data, value);
  const offsets = flameOffsets(data.parent, widths);
  const scale = widths[0] === 0 ? 0 : (width - 2 * margin) / widths[0]!;
  const { depth, rows, leftOut } = pickBoxes(data.parent, widths, scale);
  const height = headerHeight + rows * rowHeight + margin;
  yield `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${markupText(page.title)}</title>
<style>${styles}</style>
<rect class="page" width="100%" height="100%"/>
<text class="title" x="${margin}" y="22">${markupText(page.title)}</text>
<text class="note" x="${margin}" y="42">${markupText(noteText(page.facts, leftOut))}</text>
<g id="frames" data-left="${margin}" data-width="${width - 2 * margin}" data-character="${characterWidth}">
`;
  const painter = boxPainter(data, value, widths);
  let chunk = '';
  for (let node = 0; node < data.count; node++) {
    if (depth[node]! < 0) continue;
    const x = margin + offsets[node]! * scale;
    const y = headerHeight + depth[node]! * rowHeight;
    const name = data.frames.name[data.frame[node]!]!;
    chunk += boxText(x, y, widths[node]! * scale, painter(node), name, tooltipText(data, value, node));
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}</g>\n<script>${xmlScript(script)}</script>\n</svg>\n`;
}

interface PickedBoxes {
  /** Length of the nodes: the row; -1 for what is left out. */
  readonly depth: Int32Array;
  readonly rows: number;
  readonly leftOut: number;
}

function pickBoxes(parent: Int32Array, widths: Float64Array, scale: number): PickedBoxes {
  const depth = new Int32Array(parent.length).fill(-1);
  depth[0] = 0;
  let rows = 1;
  let leftOut = 0;
  for (let node = 1; node < parent.length; node++) {
    const row = depth[parent[node]!]! + 1;
    if (row === 0 || row === mostRows || widths[node]! * scale < narrowest) {
      leftOut++;
      continue;
    }
    depth[node] = row;
    rows = Math.max(rows, row + 1);
  }
  return { depth, rows, leftOut };
}

function noteText(facts: readonly string[], leftOut: number): string {
  const hidden =
    leftOut === 0 ? [] : [`${leftOut.toLocaleString('en')} frames too narrow or too deep to draw`];
  return [...facts, ...hidden].join(' · ');
}

/** How a box looks; `sign` stands before the name, for those who do not see colours. */
interface BoxLook {
  readonly color: string;
  readonly sign: '' | '+ ' | '− ';
}

/** By package; where a base was subtracted, what is left of it is told apart from the rest. */
function boxPainter(
  { frame, frames }: FlameData,
  value: FlameValue,
  widths: Float64Array,
): (node: number) => BoxLook {
  const rootColor = '#dfe3e8';
  if (widths !== value.cum) {
    const looks = [
      { color: 'hsl(212,75%,82%)', sign: '− ' },
      { color: rootColor, sign: '' },
      { color: 'hsl(8,75%,82%)', sign: '+ ' },
    ] as const;
    return (node) => looks[Math.sign(value.cum[node]!) + 1]!;
  }
  const colors = frames.name.map((name, index) => {
    const { hue, isGrey } = packageHue(packageOf(name, frames.files[frames.file[index]!]!));
    return index === 0 ? rootColor : `hsl(${hue},${isGrey ? 14 : 62}%,80%)`;
  });
  return (node) => ({ color: colors[frame[node]!]!, sign: '' });
}

/** One box; the first line of its title is the name, and all that the script knows of it beside the sign. */
function boxText(
  x: number,
  y: number,
  wide: number,
  { color, sign }: BoxLook,
  name: string,
  tooltip: string,
): string {
  const shown = fittingName(name, Math.floor((wide - 6) / characterWidth) - sign.length);
  const text =
    shown === '' ? '' : `<text x="${pixels(x + 3)}" y="${y + 13}">${sign}${markupText(shown)}</text>`;
  const rect = `<rect x="${pixels(x)}" y="${y}" width="${pixels(wide)}" height="${rowHeight - 1}" fill="${color}"/>`;
  const mark = sign === '' ? '' : ` data-sign="${sign}"`;
  return `<g${mark}><title>${markupText(tooltip)}</title>${rect}${text}</g>\n`;
}

function pixels(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function tooltipText({ frame, frames, isInline }: FlameData, value: FlameValue, node: number): string {
  const { flat, cum, unit, total } = value;
  const index = frame[node]!;
  const share = percentage(cum[node]!, total).trim();
  const file = frames.files[frames.file[index]!]!;
  const place = frames.line[index] === 0 ? file : `${file}:${frames.line[index]}`;
  return [
    frames.name[index]!,
    `${label(cum[node]!, unit)} (${share}), ${label(flat[node]!, unit)} of it its own`,
    ...(isInline[node] === 1 ? ['inlined'] : []),
    ...(file === '' ? [] : [place]),
  ].join('\n');
}

const styles = `
text { font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #16191d; white-space: pre; }
text.title { font-size: 15px; font-weight: 600; }
text.note { fill: #5b6169; }
svg { background: #fff; color: #16191d; }
.page { fill: #fff; }
#frames g { cursor: pointer; }
#frames rect { stroke: #fff; stroke-width: 0.6; }
#frames g:hover rect, #frames g:focus rect { stroke: #0b57d0; stroke-width: 1.5; }
#frames text { pointer-events: none; }
#frames.searching g:not(.match) rect { fill: #eceef0; }
#frames.searching g.match rect { stroke: #c0392b; stroke-width: 1; }
#frames g.faded { opacity: 0.45; }
@media (prefers-color-scheme: dark) {
  svg { background: #16191d; color: #f2f4f6; }
  .page { fill: #16191d; }
  #frames rect { stroke: #16191d; }
  text.title { fill: #f2f4f6; }
  text.note { fill: #a4abb4; }
}
`;
