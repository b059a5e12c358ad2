// The fetcher on Node: files, pipes, directories and patterns of them, and URLs.

import { FetchError, type Fetched, type Fetcher, type FetchOptions } from '#ports';
import { expandSource } from './file-patterns.ts';
import { readSource } from './files.ts';
import { requestBytes, type HttpSettings } from './http/client.ts';
import { parseProfileUrl, type ProfileUrl } from './http/profile-url.ts';
import { createProgress } from './http/progress.ts';
import type { StatusLine } from './status-line.ts';
import { statusOf } from './path-status.ts';

export interface FetcherSettings extends HttpSettings {
  readonly statusLine: StatusLine;
}

/** `settings.limit` is in bytes, for one source. */
export function createFetcher(settings: FetcherSettings): Fetcher {
  const progress = createProgress(settings.statusLine);

  async function request(address: ProfileUrl, options: FetchOptions, body?: Uint8Array): Promise<Uint8Array> {
    const ended = progress.start(address);
    try {
      return await requestBytes(
        { address, options, onBytes: ended.received, ...(body && { body }) },
        settings,
      );
    } finally {
      ended();
    }
  }

  async function fetchUrl(address: ProfileUrl, options: FetchOptions): Promise<Fetched> {
    if (!options.isQuiet) {
      settings.message(`Fetching profile over HTTP from ${address.text}`);
      if (options.seconds > 0) settings.message(`Please wait... (${durationText(options.seconds)})`);
    }
    const bytes = await request(address, options);
    requireProfile(bytes, address);
    return { bytes, url: address.text };
  }

  return {
    expand: expandSource,
    isRemote: (source) => !existsAsFile(source) && parseProfileUrl(source, noTimes) !== undefined,
    async fetch(source, options) {
      const address = existsAsFile(source)
        ? undefined
        : parseProfileUrl(source, options, options.defaultPath);
      if (address === undefined) return { bytes: readSource(source, settings.limit), url: '' };
      return fetchUrl(address, options);
    },
    async post(url, body, options) {
      const address = parseProfileUrl(url, { ...options, seconds: 0 });
      if (address === undefined) throw new FetchError(`${url} is no URL`);
      return request(address, options, body);
    },
  };
}

/** As Go writes it: 30s, 1m30s, 1h0m0s. */
function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds}s`;
  const rest = `${minutes % 60}m${seconds % 60}s`;
  return minutes < 60 ? rest : `${Math.floor(minutes / 60)}h${rest}`;
}

const noTimes = { seconds: 0, timeout: 0 };

function existsAsFile(source: string): boolean {
  return source === '-' || statusOf(source) !== undefined;
}

/** What answers to a wrong path is often a page for people. */
function requireProfile(bytes: Uint8Array, { url }: ProfileUrl): void {
  if (bytes.length === 0) throw new FetchError('the server sent nothing; check the path');
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1').trimStart().toLowerCase();
  if (!/^<(?:!doctype|html|\?xml|head|body|pre)/.test(start)) return;
  throw new FetchError(
    `the server sent a web page, not a profile; name a profile, such as ${url.origin}/debug/pprof/heap`,
  );
}
