// Gathers the lines of a large report into chunks, so that a writer is called thousands of times less often.

import { decodeText } from '#profile';

/** A part of a long text: characters, or their UTF-8 where that is how it was made. */
export type TextChunk = string | Uint8Array;

/** The whole text of its chunks. */
export function joinChunks(chunks: Iterable<TextChunk>): string {
  let text = '';
  for (const chunk of chunks) text += typeof chunk === 'string' ? chunk : decodeText(chunk);
  return text;
}

/** Characters after which a chunk is handed on. */
export const chunkLength = 65_536;

/** The lines, each ended by a newline, in chunks of about 64 kB. */
export function* linesInChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length >= chunkLength) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
