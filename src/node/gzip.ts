// Gzip: expanding within a limit, so that a small file cannot fill the memory, and compressing.

import { gunzipSync, gzipSync } from 'node:zlib';
import { FetchError, type Gunzip } from '#ports';

/** Deflate cannot expand a byte to more than this. */
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
        chunkSize: Math.max(65_536, announced + 64),
      });
    } catch (error) {
      throw gunzipError(error, limit);
    }
  };
}

/** The length that the last gzip member says it has, modulo 2^32 (RFC 1952, ISIZE); 0 if that cannot be. */
function announcedLength(bytes: Uint8Array): number {
  if (bytes.length < 18) return 0;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  // More than deflate can do: the file has been cut, and these are no length.
  return length > bytes.length * maxRatio ? 0 : length;
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
  const expands =
    length === undefined
      ? 'it expands to more than'
      : `its end says ${megabytes(length)} MB, and the limit is`;
  return new FetchError(
    `decompressing profile: ${expands} ${megabytes(limit)} MB; if it is whole and you trust it, ` +
      'set HEAPWISE_MAX_BYTES to a higher limit',
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}
