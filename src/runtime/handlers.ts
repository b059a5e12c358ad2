// The endpoints as handlers of node:http, Express and Connect, Fastify, Koa, and servers of Request and Response.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createEndpoints, failure, type EndpointResponse, type Endpoints } from './endpoints.ts';
import { createWithOthers } from './other-processes.ts';
import { processProfiler } from './profiler.ts';

export interface HandlerOptions {
  /** Where the handler is, without a slash at the end; `/debug/pprof` by default. */
  readonly prefix?: string;
  /** Asked before anything else about each request, whatever its path; false answers 403. */
  readonly authorize?: (request: AuthorizeRequest) => boolean | Promise<boolean>;
  /** The longest window that a request may ask for; 300 by default. */
  readonly maxSeconds?: number;
}

export interface AuthorizeRequest {
  readonly method: string;
  /** The whole path, without the query. */
  readonly path: string;
  header(name: string): string | undefined;
}

export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * For `http.createServer`, Express and Connect. Below `app.use('/some/path', …)` it answers every path; else those
 * below its prefix: others go to `next`, or are answered with 404.
 */
export function httpHandler(options: HandlerOptions = {}): HttpHandler {
  const endpoints = endpointsFor(options);
  return (request, response, next) => {
    const { originalUrl } = request as { originalUrl?: string };
    const url = request.url ?? '/';
    const isMounted = originalUrl !== undefined && originalUrl !== url;
    const whole = parseUrl(originalUrl ?? url);
    const name = isMounted
      ? mountedName(whole.path, parseUrl(url).path)
      : nameBelow(prefixOf(options), whole.path);
    if (name === outside && next !== undefined) {
      next();
      return;
    }
    void serve(endpoints, options, request, response, { ...whole, name });
  };
}

/** The parts of a Fastify instance that the plugin needs. */
export interface FastifyLike {
  all(path: string, handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => void): unknown;
}
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly params: unknown;
}
export interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** For Fastify: `app.register(fastifyPlugin, { prefix: '/debug/pprof', authorize })`. */
export async function fastifyPlugin(app: FastifyLike, options: HandlerOptions): Promise<void> {
  const endpoints = endpointsFor(options);
  const handle = (request: FastifyRequestLike, reply: FastifyReplyLike): void => {
    const { path, query } = parseUrl(request.raw.url ?? '/');
    const rest = (request.params as { '*'?: string })['*'];
    // Fastify has one handler for the prefix with and without its slash.
    const name = rest ?? (path.endsWith('/') ? '' : undefined);
    reply.hijack();
    void serve(endpoints, options, request.raw, reply.raw, { path, query, name });
  };
  app.all('/', handle);
  app.all('/*', handle);
  return Promise.resolve();
}

/** The parts of a Koa context that the middleware needs. */
export interface KoaContextLike {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly path: string;
  /** Set by koa-mount. */
  readonly mountPath?: string;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/** For Koa: `app.use(koaMiddleware())`, or below koa-mount. */
export function koaMiddleware(
  options: HandlerOptions = {},
): (context: KoaContextLike, next: () => Promise<unknown>) => Promise<void> {
  const endpoints = endpointsFor(options);
  return async (context, next) => {
    const isMounted = context.mountPath !== undefined && context.mountPath !== '/';
    const whole = parseUrl((context.req as { originalUrl?: string }).originalUrl ?? context.req.url ?? '/');
    const name = isMounted ? mountedName(whole.path, context.path) : nameBelow(prefixOf(options), whole.path);
    if (name === outside) {
      await next();
      return;
    }
    const signal = abortedByClose(context.res);
    const { status, headers, body } = await answer(
      endpoints,
      options,
      context.req,
      { ...whole, name },
      signal,
    );
    context.status = status;
    context.set({ ...headers });
    context.body = typeof body === 'string' ? body : Buffer.from(body);
    // Koa takes it for 204 where the body is empty.
    context.status = status;
  };
}

/** For servers that speak Request and Response, such as Hono: `app.all('/debug/pprof/*', (c) => handler(c.req.raw))`. */
export function fetchHandler(options: HandlerOptions = {}): (request: Request) => Promise<Response> {
  const endpoints = endpointsFor(options);
  return async (request) => {
    const { pathname: path, searchParams: query } = new URL(request.url);
    const name = nameBelow(prefixOf(options), path);
    const source = { method: request.method, header: (key: string) => request.headers.get(key) ?? undefined };
    const { status, headers, body } = await answerTo(
      endpoints,
      options,
      source,
      { path, query, name },
      request.signal,
    );
    const isBodiless = request.method === 'HEAD';
    // A client that has gone gets nothing, and Response refuses 499.
    return new Response(isBodiless ? null : (body as string | Uint8Array<ArrayBuffer>), {
      status: status === 499 ? 500 : status,
      headers,
    });
  };
}

const outside = Symbol('outside of the prefix');

interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly name: string | undefined | typeof outside;
}

