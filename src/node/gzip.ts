// Gzip: expanding within a limit, so that a small file cannot fill the memory, and compressing.

import { gunzipSync, gzipSync } from 'node:zlib';
import { FetchError, type Gunzip } from '#ports';

/** Deflate cannot expand a byte to more than this: a larger size in the trailer is a lie. */
const maxRatio = 1032;

/** @param limit in bytes, after expansion. */
export function createGunzip(limit: number): Gunzip {
  return (bytes) => {
    const announced = announcedLength(bytes);
    if (announced > limit) throw tooLarge(announced, limit);
    try {
      return gunzipSync(bytes, {
        maxOutputLength: limit,
        // One chunk that holds all saves joining many: that would take twice the memory.
        chunkSize: Math.max(65_536, Math.min(announced, bytes.length * maxRatio) + 64),
      });
    } catch (error) {
      throw gunzipError(error, limit);
    }
  };
}

/** The length that the last gzip member says it has, modulo 2^32 (RFC 1952, ISIZE). */
function announcedLength(bytes: Uint8Array): number {
  if (bytes.length < 18) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

function gunzipError(error: unknown, limit: number): FetchError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(undefined, limit);
  if (code === 'Z_BUF_ERROR') {
    return new FetchError(
      'decompressing profile: the gzip data ends early; the file may be cut short: fetch it again',
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new FetchError(`decompressing profile: ${reason}; the file is damaged: fetch it again`);
}

function tooLarge(length: number | undefined, limit: number): FetchError {
  const size = length === undefined ? 'more than' : `${megabytes(length)} MB, and the limit is`;
  return new FetchError(
    `decompressing profile: it expands to ${size} ${megabytes(limit)} MB; ` +
      'set HEAPWISE_MAX_BYTES to a higher limit if you trust it',
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}
