// Decides which requests may come in: not those of other machines, other sites, or names that lead here by a trick.

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { failure, type Reply } from '#web/answers';
import { tokenHeader } from '#web/api';
import { isLoopbackName } from './address.ts';

export interface GuardSettings {
  /** The host that the user named. */
  readonly host: string;
  readonly token: string;
}

/** @returns why a request is refused; undefined if it may come in. */
export function refuse(request: IncomingMessage, settings: GuardSettings): Reply | undefined {
  const { method = 'GET', headers } = request;
  if (isLoopbackName(settings.host) && !isLoopbackAddress(request.socket.remoteAddress ?? '')) {
    return failure(403, 'permission denied');
  }
  // A page of another site may have made its own name lead to this machine (DNS rebinding).
  if (!isOurName(hostOf(headers.host ?? ''), settings.host)) {
    return failure(
      403,
      `this server is not known as ${JSON.stringify(headers.host ?? '')}; start it with -http=NAME:PORT to use that name`,
    );
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return failure(403, 'requests from other sites are refused');
  }
  if (isFromOtherSite(headers)) return failure(403, 'requests from other sites are refused');
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method !== 'POST') return failure(405, 'only GET and POST are understood');
  return isToken(headers[tokenHeader], settings.token)
    ? undefined
    : failure(403, 'changes need the token of the page; load it again');
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}

function hostOf(header: string): string {
  return header
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}

/** Addresses in digits cannot be made to lead elsewhere; when only this machine is served, they are its own. */
function isOurName(name: string, host: string): boolean {
  if (name === host.toLowerCase() || isLoopbackName(name)) return true;
  return !isLoopbackName(host) && isIP(name) !== 0;
}

/** Links on other pages may lead here; nothing else of them. */
function isFromOtherSite({
  'sec-fetch-site': site,
  'sec-fetch-mode': mode,
  'sec-fetch-dest': destination,
}: IncomingMessage['headers']): boolean {
  if (site !== 'cross-site' && site !== 'same-site') return false;
  return mode !== 'navigate' || destination !== 'document';
}

function isToken(given: string | readonly string[] | undefined, token: string): boolean {
  if (typeof given !== 'string' || given.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(token));
}
