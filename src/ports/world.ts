// All that the pipeline needs of the world around it; a shell puts it together.

import type { SourceMaps } from './source-maps.ts';
import type { SourceReader } from './source-reader.ts';

export interface World {
  readonly fetcher: Fetcher;
  readonly gunzip: Gunzip;
  readonly sources: SourceReader & SourceMaps;
  readonly timeZone: TimeZone;
  /** Shows one line to the user, beside the report (stderr). */
  message(text: string): void;
}

export interface Fetcher {
  /**
   * The bytes that a source of profiles holds: a file, or '-' for standard input.
   * @throws FetchError when it cannot be had whole.
   */
  fetch(source: string): Promise<Uint8Array>;
}

/** Expands all gzip members of `bytes`. @throws FetchError when broken, or longer than the limit. */
export type Gunzip = (bytes: Uint8Array) => Uint8Array;

/** The offset from UTC in seconds and the zone's abbreviation at a moment, in seconds since 1970. */
export type TimeZone = (unixSeconds: bigint) => {
  readonly offsetSeconds: number;
  readonly abbreviation: string;
};

/** A source that cannot be read: not there, not allowed, cut short, too large. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

/** A report that cannot be written: no space, not allowed, no such directory. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}
