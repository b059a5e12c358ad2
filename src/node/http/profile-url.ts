// Tells URLs from files among the sources on a command line, and completes them as pprof does.

import type { FetchOptions } from '#ports';

export interface ProfileUrl {
  /** As messages show it. */
  readonly text: string;
  /** What is requested: http or https. */
  readonly url: URL;
  /** `https+insecure`: whoever answers is believed. */
  readonly isInsecure: boolean;
  /** The path of a Unix socket to connect to instead of the host of `url`; '' for none. */
  readonly socketPath: string;
  /** How long the server records; 0 when nothing says so. */
  readonly recordingSeconds: number;
  /** How long to wait for an answer to begin, and between two parts of it. */
  readonly timeoutSeconds: number;
}

/** Where a Go program records its CPU profile: what a URL without a path means. */
const cpuProfilePath = '/debug/pprof/profile';

/**
 * Undefined when the source can only be a file. `host:port/path` is short for `http://`, and
 * `unix:/path/to.sock:/debug/pprof/heap` or `http+unix://%2Fpath%2Fto.sock/debug/pprof/heap` name a socket.
 * @param defaultPath for URLs without one.
 */
export function parseProfileUrl(
  source: string,
  { seconds, timeout }: Pick<FetchOptions, 'seconds' | 'timeout'>,
  defaultPath: string = cpuProfilePath,
): ProfileUrl | undefined {
  const address = parseAddress(source);
  if (address === undefined) return undefined;
  const { url, socketPath, isInsecure } = address;
  if (url.pathname === '' || url.pathname === '/') url.pathname = defaultPath;
  if (seconds > 0) url.searchParams.set('seconds', String(seconds));
  url.searchParams.sort();
  const recordingSeconds = seconds > 0 ? seconds : wholeSeconds(url.searchParams.get('seconds'));
  return {
    text: addressText(url, socketPath, isInsecure),
    url,
    isInsecure,
    socketPath,
    recordingSeconds,
    timeoutSeconds: timeout > 0 ? timeout : recordingSeconds > 0 ? recordingSeconds * 1.5 : 60,
  };
}

interface Address {
  readonly url: URL;
  readonly socketPath: string;
  readonly isInsecure: boolean;
}

function parseAddress(source: string): Address | undefined {
  const socket = /^unix:(?:\/\/)?(\/[^:]+)(?::(\/.*)?)?$/.exec(source);
  if (socket !== null) return socketAddress(socket[1]!, socket[2] ?? '');
  const encoded = /^http\+unix:\/\/([^/]+)(\/.*)?$/i.exec(source);
  if (encoded !== null) return socketAddress(decodePath(encoded[1]!), encoded[2] ?? '');
  const isInsecure = /^https\+insecure:\/\//i.test(source);
  const plain = isInsecure ? source.replace(/^https\+insecure/i, 'https') : source;
  if (!/^https?:\/\//i.test(plain) && !isHostAndPort(plain)) return undefined;
  const url = parseUrl(/^https?:\/\//i.test(plain) ? plain : `http://${plain}`);
  return url === undefined ? undefined : { url, socketPath: '', isInsecure };
}

/** A colon in the first part of a path makes it an address, as no scheme that pprof knows is there. */
function isHostAndPort(source: string): boolean {
  return !source.includes('://') && /^(?:\[[^\]/]+\]|[^:/]*):\d+(?:[/?]|$)/.test(source);
}

function socketAddress(socketPath: string, path: string): Address | undefined {
  const url = parseUrl(`http://localhost${path}`);
  return url === undefined ? undefined : { url, socketPath, isInsecure: false };
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function addressText(url: URL, socketPath: string, isInsecure: boolean): string {
  if (socketPath !== '') return `unix:${socketPath}:${url.pathname}${url.search}`;
  const shown = new URL(url);
  if (shown.password !== '') shown.password = 'xxxxx';
  return isInsecure ? shown.href.replace(/^https/, 'https+insecure') : shown.href;
}

function wholeSeconds(text: string | null): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
