// A flame graph of a million frames, laid out and drawn in a page; `web-ui.ts` bundles it and reads what it measured.

import { flameWidths, sumSubtrees, type FlameData } from '#flame';
import {
  createFlameView,
  flameViewStyles,
  invertFlame,
  layOutFlame,
  namePainter,
  packageFill,
  pivotFlame,
} from '#web/flame';

const count = 1_000_000;
const functions = 30_000;

/** Each node calls one to five others; a few have most of the memory. */
function manyFrames(): FlameData {
  const random = createRandom(7);
  const parent = new Int32Array(count).fill(-1);
  const frame = new Uint32Array(count);
  const flat = new Float64Array(count);
  for (let node = 1, caller = 0; node < count; caller++) {
    const callees = 1 + Math.floor(random() * 5);
    for (let i = 0; i < callees && node < count; i++) {
      parent[node] = caller;
      frame[node] = 1 + Math.floor(random() * functions);
      flat[node++] = Math.floor(random() ** 6 * 1e6);
    }
  }
  const cum = sumSubtrees(parent, flat);
  const name = Array.from({ length: functions }, (_, i) => `example.com/pkg${i % 300}.function${i}`);
  name.unshift('root');
  return {
    count,
    parent,
    frame,
    isInline: new Uint8Array(count),
    values: [{ type: 'inuse_space', unit: 'bytes', total: cum[0]!, flat, cum }],
    selected: 0,
    frames: { name, file: new Uint32Array(name.length), line: new Uint32Array(name.length), files: [''] },
  };
}

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function milliseconds(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(flameViewStyles);
document.adoptedStyleSheets.push(sheet);
const data = manyFrames();
const widths = data.values[0]!.cum;
const builds = Array.from({ length: 5 }, () => milliseconds(() => layOutFlame({ data, widths }, 'size')));
const view = createFlameView(document.body, { painter: namePainter(packageFill(data, 'light')) });
view.show({ data, widths, order: 'size' });
const drawings = Array.from({ length: 9 }, () => view.redraw());
/** From the tree to boxes, as the view does it for other directions. */
function layOutOther(other: FlameData): void {
  layOutFlame({ data: other, widths: flameWidths(other, other.values[0]!) }, 'size');
}

const isPivot = Uint8Array.from(data.frames.name, (name) => (name.endsWith('.function77') ? 1 : 0));
const inversions = Array.from({ length: 5 }, () =>
  milliseconds(() => layOutOther(invertFlame(data, { leastShare: 1 / 20_000, path: [] }))),
);
const pivots = Array.from({ length: 5 }, () =>
  milliseconds(() => {
    const { callers, callees } = pivotFlame(data, isPivot);
    layOutOther(callers);
    layOutOther(callees);
  }),
);
document.title = [
  `built in ${median(builds).toFixed(0)} ms, redrawn in ${median(drawings).toFixed(1)} ms`,
  `bottom-up built in ${median(inversions).toFixed(0)} ms, around one function in ${median(pivots).toFixed(0)} ms`,
].join('; ');
