// The flame graph for screen readers: the box at hand with its callers, neighbours and callees, as a table of a tree.

import type { FlameLayout } from './layout.ts';
import { flameFacts } from './describe.ts';

export interface TreeGrid {
  /** Takes the focus; the row at hand is its active descendant. */
  readonly element: HTMLElement;
  show(layout: FlameLayout, node: number): void;
}

/** More callees would only take time; the arrow keys reach them all. */
const maxCallees = 20;

export function createTreeGrid(id: string): TreeGrid {
  const element = document.createElement('div');
  element.className = 'flame-tree';
  element.tabIndex = 0;
  element.setAttribute('role', 'treegrid');
  element.setAttribute('aria-label', 'Flame graph: arrow keys move, Enter zooms, Escape zooms out');
  return {
    element,
    show(layout, node) {
      const rows = [
        headerRow(),
        ...nodesAround(layout, node).map((other) => treeRow(layout, other, node, id)),
      ];
      element.replaceChildren(...rows);
      element.setAttribute('aria-activedescendant', rowId(id, node));
    },
  };
}

/** In the order of the tree: callers, neighbour before, the node, its callees, neighbour after. */
function nodesAround({ data, children, order, place }: FlameLayout, node: number): number[] {
  const callers: number[] = [];
  for (let at = data.parent[node]!; at >= 0; at = data.parent[at]!) callers.unshift(at);
  const callees = Array.from(
    order.subarray(children[node], Math.min(children[node + 1]!, children[node]! + maxCallees)),
  );
  const caller = data.parent[node]!;
  const before = caller >= 0 && place[node]! > children[caller]! ? [order[place[node]! - 1]!] : [];
  const after = caller >= 0 && place[node]! + 1 < children[caller + 1]! ? [order[place[node]! + 1]!] : [];
  return [...callers, ...before, node, ...callees, ...after];
}

function treeRow(layout: FlameLayout, node: number, current: number, id: string): HTMLElement {
  const { data, children, place, row } = layout;
  const caller = data.parent[node]!;
  const element = document.createElement('div');
  element.id = rowId(id, node);
  element.setAttribute('role', 'row');
  element.setAttribute('aria-level', String(row[node]! + 1));
  element.setAttribute('aria-selected', String(node === current));
  if (caller >= 0) {
    element.setAttribute('aria-setsize', String(children[caller + 1]! - children[caller]!));
    element.setAttribute('aria-posinset', String(place[node]! - children[caller]! + 1));
  }
  if (children[node + 1]! > children[node]!) element.setAttribute('aria-expanded', 'true');
  const { name, flat, cum, share } = flameFacts(data, node);
  element.append(...[name, flat, cum, share].map((text) => cell('gridcell', text)));
  return element;
}

function headerRow(): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('role', 'row');
  element.append(...['Function', 'Self', 'Total', 'Share'].map((text) => cell('columnheader', text)));
  return element;
}

function cell(role: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.setAttribute('role', role);
  element.textContent = text;
  return element;
}

function rowId(id: string, node: number): string {
  return `${id}-${node}`;
}
