// Makes Graphviz's SVG a page of its own: it can be zoomed, panned and searched, offline and by keyboard too. As an
// image of another page, where scripts do not run, it is a plain picture.

import { decodeText, encodeText } from '#profile';
import { svgScript } from './svg-script.ts';

/**
 * @param image as Graphviz writes it: SVG in UTF-8, with all text escaped.
 * @returns the same picture with a style and a script.
 */
export function zoomableSvg(image: Uint8Array): Uint8Array {
  const svg = decodeText(image);
  // Left out before it: a document type on another server, and comments about Graphviz.
  const start = svg.indexOf('<svg ');
  const end = svg.lastIndexOf('</svg>');
  const additions = `<style>${style}</style>\n<script><![CDATA[${svgScript}]]></script>\n`;
  return encodeText(`${declaration}\n${svg.slice(start, end)}${additions}</svg>\n`);
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * Graphviz reckons with the widths of Times, which the first of the fonts have. The classes beside Graphviz's own (graph, node, edge) are the script's.
 */
const style = `
.graph text { font-family: 'Times New Roman', 'Liberation Serif', Tinos, 'Nimbus Roman', Times, serif; }
svg.zoomable { background: white; cursor: grab; touch-action: none; user-select: none; -webkit-user-select: none; }
svg.zoomable.dragged { cursor: grabbing; }
svg.zoomable .node { cursor: pointer; outline: none; }
svg.zoomable .node, svg.zoomable .edge { transition: opacity .12s; }
svg.dimmed .node:not(.lit), svg.dimmed .edge:not(.lit) { opacity: .22; }
.node:focus-visible > g > a > :first-child, .node.current > g > a > :first-child { stroke: #0b57d0; stroke-width: 3; }
.controls { font: 13px system-ui, sans-serif; color: #333; }
.controls div { display: flex; gap: 8px; align-items: center; justify-content: flex-end; padding: 8px; }
.controls input { font: inherit; width: 200px; padding: 4px 8px; border: 1px solid #999; border-radius: 4px; }
.controls output { min-width: 70px; }
.hint { font: 12px system-ui, sans-serif; fill: #555; stroke: white; stroke-width: 4; paint-order: stroke; }
@media print { .controls, .hint { display: none; } }
`;
