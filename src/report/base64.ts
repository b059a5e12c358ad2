// Bytes as base64, in chunks, for data inside of a page.

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes in a chunk: a multiple of 3, so that only the last one is padded. */
const chunkBytes = 49_152;

export function* base64(bytes: Uint8Array): Generator<Uint8Array> {
  const codes = Uint8Array.from(digits, (digit) => digit.charCodeAt(0));
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const end = Math.min(bytes.length, start + chunkBytes);
    const text = new Uint8Array(Math.ceil((end - start) / 3) * 4).fill('='.charCodeAt(0));
    let at = 0;
    for (let i = start; i < end; i += 3) {
      const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
      text[at] = codes[word >>> 18]!;
      text[at + 1] = codes[(word >>> 12) & 63]!;
      if (i + 1 < end) text[at + 2] = codes[(word >>> 6) & 63]!;
      if (i + 2 < end) text[at + 3] = codes[word & 63]!;
      at += 4;
    }
    yield text;
  }
}
