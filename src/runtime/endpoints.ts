// Answers requests below /debug/pprof/ as Go's net/http/pprof does, whatever server they come through.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Cancelled } from './cancellation.ts';
import { printIndex } from './index-page.ts';
import { findProfile, takeCpuProfile, takeTrace, type NamedProfile } from './named-profiles.ts';
import type { Profiler } from './profiler.ts';
import { encodedOf, profileOf, type TakenProfile } from './taken-profile.ts';

export interface EndpointRequest {
  readonly method: string;
  /** What comes after the prefix and its slash: '' for the index, 'heap'; undefined where the slash is missing. */
  readonly name: string | undefined;
  readonly query: URLSearchParams;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal | undefined;
}

export interface EndpointResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface EndpointOptions {
  /** The longest window that a request may ask for. */
  readonly maxSeconds: number;
  readonly withOthers: WithOthers;
}

/** Takes the profile of this process and at the same time those of others, and merges them. */
export type WithOthers = (
  request: EndpointRequest,
  take: () => Promise<TakenProfile>,
) => Promise<TakenProfile>;

export interface Endpoints {
  /** Never rejects: what fails is a response. */
  respond(request: EndpointRequest): Promise<EndpointResponse>;
}

const compress = promisify(gzip);

/** Windows share their recordings, but each holds a connection and a result. */
const mostWindows = 256;
const defaultCpuSeconds = 30;
const defaultTraceSeconds = 1;

const binary = 'application/octet-stream';
const plain = 'text/plain; charset=utf-8';

const otherPages = [
  { name: 'cmdline', description: 'The command line invocation of the current program' },
  {
    name: 'profile',
    description:
      'CPU profile. You can specify the duration in the seconds GET parameter. After you get the profile file, use the go tool pprof command to investigate the profile.',
  },
  {
    name: 'symbol',
    description: 'Empty: profiles of Node have the names of their functions in them.',
  },
  {
    name: 'trace',
    description:
      "A timeline of the functions that run, in Chrome's trace format. You can specify the duration in the seconds GET parameter. Open it in Perfetto (ui.perfetto.dev) or speedscope.",
  },
];

