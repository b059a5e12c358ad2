// The addresses of the web UI: pages, assets, reports and changes.

import { encodeProfile } from '#formats';
import { gzip } from '#node';
import { answerFor, configOfQuery, failure, jsonReply, refusal, reply, type Reply } from '#web/answers';
import { pages } from '#web/api';
import { sessionFacts } from './facts.ts';
import { pageReply } from './page.ts';
import type { Session } from './session.ts';
import { sharedPageReply } from './shared-page.ts';

/** A request that may come in. */
export interface WebRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** With the '?'; '' for none. */
  readonly search: string;
  /** All of what was sent. @throws FetchError when it is too much */
  body(): Promise<Uint8Array>;
}

type Handler = (request: WebRequest, session: Session) => Reply | Promise<Reply>;

const changed: Reply = jsonReply(200, {});

/** By path after /ui/; those that only POST may ask for come second. */
const getHandlers: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(pages.map(({ path }) => [path, showPage])),
  '': (request) => redirect(301, `flamegraph${request.search}`),
  flamegraph2: (request) => redirect(301, `flamegraph${request.search}`),
  flamegraphold: (request) => redirect(301, `flamegraph${request.search}`),
  download: (_, session) => downloadReply(session),
  share: ({ query }, session) => sharedPageReply(query, session),
  'api/session': (_, session) => jsonReply(200, sessionFacts(session)),
  saveconfig: onlyByPost,
  deleteconfig: onlyByPost,
};

const postHandlers: Readonly<Record<string, Handler>> = {
  async saveconfig({ query }, session) {
    const config = configOfQuery(query, session.current().request.config);
    await session.settings.save(query.get('config') ?? '', config);
    return changed;
  },
  async deleteconfig({ query }, session) {
    await session.settings.remove(query.get('config') ?? '');
    return changed;
  },
  async 'api/refresh'(_, session) {
    await session.refresh();
    return jsonReply(200, sessionFacts(session));
  },
  async 'api/compare'({ query, body }, session) {
    const url = query.get('url') ?? '';
    if (url === '') await session.compareWith(await body(), query.get('name') ?? 'profile');
    else await session.compareWithUrl(url);
    return jsonReply(200, sessionFacts(session));
  },
  async 'api/open'({ query, body }, session) {
    await session.open(await body(), query.get('name') ?? 'profile');
    return jsonReply(200, sessionFacts(session));
  },
};

const assetTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Never throws: what goes wrong becomes an answer in one line, as on the command line. */
export async function answer(request: WebRequest, session: Session): Promise<Reply> {
  if (!request.path.startsWith('/ui/')) {
    return redirect(307, `/ui${request.path === '/' ? '/' : request.path}${request.search}`);
  }
  try {
    return await handle(request.path.slice('/ui/'.length), request, session);
  } catch (error) {
    return refusal(error);
  }
}

async function handle(path: string, request: WebRequest, session: Session): Promise<Reply> {
  if (request.method === 'POST') {
    const post = Object.hasOwn(postHandlers, path) ? postHandlers[path] : undefined;
    return post === undefined ? failure(404, `nothing to change at ${path}`) : post(request, session);
  }
  const get = Object.hasOwn(getHandlers, path) ? getHandlers[path] : undefined;
  if (get !== undefined) return get(request, session);
  const [folder, name = '', ...rest] = path.split('/');
  if (rest.length === 0 && folder === 'api') return answerFor(name, request.query, session);
  if (rest.length === 0 && folder === 'assets') return assetReply(name, session);
  return failure(404, 'there is no such page; /ui/flamegraph is one');
}

/** A query that makes no sense is told at once, as by pprof. */
function showPage({ query }: WebRequest, session: Session): Reply {
  configOfQuery(query, session.current().request.config);
  return pageReply(sessionFacts(session));
}

function onlyByPost(): Reply {
  return failure(405, 'settings are changed by POST, with the token of the page');
}

function downloadReply(session: Session): Reply {
  const bytes = gzip(encodeProfile(session.current().profile));
  return reply(200, 'application/vnd.google.protobuf+gzip', [bytes], {
    'content-disposition': 'attachment;filename=profile.pb.gz',
  });
}

function assetReply(name: string, { world }: Session): Reply {
  const [, ending = ''] = /^web[\w-]*\.(js|css)$/.exec(name) ?? [];
  const type = assetTypes[ending];
  if (type === undefined) return failure(404, 'there is no such asset');
  return reply(200, type, [world.assets.text(name)], name === graphWorker ? workerPolicy : {});
}

function redirect(status: 301 | 307, location: string): Reply {
  return reply(status, 'text/plain; charset=utf-8', [], { location });
}

const graphWorker = 'web-graph-worker.js';

/** A worker has the policy of its script: this one compiles Graphviz, and may do nothing else. */
const workerPolicy = { 'content-security-policy': "default-src 'none'; script-src 'wasm-unsafe-eval'" };
