// The elements that a flame graph in a page is made of.

import { createTooltip, type Tooltip } from './tooltip.ts';
import { createTreeGrid, type TreeGrid } from './tree-grid.ts';

export interface FlameParts {
  readonly minimap: HTMLCanvasElement;
  /** Scrolls up and down; what it scrolls is as high as the graph, the canvas only as high as the window. */
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly tree: TreeGrid;
  readonly tooltip: Tooltip;
  readonly status: HTMLElement;
}

/** Puts them into `host`, in place of what was there. */
export function createParts(host: HTMLElement): FlameParts {
  const minimap = document.createElement('canvas');
  minimap.className = 'flame-minimap';
  minimap.setAttribute('aria-hidden', 'true');
  const canvas = document.createElement('canvas');
  canvas.className = 'flame-canvas';
  canvas.setAttribute('aria-hidden', 'true');
  const tree = createTreeGrid(`flame-${document.querySelectorAll('.flame').length + 1}`);
  const tooltip = createTooltip();
  const status = element('flame-status');
  status.setAttribute('role', 'status');
  const spacer = element('flame-spacer', canvas);
  const scroller = element('flame-scroller', tree.element, spacer);
  host.classList.add('flame');
  host.replaceChildren(minimap, scroller, status);
  document.body.append(tooltip.element);
  return { minimap, scroller, spacer, canvas, tree, tooltip, status };
}

function element(className: string, ...children: readonly Node[]): HTMLElement {
  const div = document.createElement('div');
  div.className = className;
  div.append(...children);
  return div;
}

/** Gives the canvas its size in the pixels of the screen, and clears it; the context counts in those of the page. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const density = window.devicePixelRatio;
  const [wide, high] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(density, 0, 0, density, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}
