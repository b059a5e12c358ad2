// Reads a source file as lines. A profile names it, so only regular files of bounded size are opened.

import { readFileSync, statSync } from 'node:fs';
import { decodeText, encodeText } from '#profile';

export type SourceText =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** It opens, but nothing can be read. */
  | { readonly kind: 'directory' }
  /** `error` as Go puts it: `open a.go: no such file or directory`. */
  | { readonly kind: 'failed'; readonly error: string };

const maxFileBytes = 64 * 2 ** 20;
/** pprof reads no further than the first line of this length. */
const maxLineBytes = 64 * 2 ** 10;

export function readSourceText(path: string): SourceText {
  const file = readRegularFile(path);
  return file.kind === 'bytes' ? { kind: 'lines', lines: splitLines(file.bytes) } : file;
}

export type RegularFile =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | Exclude<SourceText, { readonly kind: 'lines' }>;

/** The bytes of a regular file of bounded size. */
export function readRegularFile(path: string): RegularFile {
  const failed = (reason: string): RegularFile => ({ kind: 'failed', error: `open ${path}: ${reason}` });
  try {
    // Names in profiles need not be valid UTF-8.
    const name = Buffer.from(encodeText(path));
    const status = statSync(name);
    if (status.isDirectory()) return { kind: 'directory' };
    if (!status.isFile()) return failed('not a regular file');
    if (status.size > maxFileBytes) return failed('file too large');
    // Special files that pretend to be regular ones, as under /proc, are empty to `stat` and may block.
    if (status.size === 0) return { kind: 'bytes', bytes: new Uint8Array(0) };
    return { kind: 'bytes', bytes: readFileSync(name) };
  } catch (error) {
    return failed(failureText(error));
  }
}

/** Lines without '\n' or '\r\n', up to the first that is too long. */
export function splitLines(bytes: Uint8Array): string[] {
  const readable = bytes.subarray(0, readableLength(bytes));
  const lines = decodeText(readable).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function readableLength(bytes: Uint8Array): number {
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end - start >= maxLineBytes) return start;
    start = end + 1;
  }
  return bytes.length;
}

const goTexts: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  ERR_INVALID_ARG_VALUE: 'invalid argument',
};

function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return goTexts[code] ?? error.message;
}
