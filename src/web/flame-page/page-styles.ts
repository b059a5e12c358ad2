// The style sheet of the page around the graph.

import { flameViewStyles } from '#web/flame';

export const pageStyles: string = `
:root { color-scheme: light dark; }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 13px/1.4 system-ui, sans-serif;
  background: light-dark(#fff, #16191d); color: light-dark(#16191d, #f2f4f6); }
header { display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; padding: 8px 10px 2px; }
h1 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
header p { margin: 0; color: light-dark(#5b6169, #a4abb4); overflow-wrap: anywhere; }
.bar { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; padding: 6px 10px; }
.bar input[type=search] { flex: 0 1 240px; min-width: 120px; }
.bar input, .bar select, .bar button { font: inherit; }
.bar output { min-width: 9em; font-variant-numeric: tabular-nums; font-weight: 600; }
main { flex: 1; min-height: 0; }
footer { padding: 3px 10px 5px; font-size: 11px; color: light-dark(#5b6169, #a4abb4); }
${flameViewStyles}`;
