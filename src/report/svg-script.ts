// The script of SVG files: zooms, pans, follows calls and searches. It is a text because it runs in a browser only.

/**
 * Works on Graphviz's elements: `g.graph` with `g.node` and `g.edge`, each with a title (`N1`, `N1->N2`) and a link
 * whose title is the tooltip. Pixels on the screen are the unit once the script has taken over.
 */
export const svgScript: string = String.raw`
'use strict';
(() => {
  const svg = document.documentElement;
  const graph = svg.querySelector('g.graph');
  if (svg.localName !== 'svg' || graph === null) return;
  const svgNames = svg.namespaceURI;
  const { width, height } = svg.viewBox.baseVal;
  const view = document.createElementNS(svgNames, 'g');
  const at = { x: 0, y: 0, scale: 1 };

  function takeOver() {
    graph.before(view);
    view.append(graph);
    svg.removeAttribute('viewBox');
    svg.setAttribute('width', '100%');
    svg.setAttribute('height', '100%');
    svg.classList.add('zoomable');
  }

  /** Where there is no font of Times' widths, labels may be wider than their boxes. */
  function fitLabels() {
    const fits = [];
    for (const node of boxes) {
      const room = node.querySelector('polygon, path, ellipse')?.getBBox().width - 4;
      for (const text of node.querySelectorAll('text')) {
        if (text.getComputedTextLength() > room) fits.push([text, room]);
      }
    }
    for (const [text, room] of fits) {
      text.setAttribute('textLength', room);
      text.setAttribute('lengthAdjust', 'spacingAndGlyphs');
    }
  }

  // Zooming and panning.

  function show() {
    view.setAttribute('transform', 'translate(' + at.x + ' ' + at.y + ') scale(' + at.scale + ')');
  }
  function fittingScale() {
    return Math.min(innerWidth / width, innerHeight / height, 4 / 3);
  }
  function fit() {
    at.scale = fittingScale();
    at.x = (innerWidth - width * at.scale) / 2;
    at.y = (innerHeight - height * at.scale) / 2;
    show();
  }
  function zoom(factor, x = innerWidth / 2, y = innerHeight / 2) {
    const scale = Math.min(20, Math.max(fittingScale() / 2, at.scale * factor));
    at.x = x - ((x - at.x) * scale) / at.scale;
    at.y = y - ((y - at.y) * scale) / at.scale;
    at.scale = scale;
    show();
  }
  function pan(x, y) {
    at.x += x;
    at.y += y;
    show();
  }
  function center(element) {
    zoom(Math.max(1, 1 / at.scale));
    const box = element.getBoundingClientRect();
    pan(innerWidth / 2 - box.x - box.width / 2, innerHeight / 2 - box.y - box.height / 2);
  }

  const pointers = new Map();
  let moved = 0;
  function pointerDown(event) {
    if (event.button !== 0 || event.target.closest('.controls')) return;
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, event);
  }
  function pointerMove(event) {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
    const other = [...pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    if (other === undefined) pan(event.clientX - before.clientX, event.clientY - before.clientY);
    else pinch(before, event, other);
    pointers.set(event.pointerId, event);
    if (moved > 4) svg.classList.add('dragged');
  }
  function pinch(before, after, other) {
    const distance = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    if (distance(before) === 0) return;
    const [x, y] = [(after.clientX + other.clientX) / 2, (after.clientY + other.clientY) / 2];
    zoom(distance(after) / distance(before), x, y);
    pan((after.clientX - before.clientX) / 2, (after.clientY - before.clientY) / 2);
  }
  function pointerUp(event) {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) svg.classList.remove('dragged');
  }
  function wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    zoom(Math.exp(Math.max(-200, Math.min(200, -event.deltaY * lines)) / 400), event.clientX, event.clientY);
  }

  // Nodes and their calls.

  const boxes = [...graph.querySelectorAll('g.node')];
  // The legend is a box like others to Graphviz.
  const nodes = boxes.filter((box) => /^N+\d/.test(box.querySelector('title').textContent));
  const edges = [...graph.querySelectorAll('g.edge')];
  const nodeOfId = new Map();
  let pinned = null;
  function prepareElements() {
    for (const box of boxes) if (!nodes.includes(box)) box.classList.remove('node');
    for (const element of [...nodes, ...edges]) {
      const title = element.querySelector('title');
      const link = element.querySelector('a');
      element.graphId = title.textContent;
      element.fullName = link?.getAttributeNS('http://www.w3.org/1999/xlink', 'title') ?? '';
      if (element.fullName === '') title.remove();
      else title.textContent = element.fullName;
      link?.removeAttributeNS('http://www.w3.org/1999/xlink', 'title');
    }
    for (const node of nodes) {
      nodeOfId.set(node.graphId, node);
      if (node.fullName === '') continue;
      node.setAttribute('tabindex', '0');
      node.setAttribute('role', 'button');
      node.setAttribute('aria-label', node.fullName);
    }
    for (const edge of edges) {
      [edge.source, edge.target] = edge.graphId.split('->').map((id) => nodeOfId.get(id));
    }
  }
  function light(elements) {
    for (const element of [...nodes, ...edges]) element.classList.toggle('lit', elements.has(element));
    svg.classList.toggle('dimmed', elements.size > 0);
  }
  function callsOf(node) {
    const lit = new Set([node]);
    for (const edge of edges) {
      if (edge.source === node || edge.target === node) lit.add(edge).add(edge.source).add(edge.target);
    }
    return lit;
  }
  function pin(node) {
    pinned = node;
    light(node === null ? new Set() : callsOf(node));
  }
  function nodeAt(event) {
    return event.target.closest?.('g.node') ?? null;
  }
  function click(event) {
    if (moved > 4 || event.target.closest('.controls')) return;
    const node = nodeAt(event);
    pin(node === pinned ? null : node);
  }
  function hover(event) {
    if (pinned !== null || pointers.size > 0 || matches.length > 0) return;
    const node = nodeAt(event);
    light(node === null || node.fullName === '' ? new Set() : callsOf(node));
  }

  // Search.

  const controls = document.createElementNS(svgNames, 'foreignObject');
  const input = document.createElementNS('http://www.w3.org/1999/xhtml', 'input');
  const count = document.createElementNS('http://www.w3.org/1999/xhtml', 'output');
  let matches = [];
  let current = 0;
  function addControls() {
    const row = document.createElementNS('http://www.w3.org/1999/xhtml', 'div');
    input.setAttribute('placeholder', 'find: name or regexp');
    input.setAttribute('aria-label', 'Find functions');
    row.append(count, input);
    controls.append(row);
    for (const [name, value] of Object.entries({ class: 'controls', y: 0, width: 330, height: 48 })) {
      controls.setAttribute(name, value);
    }
    const hint = document.createElementNS(svgNames, 'text');
    hint.setAttribute('class', 'hint');
    hint.textContent = 'drag, arrows: move \u00b7 wheel, + \u2212: zoom \u00b7 0: all \u00b7 /: find \u00b7 click: callers and callees';
    svg.append(controls, hint);
    const place = () => {
      controls.setAttribute('x', innerWidth - 330);
      hint.setAttribute('x', 10);
      hint.setAttribute('y', innerHeight - 10);
    };
    addEventListener('resize', place);
    place();
  }
  function patternOf(text) {
    try {
      return new RegExp(text, 'i');
    } catch {
      return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
    }
  }
  function search() {
    const text = input.value;
    const pattern = patternOf(text);
    pinned = null;
    matches = text === '' ? [] : nodes.filter((node) => node.fullName !== '' && pattern.test(node.fullName));
    light(new Set(matches));
    svg.classList.toggle('dimmed', text !== '');
    visit(0, false);
  }
  function visit(index, moves = true) {
    nodes.forEach((node) => node.classList.remove('current'));
    current = matches.length === 0 ? 0 : (index + matches.length) % matches.length;
    const node = matches[current];
    node?.classList.add('current');
    if (moves && node !== undefined) center(node);
    count.textContent =
      input.value === '' ? '' : matches.length === 0 ? 'none' : current + 1 + ' of ' + matches.length;
  }
  function clear() {
    input.value = '';
    input.blur();
    search();
  }

  // Keys.

  const keys = {
    '+': () => zoom(1.25),
    '=': () => zoom(1.25),
    '-': () => zoom(0.8),
    _: () => zoom(0.8),
    0: fit,
    ArrowLeft: () => pan(80, 0),
    ArrowRight: () => pan(-80, 0),
    ArrowUp: () => pan(0, 80),
    ArrowDown: () => pan(0, -80),
    '/': () => input.focus(),
    n: () => visit(current + 1),
    N: () => visit(current - 1),
    Escape: clear,
    Enter: () => pin(document.activeElement === pinned ? null : nodeAt({ target: document.activeElement })),
  };
  const inputKeys = {
    Enter: (event) => visit(event.shiftKey ? current - 1 : current + (input.visited === input.value ? 1 : 0)),
    Escape: clear,
  };
  function keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target === input;
    const action = (isTyping ? inputKeys : keys)[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action(event);
    if (isTyping) input.visited = input.value;
  }
  function focusIn(event) {
    const node = nodeAt(event);
    if (node === null || !node.matches(':focus-visible')) return;
    const box = node.getBoundingClientRect();
    if (box.x < 0 || box.y < 0 || box.right > innerWidth || box.bottom > innerHeight) center(node);
  }

  takeOver();
  prepareElements();
  fitLabels();
  addControls();
  fit();
  let isTouched = false;
  addEventListener('resize', () => isTouched || fit());
  for (const kind of ['wheel', 'pointerdown', 'keydown']) addEventListener(kind, () => (isTouched = true));
  svg.addEventListener('wheel', wheel, { passive: false });
  svg.addEventListener('pointerdown', pointerDown);
  addEventListener('pointermove', pointerMove);
  addEventListener('pointerup', pointerUp);
  addEventListener('pointercancel', pointerUp);
  svg.addEventListener('click', click);
  svg.addEventListener('pointerover', hover);
  svg.addEventListener('focusin', focusIn);
  input.addEventListener('input', search);
  addEventListener('keydown', keyDown);
})();
`;
