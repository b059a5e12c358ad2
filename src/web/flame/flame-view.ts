// A flame graph in a page: canvas, minimap, tooltip, keys, and a table of the same data for screen readers.

import type { FlameData } from '#flame';
import type { FlameTheme } from './colors.ts';
import { describeNode } from './describe.ts';
import { rowHeight, type FlamePainter } from './draw.ts';
import { stepFrom, type FlameStep } from './keyboard.ts';
import { layOutFlame, nodeAt, type FlameLayout, type FlameOrder, type FlameTree } from './layout.ts';
import { createParts } from './parts.ts';
import { nodeOnPath, pathOf } from './path.ts';
import { listenToMinimap, listenToPointer } from './pointer.ts';
import { callerRows, drawScene, type FlameScene, type FlameSide, type FoundFrames } from './scene.ts';
import { clampStretch, moveStretch, zoomStretch } from './stretch.ts';

/** What is drawn: a tree that hangs from its root, and for a pivot also its callers, above it. */
export interface FlamePicture extends FlameTree {
  /** With the same width of the root. */
  readonly callers?: FlameTree | undefined;
  readonly order: FlameOrder;
  /** What is on boxes that are too narrow to be seen is left out, until a picture is shown in which they are wide. */
  readonly isPartial?: boolean;
}

/** A box: a node of the callees or of the callers of the picture. */
export interface FlamePlace {
  readonly side: FlameSide;
  readonly data: FlameData;
  readonly node: number;
}

export interface FlameViewOptions {
  readonly painter: FlamePainter;
  /** Lines about a box, its name first; `describeNode` if left out. */
  describe?(data: FlameData, node: number): readonly string[];
  /** A box was chosen by click or keys; undefined: none any more. */
  onSelect?(place: FlamePlace | undefined): void;
  /** The path to the box that was zoomed to; empty for the whole graph. */
  onZoom?(path: readonly string[]): void;
  /** A menu was asked for, at a point of the window. */
  onMenu?(place: FlamePlace, x: number, y: number): void;
}

export interface FlameView {
  /** Zoom and selection stay where the new picture has the same path. */
  show(picture: FlamePicture): void;
  paint(painter: FlamePainter): void;
  zoomTo(path: readonly string[]): void;
  /** Undefined ends the search. */
  search(found: FoundFrames | undefined): void;
  /** Goes to the next box that the search found (1), or to the one before (-1). */
  nextMatch(direction: 1 | -1): void;
  focus(): void;
  /** Draws at once. @returns how long it took, in milliseconds. */
  redraw(): number;
  destroy(): void;
}

const noBox = { side: 'callees', node: -1 } as const;

