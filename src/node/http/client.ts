// Requests over HTTP, HTTPS, proxies and Unix sockets, with limits on bytes and silence, and redirects followed with care.

import { readFileSync } from 'node:fs';
import type * as UndiciModule from 'undici';
import type { Dispatcher } from 'undici';
import { FetchError, type FetchOptions } from '#ports';
import { systemReason } from '../system-errors.ts';
import { isRefused, requestFailure } from './failure.ts';
import { proxyFor } from './proxy.ts';
import type { ProfileUrl } from './profile-url.ts';

export interface HttpRequest {
  readonly address: ProfileUrl;
  readonly options: FetchOptions;
  /** Sent by POST; undefined for GET. */
  readonly body?: Uint8Array;
  /** Called with the number of bytes that came. */
  readonly onBytes: (count: number) => void;
}

export interface HttpSettings {
  /** In bytes, for the body of one answer. */
  readonly limit: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly message: (text: string) => void;
}

const mostRedirects = 10;
const retryPause = 500;

type Undici = typeof UndiciModule;

/** The body of the answer. @throws FetchError */
export async function requestBytes(request: HttpRequest, settings: HttpSettings): Promise<Uint8Array> {
  // Loaded here, as most runs read files.
  const undici = await import('undici');
  const attemptUntil = performance.now() + request.options.retrySeconds * 1000;
  for (;;) {
    try {
      return await followRedirects(undici, request, settings);
    } catch (error) {
      if (!isRefused(error) || performance.now() >= attemptUntil)
        throw requestFailure(error, request.address);
      await new Promise((resolve) => setTimeout(resolve, retryPause));
    }
  }
}

async function followRedirects(
  undici: Undici,
  request: HttpRequest,
  settings: HttpSettings,
): Promise<Uint8Array> {
  const { address, options } = request;
  const controller = new AbortController();
  void options.until?.then(() => controller.abort());
  let { url } = address;
  let headers = Object.fromEntries(options.headers);
  for (let redirects = 0; ; redirects++) {
    const dispatcher = createDispatcher(undici, url, request, settings);
    try {
      const response = await undici.request(withoutCredentials(url), {
        dispatcher,
        method: request.body === undefined ? 'GET' : 'POST',
        headers: { 'user-agent': 'heapwise', ...credentialHeader(url), ...headers, ...bodyType(request) },
        body: request.body ?? null,
        signal: controller.signal,
      });
      const location = redirectTarget(response, url);
      if (location === undefined) return await readBody(response, request, settings.limit);
      if (redirects === mostRedirects) {
        throw new FetchError(
          `more than ${mostRedirects} redirects, the last to ${location.href}; check the URL`,
        );
      }
      if (location.host !== url.host || location.protocol !== url.protocol) {
        settings.message(`Redirected to ${location.href}`);
        // What was meant for one host is not for another.
        headers = {};
      }
      url = location;
      await response.body.dump();
    } finally {
      void dispatcher.destroy();
    }
  }
}

function createDispatcher(
  { Agent, ProxyAgent }: Undici,
  url: URL,
  { address, options }: HttpRequest,
  { environment }: HttpSettings,
): Dispatcher {
  const patience = (address.timeoutSeconds + 5) * 1000;
  const timeouts = { headersTimeout: patience, bodyTimeout: patience };
  const tls = { ...tlsFiles(options), rejectUnauthorized: !address.isInsecure };
  if (address.socketPath !== '')
    return new Agent({ ...timeouts, connect: { socketPath: address.socketPath } });
  const proxy = proxyFor(url, environment);
  if (proxy !== undefined) return new ProxyAgent({ ...timeouts, uri: proxy, requestTls: tls });
  return new Agent({ ...timeouts, connect: tls });
}

function tlsFiles({ tlsCert, tlsKey, tlsCa }: FetchOptions): { cert?: Buffer; key?: Buffer; ca?: Buffer } {
  const read = (path: string, what: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new FetchError(`could not load ${what}: ${path}: ${systemReason(error)}`);
    }
  };
  const pair = 'certificate/key pair specified by -tls_cert and -tls_key';
  return {
    ...(tlsCert !== '' && { cert: read(tlsCert, pair), key: read(tlsKey, pair) }),
    ...(tlsCa !== '' && { ca: read(tlsCa, 'CA specified by -tls_ca') }),
  };
}

function redirectTarget({ statusCode, headers }: Dispatcher.ResponseData, url: URL): URL | undefined {
  const { location } = headers;
  if (statusCode < 300 || statusCode > 399 || typeof location !== 'string') return undefined;
  const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol)) {
    throw new FetchError(`redirected to ${location}, which is no address of a profile`);
  }
  return target;
}

async function readBody(
  response: Dispatcher.ResponseData,
  { onBytes }: HttpRequest,
  limit: number,
): Promise<Uint8Array> {
  const { statusCode, headers, body } = response;
  const isPlainText = String(headers['content-type'] ?? '').includes('text/plain');
  if (statusCode !== 200) {
    const explains = headers['x-go-pprof'] !== undefined && isPlainText;
    const reason = explains ? ` - ${(await collect(body, 65_536, onBytes)).toString().trim()}` : '';
    throw new FetchError(`server response: ${statusText(response)}${reason}`);
  }
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > limit) throw tooLarge(`the server sends ${announced} bytes`, limit);
  return collect(body, limit, onBytes, announced);
}

function statusText({ statusCode, statusText }: Dispatcher.ResponseData): string {
  return `${statusCode} ${statusText}`.trim();
}

/** @param announced how many bytes there will be, if that is known. */
async function collect(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  onBytes: (count: number) => void,
  announced: number = 0,
): Promise<Buffer> {
  let bytes = Buffer.allocUnsafe(announced === 0 ? 65_536 : announced);
  let length = 0;
  for await (const chunk of body) {
    if (length + chunk.length > limit) throw tooLarge(`more than ${limit} bytes came`, limit);
    if (length + chunk.length > bytes.length) {
      const larger = Buffer.allocUnsafe((length + chunk.length) * 2);
      bytes.copy(larger, 0, 0, length);
      bytes = larger;
    }
    bytes.set(chunk, length);
    length += chunk.length;
    onBytes(chunk.length);
  }
  return bytes.subarray(0, length);
}

function tooLarge(what: string, limit: number): FetchError {
  return new FetchError(`${what}, and the limit is ${limit}; set HEAPWISE_MAX_BYTES to a higher one`);
}

/** User and password in a URL are sent as Go sends them. */
function credentialHeader({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function withoutCredentials(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}

function bodyType({ body }: HttpRequest): Record<string, string> {
  return body === undefined ? {} : { 'content-type': 'application/octet-stream' };
}