function endpointsFor({ maxSeconds = 300 }: HandlerOptions): Endpoints {
  const profiler = processProfiler();
  return createEndpoints(profiler, { maxSeconds, withOthers: createWithOthers(profiler) });
}

function prefixOf({ prefix = '/debug/pprof' }: HandlerOptions): string {
  return prefix.replace(/\/+$/, '');
}

/** Undefined: the prefix itself, without a slash. */
function nameBelow(prefix: string, path: string): string | undefined | typeof outside {
  if (path === prefix) return undefined;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : outside;
}

/** Below a mount point every server has `/` for the point itself, with and without its slash. */
function mountedName(whole: string, rest: string): string | undefined {
  return rest === '/' && !whole.endsWith('/') ? undefined : rest.replace(/^\//, '');
}

function parseUrl(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = url.indexOf('?');
  return {
    path: at === -1 ? url : url.slice(0, at),
    query: new URLSearchParams(at === -1 ? '' : url.slice(at + 1)),
  };
}

interface RequestSource {
  readonly method: string;
  header(name: string): string | undefined;
}

async function serve(
  endpoints: Endpoints,
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
): Promise<void> {
  const answered = await answer(endpoints, options, request, target, abortedByClose(response));
  send(response, answered, request.method === 'HEAD');
}

async function answer(
  endpoints: Endpoints,
  options: HandlerOptions,
  request: IncomingMessage,
  target: Target,
  signal: AbortSignal,
): Promise<EndpointResponse> {
  const header = (name: string): string | undefined => {
    const value = request.headers[name.toLowerCase()];
    return typeof value === 'string' ? value : value?.join(', ');
  };
  return answerTo(endpoints, options, { method: request.method ?? 'GET', header }, target, signal);
}

async function answerTo(
  endpoints: Endpoints,
  { authorize }: HandlerOptions,
  { method, header }: RequestSource,
  { path, query, name }: Target,
  signal: AbortSignal,
): Promise<EndpointResponse> {
  try {
    // No page of another site may start a profile, even if it cannot read it.
    if (header('sec-fetch-site') === 'cross-site')
      return failure(403, 'Forbidden: a request from another site');
    if (authorize !== undefined && !(await authorize({ method, path, header })))
      return failure(403, 'Forbidden');
  } catch (error) {
    return failure(500, `authorize failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (name === outside) return failure(404, 'Not Found');
  const response = await endpoints.respond({ method, name, query, signal });
  if (response.status !== 301) return response;
  const lastPart = path.slice(path.lastIndexOf('/') + 1);
  return { ...response, headers: { ...response.headers, Location: `${lastPart}/` } };
}

function abortedByClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function send(response: ServerResponse, { status, headers, body }: EndpointResponse, isHead: boolean): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, ...(!isHead && { 'Content-Length': bytes.length }) });
  response.end(isHead ? undefined : bytes);
}