export function createFlameView(host: HTMLElement, options: FlameViewOptions): FlameView {
  const parts = createParts(host);
  const { scroller, canvas, tree, tooltip } = parts;
  const describe = options.describe ?? describeNode;
  const darkness = window.matchMedia('(prefers-color-scheme: dark)');
  const events = new AbortController();
  const { signal } = events;
  let painter = options.painter;
  let scene: FlameScene | undefined;
  let zoomed = 0;
  let frameRequest = 0;

  function draw(): void {
    if (scene !== undefined) drawScene(parts, { ...scene, theme: pageTheme(darkness) }, painter);
  }

  function redrawSoon(): void {
    frameRequest ||= requestAnimationFrame(() => {
      frameRequest = 0;
      draw();
    });
  }

  function change(changes: Partial<FlameScene>): void {
    if (scene !== undefined) scene = { ...scene, ...changes };
    redrawSoon();
  }

  function placeOf({ side, node }: FlameScene['selected']): FlamePlace | undefined {
    const layout = scene?.[side];
    return layout === undefined || node < 0 ? undefined : { side, data: layout.data, node };
  }

  function placeAt(event: MouseEvent): FlamePlace | undefined {
    if (scene === undefined) return undefined;
    const { left, top } = canvas.getBoundingClientRect();
    const row = Math.floor((event.clientY - top + scroller.scrollTop) / rowHeight) - callerRows(scene);
    const side = row < 0 ? 'callers' : 'callees';
    const layout = scene[side];
    if (layout === undefined) return undefined;
    return placeOf({ side, node: nodeAt(layout, Math.abs(row), positionAt(event.clientX - left)) });
  }

  /** The place in the graph of a pixel from the left. */
  function positionAt(x: number): number {
    const { from, to } = scene?.stretch ?? { from: 0, to: 0 };
    return from + (x / Math.max(1, scroller.clientWidth)) * (to - from);
  }

  function select(place: FlamePlace | undefined): void {
    const layout = place === undefined ? undefined : scene?.[place.side];
    if (place !== undefined && layout !== undefined) {
      tree.show(layout, place.node);
      reveal(layout, place);
    }
    change({ selected: place ?? noBox });
    options.onSelect?.(place);
  }

  /** Scrolls and moves so that the box can be seen. */
  function reveal(layout: FlameLayout, { side, node }: FlamePlace): void {
    if (scene === undefined) return;
    const row = callerRows(scene) + (side === 'callers' ? -1 : 1) * layout.row[node]!;
    const y = row * rowHeight;
    const lowest = y + rowHeight - scroller.clientHeight;
    if (y < scroller.scrollTop) scroller.scrollTop = y;
    else if (lowest > scroller.scrollTop) scroller.scrollTop = lowest;
    const { from, to } = scene.stretch;
    const start = layout.offset[node]!;
    const width = layout.widths[node]!;
    const isSeen = start < to && start + width > from && width / (to - from) > 2 / scroller.clientWidth;
    if (isSeen || width === 0) return;
    const around = Math.min(to - from, width * 40);
    const stretch = { from: start + width / 2 - around / 2, to: start + width / 2 + around / 2 };
    change({ stretch: clampStretch(stretch, layout.widths[0]!) });
  }

  function zoom({ side, data, node }: FlamePlace): void {
    const layout = scene?.[side];
    if (layout === undefined || layout.widths[node] === 0) return;
    const from = layout.offset[node]!;
    zoomed = side === 'callees' ? node : 0;
    change({ stretch: clampStretch({ from, to: from + layout.widths[node]! }, layout.widths[0]!) });
    options.onZoom?.(side === 'callees' ? pathOf(data, node) : []);
  }

  function zoomToNode(node: number): void {
    const place = placeOf({ side: 'callees', node });
    if (place !== undefined) zoom(place);
  }

  function zoomBy(factor: number, around: number): void {
    if (scene === undefined) return;
    change({ stretch: zoomStretch(scene.stretch, factor, around, scene.callees.widths[0]!) });
  }

  function moveBy(pixels: number): void {
    if (scene === undefined) return;
    const by = positionAt(pixels) - positionAt(0);
    change({ stretch: moveStretch(scene.stretch, by, scene.callees.widths[0]!) });
  }

  /** The middle of what can be seen of the selected box. */
  function middle(): number {
    if (scene === undefined) return 0;
    const { selected, stretch } = scene;
    const layout = scene[selected.side];
    if (layout === undefined || selected.node < 0) return (stretch.from + stretch.to) / 2;
    const start = layout.offset[selected.node]!;
    const end = start + layout.widths[selected.node]!;
    return (Math.max(stretch.from, start) + Math.min(stretch.to, end)) / 2;
  }

  function step(name: FlameStep): void {
    if (scene === undefined) return;
    const { callees, callers } = scene;
    const { side, node } = scene.selected.node < 0 ? { side: 'callees' as const, node: 0 } : scene.selected;
    if (side === 'callees') {
      const caller =
        node === 0 && name === 'caller' && callers !== undefined ? stepFrom(callers, 0, 'callee') : 0;
      select(
        placeOf(
          caller > 0 ? { side: 'callers', node: caller } : { side, node: stepFrom(callees, node, name) },
        ),
      );
      return;
    }
    // Among callers the tree grows upwards: what is above is further from the root.
    const next = stepFrom(callers!, node, opposite[name] ?? name);
    select(placeOf({ side: next === 0 ? 'callees' : side, node: next }));
  }

  function zoomToSelected(): void {
    const place = scene === undefined ? undefined : placeOf(scene.selected);
    if (place !== undefined) zoom(place);
  }

  const view: FlameView = {
    show(picture) {
      const path = scene === undefined ? [] : pathOf(scene.callees.data, zoomed);
      const selected = scene === undefined ? undefined : placeOf(scene.selected);
      const selectedPath = selected?.side === 'callees' ? pathOf(selected.data, selected.node) : [];
      const callees = layOutFlame(picture, picture.order);
      const callers = picture.callers === undefined ? undefined : layOutFlame(picture.callers, picture.order);
      zoomed = nodeOnPath(callees.data, path);
      const node = nodeOnPath(callees.data, selectedPath);
      const from = callees.offset[zoomed]!;
      scene = {
        callees,
        callers,
        stretch: clampStretch({ from, to: from + callees.widths[zoomed]! }, callees.widths[0]!),
        matches: undefined,
        selected: node === 0 ? noBox : { side: 'callees', node },
        hovered: noBox,
        theme: pageTheme(darkness),
        isPartial: picture.isPartial === true,
      };
      tree.show(callees, node);
      draw();
      // The root of a pivot comes to the middle, with callers and callees around it; who zoomed stays in the same row.
      const isZoomed = zoomed > 0 && callers === undefined;
      if (!isZoomed)
        scroller.scrollTop = Math.max(0, callerRows(scene) * rowHeight - scroller.clientHeight / 2);
      redrawSoon();
    },
    paint(other) {
      painter = other;
      redrawSoon();
    },
    zoomTo: (path) => zoomToNode(scene === undefined ? 0 : nodeOnPath(scene.callees.data, path)),
    search: (matches) => change({ matches }),
    nextMatch(direction) {
      if (scene?.matches === undefined) return;
      const next = nextMatch(scene.callees, scene.matches.callees.isMatch, scene.selected, direction);
      if (next !== undefined) select(placeOf({ side: 'callees', node: next }));
    },
    focus: () => tree.element.focus(),
    redraw() {
      const start = performance.now();
      draw();
      return performance.now() - start;
    },
    destroy() {
      events.abort();
      resizing.disconnect();
      cancelAnimationFrame(frameRequest);
      tooltip.element.remove();
      host.replaceChildren();
    },
  };

  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => step('caller'),
    ArrowDown: () => step('callee'),
    ArrowLeft: () => step('left'),
    ArrowRight: () => step('right'),
    Home: () => step('first'),
    End: () => step('last'),
    Enter: zoomToSelected,
    ' ': zoomToSelected,
    Escape: () => zoomToNode(0),
    Backspace: () => zoomToNode(Math.max(0, scene?.callees.data.parent[zoomed] ?? 0)),
    '+': () => zoomBy(1.5, middle()),
    '=': () => zoomBy(1.5, middle()),
    '-': () => zoomBy(1 / 1.5, middle()),
    n: () => view.nextMatch(1),
    N: () => view.nextMatch(-1),
  };

  function onKey(event: KeyboardEvent): void {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  function onKeyboardMenu(event: MouseEvent): void {
    const place = scene === undefined ? undefined : placeOf(scene.selected);
    if (place === undefined || options.onMenu === undefined) return;
    event.preventDefault();
    const { left, top, width } = canvas.getBoundingClientRect();
    options.onMenu(place, left + width / 2, top + 3 * rowHeight);
  }

  function onWheel(event: WheelEvent): void {
    const isZoom = event.ctrlKey || event.metaKey;
    // Without a modifier the graph scrolls up and down, as any page.
    if (!isZoom && event.deltaX === 0 && !event.shiftKey) return;
    event.preventDefault();
    const x = event.clientX - canvas.getBoundingClientRect().left;
    if (isZoom) zoomBy(Math.exp(-event.deltaY / 300), positionAt(x));
    else moveBy(event.deltaX === 0 ? event.deltaY : event.deltaX);
  }

  tree.element.addEventListener('keydown', onKey, { signal });
  tree.element.addEventListener('contextmenu', onKeyboardMenu, { signal });
  tree.element.addEventListener('focus', () => step('stay'), { signal });
  scroller.addEventListener('scroll', redrawSoon, { signal, passive: true });
  canvas.addEventListener('wheel', onWheel, { signal, passive: false });
  darkness.addEventListener('change', redrawSoon, { signal });
  listenToPointer(canvas, signal, {
    hover(event) {
      const place = placeAt(event);
      change({ hovered: place ?? noBox });
      if (place === undefined) tooltip.hide();
      else tooltip.show(describe(place.data, place.node), event.clientX, event.clientY);
    },
    leave() {
      tooltip.hide();
      change({ hovered: noBox });
    },
    drag(dx, dy) {
      tooltip.hide();
      scroller.scrollTop -= dy;
      moveBy(-dx);
    },
    click(event) {
      const place = placeAt(event);
      tree.element.focus({ preventScroll: true });
      select(place);
      if (place !== undefined) zoom(place);
    },
    menu(event) {
      const place = placeAt(event);
      if (place === undefined || options.onMenu === undefined) return;
      event.preventDefault();
      tooltip.hide();
      select(place);
      options.onMenu(place, event.clientX, event.clientY);
    },
  });
  listenToMinimap(parts.minimap, signal, (from, to) => {
    if (scene === undefined) return;
    const total = scene.callees.widths[0]!;
    // A click moves the stretch there, a drag chooses another.
    const isClick = to - from < 0.005;
    const half = (scene.stretch.to - scene.stretch.from) / 2;
    const chosen = isClick
      ? { from: from * total - half, to: from * total + half }
      : { from: from * total, to: to * total };
    change({ stretch: clampStretch(chosen, total) });
  });
  const resizing = new ResizeObserver(redrawSoon);
  resizing.observe(scroller);
  return view;
}

const opposite: Readonly<Partial<Record<FlameStep, FlameStep>>> = { caller: 'callee', callee: 'caller' };

/** The page may say so (`data-theme`), or else the system. */
function pageTheme(darkness: MediaQueryList): FlameTheme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return darkness.matches ? 'dark' : 'light';
}

/** The match after (1) or before (-1) the selected node, around the end; undefined when nothing matches. */
function nextMatch(
  { widths }: FlameLayout,
  isMatch: Uint8Array,
  selected: FlameScene['selected'],
  direction: 1 | -1,
): number | undefined {
  const { length } = isMatch;
  const start = selected.side === 'callees' ? Math.max(0, selected.node) : 0;
  for (let i = 1; i <= length; i++) {
    const node = (start + direction * i + length) % length;
    if (isMatch[node] === 1 && widths[node]! > 0) return node;
  }
  return undefined;
}
