// The one page of the UI: its script shows what the address says.

import { factsElement, type SessionFacts } from '#web/api';
import { reply, type Reply } from './reply.ts';

export function pageReply(facts: SessionFacts): Reply {
  return reply(200, 'text/html; charset=utf-8', [
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(facts.title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ui/assets/web.css">
<script type="application/json" id="${factsElement}">${scriptJson(facts)}</script>
<script src="/ui/assets/web.js" defer></script>
</head>
<body><div id="app"></div><noscript>The web UI needs JavaScript; the reports of the command line do not.</noscript></body>
</html>
`,
  ]);
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the element that it is in. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
