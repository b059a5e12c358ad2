// Gathers the lines of a large report into chunks, so that a writer is called thousands of times less often.

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
