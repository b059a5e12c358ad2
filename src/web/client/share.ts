// Makes a page that is a file: the UI with the answers of the server inside, to be opened from disk.

import { factsElement, warningsHeader, type SessionFacts } from '#web/api';
import type { TopDocument } from './documents.ts';
import { namesRegexp } from './regexps.ts';
import { flamePath, functionsPath, labelsPath, otherTopPath, topPath } from './report-paths.ts';
import { sharedElement, type SharedAnswer, type SharedPage } from './shared-page.ts';

/** So many functions of the top have their source and their callers in the file. */
const functionsShared = 10;

/**
 * Holds what was looked at so far, and of the present state flame graph, top of each sample type, labels, and source
 * and peek of the functions at the top.
 * @param asked paths that views of this page have asked for.
 */
export async function sharedFile(
  address: { readonly href: string; readonly query: URLSearchParams },
  facts: SessionFacts,
  asked: Iterable<string>,
): Promise<Blob> {
  const answers: Record<string, SharedAnswer> = {};
  for (const path of new Set([...asked, ...(await usualPaths(address.query, facts))])) {
    const answer = path === '' ? undefined : await answerOf(path);
    if (answer !== undefined) answers[path] = answer;
  }
  const [styles, script] = await Promise.all(
    ['web.css', 'web.js'].map((name) => textOf(`/ui/assets/${name}`)),
  );
  const page: SharedPage = { address: address.href, answers };
  // Without a server there is nothing to refresh, change or save.
  const told: SessionFacts = { ...facts, token: '', canRefresh: false };
  return new Blob([documentText({ styles: styles ?? '', script: script ?? '', facts: told, page })], {
    type: 'text/html',
  });
}

async function usualPaths(query: URLSearchParams, facts: SessionFacts): Promise<readonly string[]> {
  const withValue = (name: string, value: string): URLSearchParams => {
    const changed = new URLSearchParams(query);
    changed.set(name, value);
    return changed;
  };
  const types = facts.sampleTypes.map(({ type }) => type);
  const top = topPath(query, facts);
  const { nodes } = JSON.parse(await textOf(`/ui/api/${top}`)) as TopDocument;
  const functions = nodes.slice(0, functionsShared).flatMap(({ name }) => {
    const named = withValue('f', namesRegexp([name]));
    return [functionsPath('source', named, facts), functionsPath('peek', named, facts)];
  });
  return [
    flamePath(query, facts),
    top,
    ...types.flatMap((type) => [topPath(withValue('si', type), facts), otherTopPath(query, facts, type)]),
    ...(facts.hasLabels ? [labelsPath(query, facts)] : []),
    ...functions,
  ];
}

/** Undefined for what the server refuses: it is not in the file then. */
async function answerOf(path: string): Promise<SharedAnswer | undefined> {
  const response = await fetch(`/ui/api/${path}`);
  if (!response.ok) return undefined;
  return {
    contentType: response.headers.get('content-type') ?? '',
    warnings: response.headers.get(warningsHeader) ?? '',
    body: base64(new Uint8Array(await response.arrayBuffer())),
  };
}

async function textOf(path: string): Promise<string> {
  const response = await fetch(path);
  if (!response.ok) throw new Error((await response.text()).trim());
  return response.text();
}

/** In pieces: a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

function documentText(parts: {
  readonly styles: string;
  readonly script: string;
  readonly facts: SessionFacts;
  readonly page: SharedPage;
}): string {
  const { styles, script, facts, page } = parts;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>heapwise</title>
<style>${styles.replaceAll('</', String.raw`<\/`)}</style>
<script type="application/json" id="${factsElement}">${inertJson(facts)}</script>
<script type="application/json" id="${sharedElement}">${inertJson(page)}</script>
</head>
<body><div id="app"></div><noscript>This page needs JavaScript.</noscript>
<script>${script.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`)}</script>
</body>
</html>
`;
}

/** JSON that cannot end the element that it is in. */
function inertJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
