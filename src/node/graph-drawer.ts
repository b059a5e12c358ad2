// Draws graphs: by Graphviz in WebAssembly, with no program to install, or by the `dot` that the user asks for.

import type { DrawnGraph, GraphDrawer, ImageFormat } from '#ports';
import { encodeText } from '#profile';
import { runDotProgram } from './dot-program.ts';
import { drawOnCanvas } from './graph-canvas.ts';
import { createGraphLayout, type GraphLayout } from './graph-layout.ts';
import type { StatusLine } from './status-line.ts';

export interface GraphDrawerSettings {
  /** `HEAPWISE_DOT` names the program for graphs that name none. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly message: (text: string) => void;
  readonly statusLine: StatusLine;
}

/** From here on a layout may take longer than anybody waits for. */
const manyNodes = 500;

export function createGraphDrawer({ environment, message, statusLine }: GraphDrawerSettings): GraphDrawer {
  const layout = createGraphLayout();
  const programOf = (dotProgram: string): string =>
    dotProgram === '' ? (environment['HEAPWISE_DOT'] ?? '') : dotProgram;
  return {
    prepare(dotProgram) {
      if (programOf(dotProgram) === '') layout.prepare();
    },
    async draw(graph, format) {
      const program = programOf(graph.dotProgram);
      if (graph.nodeCount > manyNodes) {
        message(`Drawing ${sizeOf(graph)} may take long; -nodecount=80 draws what uses most`);
      }
      const done = showProgress(statusLine, `drawing ${sizeOf(graph)}`);
      try {
        if (program !== '') return await runDotProgram(program, graph.dot, format, environment);
        return await drawBuiltIn(layout, graph.dot, format, message);
      } finally {
        done();
      }
    },
  };
}

async function drawBuiltIn(
  { layOut }: GraphLayout,
  dot: string,
  format: ImageFormat,
  message: (text: string) => void,
): Promise<Uint8Array> {
  if (format === 'svg') return encodeText(await layOut(dot, 'svg'));
  if (format === 'ps') return drawPostScript(layOut, dot, message);
  return drawOnCanvas(await layOut(dot, 'json'), format, message);
}

/**
 * Graphviz writes PostScript in bytes of Latin-1, which its binding to JavaScript would take for UTF-8. So letters
 * beyond ASCII go through it as ones for private use, and become PostScript's own escapes.
 */
async function drawPostScript(
  layOut: GraphLayout['layOut'],
  dot: string,
  message: (text: string) => void,
): Promise<Uint8Array> {
  const unknown = /[^\0-\u00ff]/gu;
  if (unknown.test(dot))
    message('PostScript has no letters beyond Latin-1, so they are drawn as ?; -pdf has all');
  const substituted = dot
    .replaceAll(unknown, '?')
    .replaceAll(/[\u0080-\u00ff]/g, (letter) => String.fromCharCode(privateUse + letter.charCodeAt(0)));
  const drawn = await layOut(substituted, 'ps2');
  const escaped = drawn.replaceAll(
    /[\ue080-\ue0ff]/g,
    (letter) => `\\${(letter.charCodeAt(0) - privateUse).toString(8)}`,
  );
  return encodeText(escaped);
}

const privateUse = 0xe000;

function sizeOf({ nodeCount, edgeCount }: DrawnGraph): string {
  return `${nodeCount} boxes and ${edgeCount} arrows`;
}

/** Says once a second how long it has taken, from the first second on. */
function showProgress(statusLine: StatusLine, what: string): () => void {
  const start = performance.now();
  const timer = setInterval(() => {
    statusLine.show(`${what}: ${Math.round((performance.now() - start) / 1000)} s; Ctrl-C gives up`);
  }, 1000);
  return () => {
    clearInterval(timer);
    statusLine.clear();
  };
}
