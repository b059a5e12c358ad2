// Writes a flame graph as one HTML file that needs nothing else: page, script and data.

import { packFlame, type FlameData } from '#flame';
import { base64 } from './base64.ts';
import type { TextChunk } from './chunks.ts';
import { htmlScript, markupText, scriptJson } from './markup-text.ts';

/** What the page says beside the graph. */
export interface FlamePage {
  /** 'comparison': the first value of the data is what was before, the second what came after. */
  readonly kind: 'profile' | 'comparison';
  readonly title: string;
  /** Lines about the profile: its file, its time, the filters in use. */
  readonly facts: readonly string[];
}

/** @param script what `src/web/flame-page` is bundled to; it makes the page of the elements that are here. */
export function* printFlameHtml(data: FlameData, page: FlamePage, script: string): Generator<TextChunk> {
  // Nothing is loaded from anywhere, whatever a name in the data might achieve.
  const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="heapwise">
<link rel="icon" href="data:,">
<title>${markupText(page.title)}</title>
</head>
<body>
<noscript>This flame graph is drawn by a script: open it in a browser that runs scripts, or write it as SVG.</noscript>
<script type="application/json" id="page">${scriptJson(page)}</script>
<script type="application/octet-stream" id="flame">`;
  yield* base64(packFlame(data));
  yield `</script>
<script>${htmlScript(script)}</script>
</body>
</html>
`;
}
