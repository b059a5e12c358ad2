// A page that is a file: the UI with the profiles inside, and the code that makes reports of them.

import { createHash } from 'node:crypto';
import type { Request } from '#driver';
import { encodeProfile } from '#formats';
import { gzip } from '#node';
import { joinChunks } from '#report';
import { answerFor, reply, sourceFiles, type Reply } from '#web/answers';
import {
  factsElement,
  sharedDataElement,
  sharedElement,
  sharedProfileElement,
  sharedScriptElement,
  type SessionFacts,
  type SharedPage,
} from '#web/api';
import type { SharedAnswer, SharedData } from '#web/offline';
import { sessionFacts } from './facts.ts';
import { scriptJson } from './html.ts';
import type { Session } from './session.ts';

/** Characters of source that a file has at most, those of the largest functions first. */
const sourceLimit = 8e6;

/** So many answers that only this machine can give are put in. */
const answersKept = 20;

/**
 * The parameter `at` is the address that the file opens at; each `answer` is a path below /ui/api/ whose answer needs
 * the program itself.
 */
export async function sharedPageReply(query: URLSearchParams, session: Session): Promise<Reply> {
  const address = query.get('at') ?? '/ui/flamegraph';
  const { profile, request } = session.current();
  const id = new URL(address, 'http://host.invalid').searchParams.get('with') ?? '';
  const other = session.other(id);
  const others = other === undefined ? [] : [{ id, ...other }];
  const series = session.profileCount > 1 ? await session.series() : [];
  const sources = await sourceFiles(session, sourceLimit);
  const data: SharedData = {
    request: withoutSecrets(request),
    others: others.map(({ name }) => ({ id, name: withoutUser(name) })),
    series: series.map(({ name, operations }) => ({
      name: withoutUser(name),
      ...(operations !== undefined && { operations }),
    })),
    sources: sources.map(({ path, readFrom, lines }) => ({ path, readFrom, text: lines.join('\n') })),
    workingDirectory: session.sources.workingDirectory,
    zone: session.world.timeZone(profile.timeNanos / 1_000_000_000n),
    answers: await answersOfThisMachine(query.getAll('answer').slice(-answersKept), session),
  };
  const { assets } = session.world;
  const profiles = [{ profile }, ...others, ...series];
  const scripts = ['web-offline-worker.js', 'web-graph-worker.js'];
  if (series.length > 0) scripts.push('web-timeline.js');
  const facts: SessionFacts = {
    ...sessionFacts(session),
    sources: sessionFacts(session).sources.map(withoutUser),
    others: others.map((row) => row.id),
    // Without a server there is nothing to refresh, change or save.
    token: '',
    canRefresh: false,
  };
  const page: SharedPage = { address, profileCount: profiles.length, scripts };
  const body = documentOf({
    styles: assets.text('web.css').replaceAll('</', String.raw`<\/`),
    script: assets.text('web.js').replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`),
    elements: [
      [factsElement, scriptJson(facts)],
      [sharedElement, scriptJson(page)],
      [sharedDataElement, packed(encoded(JSON.stringify(data)))],
      ...scripts.map((name) => [sharedScriptElement(name), packed(encoded(assets.text(name)))] as const),
      ...profiles.map((row, i) => [sharedProfileElement(i), packed(encodeProfile(row.profile))] as const),
    ],
  });
  return reply(200, 'text/html; charset=utf-8', body, {
    'content-disposition': 'attachment;filename=heapwise.html',
  });
}

/** Who gets the file needs no key to the program that the profile is of. */
function withoutSecrets(request: Request): Request {
  const [sources, bases] = [request.sources.map(withoutUser), request.bases.map(withoutUser)];
  return { ...request, sources, bases, headers: [], tlsCert: '', tlsKey: '', tlsCa: '' };
}

/** A URL without the user and the password in it. */
function withoutUser(source: string): string {
  return source.replace(/^(https?:\/\/)[^/?#@]*@/, '$1');
}

async function answersOfThisMachine(
  paths: readonly string[],
  session: Session,
): Promise<Record<string, SharedAnswer>> {
  const answers: Record<string, SharedAnswer> = {};
  for (const path of paths) {
    const { pathname, searchParams } = new URL(path, 'http://host.invalid');
    const { status, headers, body } = await answerFor(pathname.slice(1), searchParams, session);
    if (status === 200) answers[path] = { headers, text: joinChunks(body) };
  }
  return answers;
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function packed(bytes: Uint8Array): string {
  return Buffer.from(gzip(bytes)).toString('base64');
}

interface DocumentParts {
  readonly styles: string;
  readonly script: string;
  /** Texts that end no element, by the id of theirs. */
  readonly elements: readonly (readonly [id: string, text: string])[];
}

/** Runs the one script that is in it, and workers and modules that this script makes; asks nobody for anything. */
function documentOf({ styles, script, elements }: DocumentParts): string[] {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(styles)}`,
    `script-src ${hashOf(script)} blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'img-src data:',
  ].join('; ');
  return [
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>heapwise</title>
<style>${styles}</style>
</head>
<body><div id="app"></div><noscript>This page needs JavaScript.</noscript>
`,
    ...elements.map(([id, text]) => `<script type="application/json" id="${id}">${text}</script>\n`),
    `<script>${script}</script>
</body>
</html>
`,
  ];
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
