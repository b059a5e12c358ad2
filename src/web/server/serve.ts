// Runs the web UI: listens, says where, opens a browser, and ends when it is told to.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadProfile, UsageError, ViewerError, type Request, type World } from '#driver';
import { FetchError } from '#ports';
import type { Profile } from '#profile';
import { queryOfConfig, type Reply } from '#web/answers';
import { hostAndPort, isLoopbackName, parseListenAddress, type ListenAddress } from './address.ts';
import { refuse } from './guard.ts';
import { commonHeaders } from './headers.ts';
import { answer, type WebRequest } from './routes.ts';
import { createSession, type Session } from './session.ts';
import { createSettingsFile, settingsPath } from './settings.ts';
import { guardSources } from './source-guard.ts';

export interface ServeOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the server when it settles. */
  readonly until: Promise<unknown>;
}

/** Uploads larger than this are no profiles. */
const largestBody = 2 ** 28;

/**
 * Serves the profile until told to end.
 * @throws UsageError for an address that makes no sense or cannot be had.
 */
export async function serveWeb(
  profile: Profile,
  request: Request,
  world: World,
  { environment, until }: ServeOptions,
): Promise<void> {
  const address = parseListenAddress(request.http);
  const token = randomBytes(24).toString('hex');
  const names = await Promise.all(request.sources.map((source) => world.fetcher.expand(source)));
  const session = createSession(profile, request, {
    world,
    profileCount: names.flat().length,
    token,
    sources: guardSources(world.sources, {
      environment,
      workingDirectory: world.sources.workingDirectory,
      sourcePath: request.config.sourcePath,
    }),
    settings: createSettingsFile(settingsPath(environment)),
    load: (again) => loadProfile(again, world),
  });
  const server = createServer((incoming, response) => void respond(incoming, response, address, session));
  const port = await listen(server, address);
  try {
    await announce(hostAndPort(address.host, port), request, world);
    await until;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = hostAndPort(host, port);
      const reason = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      reject(
        new UsageError(
          `cannot listen on ${where}: ${reason}`,
          'leave the port out to get a free one: -http=:',
        ),
      );
    });
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

async function announce(where: string, { http, noBrowser, config }: Request, world: World): Promise<void> {
  if (!isLoopbackName(parseListenAddress(http).host)) {
    world.message('Other machines can reach it: whoever does sees the profile and the sources that it names');
  }
  world.message(`Serving web UI on http://${where}`);
  if (noBrowser) return;
  const query = queryOfConfig(config);
  const url = `http://${where}/ui/flamegraph${query === '' ? '' : `?${query}`}`;
  try {
    await world.viewer.openBrowser(url);
  } catch (error) {
    if (!(error instanceof ViewerError)) throw error;
    world.message(`Open ${url} in a browser (${error.message})`);
  }
}

async function respond(
  incoming: IncomingMessage,
  response: ServerResponse,
  { host }: ListenAddress,
  session: Session,
): Promise<void> {
  // A page that is closed while it is answered is no reason to fail.
  response.on('error', () => undefined);
  const refused = refuse(incoming, { host, token: session.token });
  const given = refused ?? (await answer(webRequest(incoming), session));
  await send(given, incoming, response);
}

function webRequest(incoming: IncomingMessage): WebRequest {
  const url = new URL(incoming.url ?? '/', 'http://host.invalid');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    search: url.search,
    body: () => readBody(incoming),
  };
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > largestBody) throw new FetchError('too large: more than 256 MB were sent');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function send(
  { status, headers, body }: Reply,
  { method }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, { ...commonHeaders, ...headers });
  if (method !== 'HEAD') {
    for (const chunk of body) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
