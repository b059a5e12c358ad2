// Makes characters visible that would move the cursor, change colors or reorder text on a terminal.

import { decodeText } from '#profile';

/**
 * Escape sequences and bidirectional overrides, which names in a profile may have, as `\x1b` and `\u202e`;
 * so are bytes that are no valid UTF-8. Newlines and tabs stay.
 */
export function visibleText(chunk: string | Uint8Array): string {
  const text = typeof chunk === 'string' ? chunk : decodeText(chunk);
  return text.replaceAll(harmful, escapeOf);
}

/** The same in one line, for messages. */
export function visibleLine(text: string): string {
  return visibleText(text)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', ' ');
}

// C0 but for tab and newline, DEL, C1, the controls of direction, and lone surrogates: bytes that are no UTF-8.
// oxlint-disable-next-line no-control-regex
const harmful = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  // A byte that is no part of UTF-8 is decoded as U+DC00 + byte.
  const byte = code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code;
  return byte <= 0xff ? `\\x${byte.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
