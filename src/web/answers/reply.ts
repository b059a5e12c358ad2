// What is answered to a request: a status, headers and a body in pieces.

import type { TextChunk } from '#report';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Written one after the other. */
  readonly body: Iterable<TextChunk>;
}

export function reply(
  status: number,
  contentType: string,
  body: Iterable<TextChunk>,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { 'content-type': contentType, ...headers }, body };
}

export function jsonReply(status: number, value: unknown): Reply {
  return reply(status, 'application/json; charset=utf-8', [JSON.stringify(value)]);
}

/** One line that says what is wrong, for people and programs. */
export function failure(status: number, error: string): Reply {
  return reply(status, 'text/plain; charset=utf-8', [`${error}\n`]);
}
