// The graph: functions as boxes, calls as arrows, laid out by Graphviz in the browser.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GraphAnswer } from '#web/api';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import { createPanZoom, type PanZoom } from '../graph/pan-zoom.ts';
import { safeSvg } from '../graph/safe-svg.ts';
import { useLayout } from '../graph/use-layout.ts';
import { matcher } from '../search.ts';
import { useSelection } from '../selection.ts';
import { readJson, reportQuery, useReport, useSession } from '../session.ts';
import { BoxMenu } from './box-menu.tsx';

/** From here on a layout may take longer than anybody waits for. */
const manyNodes = 500;

export function GraphView(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport<GraphAnswer>(`graph?${reportQuery(query, facts)}`, readJson);
  return <AnswerView answer={answer}>{(graph) => <SizedGraph key={graph.dot} graph={graph} />}</AnswerView>;
}

function SizedGraph({ graph }: { readonly graph: GraphAnswer }): JSX.Element {
  const { link } = useAddress();
  const [isWanted, setWanted] = useState(graph.functions.length <= manyNodes);
  if (graph.functions.length === 0) return <p class="strip">There is nothing to draw.</p>;
  if (isWanted) return <Graph graph={graph} />;
  return (
    <p class="strip warning">
      {graph.functions.length.toLocaleString('en')} boxes may take minutes to lay out.{' '}
      <a href={link({ n: '80', trim: '' })}>Draw the 80 that matter most</a> or{' '}
      <button type="button" onClick={() => setWanted(true)}>
        draw them all
      </button>
    </p>
  );
}

interface OpenMenu {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

function Graph({ graph }: { readonly graph: GraphAnswer }): JSX.Element {
  const { query, link } = useAddress();
  const { choose } = useSelection();
  const layout = useLayout(graph.dot);
  const frame = useRef<HTMLDivElement>(null);
  const panZoom = useRef<PanZoom | undefined>(undefined);
  const [menu, setMenu] = useState<OpenMenu | undefined>(undefined);
  const search = query.get('q') ?? '';
  const svg = layout?.svg ?? '';

  useEffect(() => {
    const { current } = frame;
    if (current === null || svg === '') return undefined;
    const drawing = safeSvg(svg);
    const [, , width = 1, height = 1] = (drawing.getAttribute('viewBox') ?? '').split(' ').map(Number);
    drawing.setAttribute('width', String(width));
    drawing.setAttribute('height', String(height));
    current.replaceChildren(drawing);
    const open = (name: string, x: number, y: number): void => {
      choose([name]);
      setMenu({ name, x, y });
    };
    fitTexts(drawing);
    makeBoxesButtons(drawing, graph.functions, open);
    panZoom.current = createPanZoom(current, drawing, { width, height });
    return () => panZoom.current?.destroy();
  }, [svg]);
  useEffect(() => {
    if (frame.current === null || svg === '') return;
    const first = markMatches(frame.current, graph.functions, search);
    if (first !== undefined) panZoom.current?.center(first);
  }, [svg, search]);

  return (
    <>
      <div class="toolbar" role="toolbar" aria-label="Graph">
        <span role="status">
          {layout === undefined
            ? 'Laying out …'
            : `${graph.functions.length} functions, ${graph.edges} calls`}
          {graph.droppedNodes > 0 && `, ${graph.droppedNodes.toLocaleString('en')} small ones left out`}
          {graph.functions.length < graph.originalNodes && ` (of ${graph.originalNodes})`}
        </span>
        {graph.droppedNodes > 0 && <a href={link({ trim: 'false' })}>Draw all</a>}
        <button type="button" aria-label="Zoom in" onClick={() => panZoom.current?.zoomBy(1.25)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => panZoom.current?.zoomBy(0.8)}>
          −
        </button>
        <button type="button" onClick={() => panZoom.current?.fit()}>
          Fit
        </button>
        <details class="legend">
          <summary>How to read it</summary>
          <ul>
            <li>A box is a function: the larger its letters, the more it uses itself (flat).</li>
            <li>The redder a box or an arrow, the more goes through it (cum); green is what shrank.</li>
            <li>The thicker an arrow, the more goes through this call.</li>
            <li>A dotted arrow leaves out functions in between; “(inline)” was inlined.</li>
            <li>Small boxes with folded corners are labels, such as sizes of objects.</li>
            <li>Drag moves, the wheel zooms, a click on a box opens its menu.</li>
          </ul>
        </details>
      </div>
      {layout !== undefined && layout.error !== '' && (
        <p class="strip error" role="alert">
          {layout.error}
        </p>
      )}
      <div
        class="graph-frame"
        ref={frame}
        tabIndex={0}
        role="group"
        aria-label="Call graph: arrows move, + and - zoom"
      />
      {menu !== undefined && <BoxMenu {...menu} onClose={() => setMenu(undefined)} />}
    </>
  );
}

/** Graphviz measured the letters of Times, which not every system has: wider ones are squeezed into their boxes. */
function fitTexts(drawing: SVGSVGElement): void {
  for (const box of drawing.querySelectorAll('g.node')) {
    const outline = box.querySelector<SVGGraphicsElement>('polygon, path');
    const room = (outline?.getBBox().width ?? 0) - 4;
    for (const text of box.querySelectorAll('text')) {
      if (room <= 0 || text.getComputedTextLength() <= room) continue;
      text.setAttribute('textLength', String(room));
      text.setAttribute('lengthAdjust', 'spacingAndGlyphs');
    }
  }
}

/** Boxes can be reached by Tab and opened by Enter. */
function makeBoxesButtons(
  drawing: SVGSVGElement,
  functions: readonly string[],
  open: (name: string, x: number, y: number) => void,
): void {
  functions.forEach((name, i) => {
    const box = drawing.querySelector<SVGElement>(`#node${i + 1}`);
    if (box === null || name === '') return;
    box.setAttribute('tabindex', '0');
    box.setAttribute('role', 'button');
    let pressed = { x: 0, y: 0 };
    box.addEventListener('pointerdown', ({ clientX, clientY }) => {
      pressed = { x: clientX, y: clientY };
    });
    box.addEventListener('click', ({ clientX, clientY }) => {
      const isDrag = Math.hypot(clientX - pressed.x, clientY - pressed.y) > 4;
      if (!isDrag) open(name, clientX, clientY);
    });
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      const { left, bottom } = box.getBoundingClientRect();
      open(name, left, bottom);
    });
  });
}

/** @returns the first box that matches. */
function markMatches(frame: HTMLElement, functions: readonly string[], search: string): Element | undefined {
  const matches = matcher(search);
  let first: Element | undefined;
  functions.forEach((name, i) => {
    const box = frame.querySelector(`#node${i + 1}`);
    const isMatch = search === '' || matches(name);
    box?.classList.toggle('faded', !isMatch);
    if (isMatch && search !== '') first ??= box ?? undefined;
  });
  return first;
}
