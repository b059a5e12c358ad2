// All that the pipeline needs of the world around it; a shell puts it together.

import type { GoToolchain } from './go-toolchain.ts';
import type { GraphDrawer } from './graph-drawer.ts';
import type { BinaryDirectories, Demangle, ObjectFiles, ObjectTools } from './object-files.ts';
import type { Assets } from './assets.ts';
import type { SourceMaps } from './source-maps.ts';
import type { SourceReader } from './source-reader.ts';
import type { Viewer } from './viewer.ts';

export interface World {
  readonly assets: Assets;
  readonly fetcher: Fetcher;
  readonly gunzip: Gunzip;
  /** Nothing runs until a file is asked; whoever asks closes it. */
  objectFiles(tools: ObjectTools): ObjectFiles;
  readonly binaries: BinaryDirectories;
  readonly demangle: Demangle;
  readonly saved: SavedProfiles;
  readonly sources: SourceReader & SourceMaps;
  readonly timeZone: TimeZone;
  readonly viewer: Viewer;
  readonly drawer: GraphDrawer;
  /** Undefined where no program can be run. */
  readonly toolchain?: GoToolchain;
  /** Shows one line to the user, beside the report (stderr). */
  message(text: string): void;
}

export interface Fetcher {
  /**
   * The sources that a word of the command line stands for: the files in a directory or of a pattern, or itself.
   * @throws FetchError for a directory without files.
   */
  expand(source: string): Promise<readonly string[]>;
  /** Whether the source is fetched from elsewhere, so that several are best fetched at once. */
  isRemote(source: string): boolean;
  /**
   * The bytes that a source of profiles holds: a file, '-' for standard input, or a URL.
   * @throws FetchError when it cannot be had whole.
   */
  fetch(source: string, options: FetchOptions): Promise<Fetched>;
  /** What a URL answers to `body`. @throws FetchError */
  post(url: string, body: Uint8Array, options: FetchOptions): Promise<Uint8Array>;
}

/** Of sources behind URLs. */
export interface FetchOptions {
  /** How long the server is asked to record; not positive leaves it to the URL. */
  readonly seconds: number;
  /** How long to wait for the server, in seconds; not positive is the usual time. */
  readonly timeout: number;
  /** How long to wait for a program that does not listen yet, in seconds. */
  readonly retrySeconds: number;
  /** Names and values of headers, sent to the host of the URL only. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Paths of PEM files; '' for none. */
  readonly tlsCert: string;
  readonly tlsKey: string;
  readonly tlsCa: string;
  /** The path of a URL that has none, instead of that of the CPU profile. */
  readonly defaultPath?: string;
  /** When this settles, fetching is given up. */
  readonly until?: Promise<unknown>;
  /** Says nothing while all goes well. */
  readonly isQuiet?: boolean;
}

export interface Fetched {
  readonly bytes: Uint8Array;
  /** The URL that they came from; '' for a file. */
  readonly url: string;
}

export interface SavedProfiles {
  /**
   * Keeps an encoded profile, compressed, for later runs, whole or not at all, under a name that begins with `prefix`.
   * @returns the path of the file.
   * @throws OutputError
   */
  save(prefix: string, bytes: Uint8Array): string;
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
