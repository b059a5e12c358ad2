// What handlers answer with, and the headers that go with every answer.

import type { TextChunk } from '#report';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Written one after the other. */
  readonly body: Iterable<TextChunk>;
}

/** Nothing from elsewhere, nothing inline, no frames around it: names from profiles cannot become anything. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const commonHeaders = {
  'content-security-policy': contentPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

export function reply(
  status: number,
  contentType: string,
  body: Iterable<TextChunk>,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { ...commonHeaders, 'content-type': contentType, ...headers }, body };
}

export function jsonReply(status: number, value: unknown): Reply {
  return reply(status, 'application/json; charset=utf-8', [JSON.stringify(value)]);
}

/** One line that says what is wrong, for people and programs. */
export function failure(status: number, error: string): Reply {
  return reply(status, 'text/plain; charset=utf-8', [`${error}\n`]);
}

export function redirect(status: 301 | 307, location: string): Reply {
  return reply(status, 'text/plain; charset=utf-8', [], { location });
}