export function createEndpoints(profiler: Profiler, options: EndpointOptions): Endpoints {
  const shared = new Map<string, Promise<EndpointResponse>>();
  let windows = 0;
  let building: Promise<unknown> = Promise.resolve();

  async function respond(request: EndpointRequest): Promise<EndpointResponse> {
    try {
      return await route(request);
    } catch (error) {
      if (error instanceof Cancelled) return failure(499, error.message);
      return failure(
        500,
        `Could not take the profile: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async function route(request: EndpointRequest): Promise<EndpointResponse> {
    const { method, name, query } = request;
    if (method !== 'GET' && method !== 'HEAD' && !(method === 'POST' && name === 'symbol')) {
      return failure(405, 'Method Not Allowed', { Allow: 'GET, HEAD' });
    }
    if (name === undefined) return page(301, plain, '', { Location: 'pprof/' });
    if (name === '') return page(200, 'text/html; charset=utf-8', indexOf(profiler));
    if (name === 'cmdline') return page(200, plain, [...process.execArgv, ...process.argv].join('\0'));
    // Any number but 0 tells pprof that there are names; there are, but in the profiles.
    if (name === 'symbol') return page(200, plain, 'num_symbols: 1\n');
    if (name === 'profile') return cpuProfile(request);
    if (name === 'trace') return trace(request);
    const profile = findProfile(name);
    if (profile === undefined) return failure(404, 'Unknown profile');
    if (query.has('seconds')) return deltaProfile(profile, request);
    return currentProfile(profile, request);
  }

  async function cpuProfile(request: EndpointRequest): Promise<EndpointResponse> {
    const wanted = Math.trunc(Number(request.query.get('seconds')));
    const seconds = wanted > 0 ? wanted : defaultCpuSeconds;
    return inWindow(request, seconds, 'profile', async () =>
      encoded(request, async () => takeCpuProfile(profiler, seconds, request.signal)),
    );
  }

  async function trace(request: EndpointRequest): Promise<EndpointResponse> {
    const wanted = Number(request.query.get('seconds'));
    const seconds = wanted > 0 ? wanted : defaultTraceSeconds;
    return inWindow(request, seconds, 'trace', async () => takeTrace(profiler, seconds, request.signal));
  }

  async function deltaProfile(profile: NamedProfile, request: EndpointRequest): Promise<EndpointResponse> {
    const text = request.query.get('seconds') ?? '';
    const seconds = /^\+?\d+$/.test(text) ? Number(text) : 0;
    if (seconds <= 0) {
      return failure(400, 'invalid value for "seconds" - must be a positive integer');
    }
    if (debugOf(request) !== 0) return failure(400, 'seconds and debug params are incompatible');
    const gc = isOn(request, 'gc');
    return inWindow(request, seconds, `${profile.name}-delta`, async () =>
      encoded(request, async () => profile.take(profiler, { seconds, gc, signal: request.signal })),
    );
  }

  /** Requests for the same at the same time get the same. */
  async function currentProfile(profile: NamedProfile, request: EndpointRequest): Promise<EndpointResponse> {
    if (request.method === 'HEAD') return page(200, debugOf(request) === 0 ? binary : plain, '');
    const gc = isOn(request, 'gc');
    const ages = isOn(request, 'ages');
    const debug = debugOf(request);
    const identity = `${profile.name} ${gc} ${ages} ${debug}`;
    let response = shared.get(identity);
    if (response === undefined) {
      response = taken(profile, request, { gc, ages, debug }).finally(() => shared.delete(identity));
      shared.set(identity, response);
    }
    return response;
  }

  async function taken(
    named: NamedProfile,
    request: EndpointRequest,
    { gc, ages, debug }: { readonly gc: boolean; readonly ages: boolean; readonly debug: number },
  ): Promise<EndpointResponse> {
    // Others wait for it too: the first client's going away is no reason to stop.
    const unending = { ...request, signal: undefined };
    const take = async (): Promise<TakenProfile> => named.take(profiler, { gc, ages });
    if (debug === 0) return attachment(named.name, await encoded(unending, take));
    const profile = await profileOf(profiler, await take());
    return page(200, plain, await named.print(profiler, profile, debug));
  }

  async function inWindow(
    { method, signal }: EndpointRequest,
    seconds: number,
    filename: string,
    take: () => Promise<string | Uint8Array>,
  ): Promise<EndpointResponse> {
    if (seconds > options.maxSeconds) {
      return failure(400, `at most ${options.maxSeconds} seconds here (HEAPWISE_MAX_SECONDS)`);
    }
    if (windows >= mostWindows) {
      return failure(503, `${windows} profiles are being taken`, { 'Retry-After': '30' });
    }
    // What a HEAD request asks for is no reason to record anything.
    if (method === 'HEAD') return attachment(filename, '');
    windows++;
    try {
      signal?.throwIfAborted();
      return attachment(filename, await take());
    } finally {
      windows--;
    }
  }

  /** One after the other: encoding holds up the event loop, which has requests to serve in between. */
  async function encoded(request: EndpointRequest, take: () => Promise<TakenProfile>): Promise<Uint8Array> {
    const profile = await options.withOthers(request, take);
    const turn = building.then(async () => compress(await encodedOf(profiler, profile)));
    building = turn.catch(() => undefined);
    return turn;
  }

  return { respond };
}

function indexOf(profiler: Profiler): string {
  return printIndex(profiler, otherPages);
}

/** As Go's strconv.Atoi with its error ignored. */
function debugOf({ query }: EndpointRequest): number {
  const text = query.get('debug') ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}

function isOn({ query }: EndpointRequest, name: string): boolean {
  return Number(query.get(name) ?? 0) > 0;
}

function page(
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): EndpointResponse {
  return {
    status,
    headers: {
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      'Content-Type': type,
      ...headers,
    },
    body,
  };
}

function attachment(filename: string, body: string | Uint8Array): EndpointResponse {
  return page(200, binary, body, { 'Content-Disposition': `attachment; filename="${filename}"` });
}

/** What went wrong, as Go says it; its header tells pprof that the text is for the user. */
export function failure(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): EndpointResponse {
  return page(status, plain, `${text}\n`, { 'X-Go-Pprof': '1', ...headers });
}
