// The one page of the UI: its script shows what the address says.

import { reply, type Reply } from '#web/answers';
import { factsElement, type SessionFacts } from '#web/api';
import { escapeHtml, scriptJson } from './html.ts';

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
