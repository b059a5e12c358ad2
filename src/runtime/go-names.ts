// The functions of Go's runtime/pprof, for programs that take profiles of themselves.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Labels } from './labels.ts';
import { findProfile, namedProfiles, type NamedProfile } from './named-profiles.ts';
import { defaultMemProfileRate, processProfiler, type Profiler } from './profiler.ts';
import { encodedOf, profileOf, type TakenProfile } from './taken-profile.ts';

const compress = promisify(gzip);

/** What profiles are written to; a Node stream, or anything else with these two. */
export interface ProfileStream {
  write(chunk: Uint8Array | string, callback: (error?: Error | null) => void): unknown;
}

/** One of the profiles by name, as Go's `pprof.Profile`. */
export interface RuntimeProfile {
  readonly name: string;
  /** How many samples, resources or threads there are. */
  count(): number;
  /**
   * Writes the profile; the stream stays open. `debug` is 0 for gzipped profile.proto, 1 and 2 for text.
   * @throws Error when the profile cannot be taken, or the stream fails.
   */
  writeTo(stream: ProfileStream, debug?: number): Promise<void>;
}

/** The profile of that name, such as 'heap'; undefined if there is none. */
export function lookup(name: string): RuntimeProfile | undefined {
  const named = findProfile(name);
  return named === undefined ? undefined : runtimeProfile(named);
}

/** All profiles by name, in the order of their names. */
export function profiles(): readonly RuntimeProfile[] {
  return namedProfiles.map(runtimeProfile);
}

/**
 * Mean bytes between heap samples, 524288 by default; 0 switches sampling off. What was sampled before is forgotten,
 * so two calls around an operation give what it alone has allocated and keeps.
 * @throws RangeError for a rate that V8 does not take.
 */
export function setMemProfileRate(bytes: number): void {
  if (!Number.isInteger(bytes) || bytes < 0 || (bytes > 0 && bytes < 8) || bytes >= 2 ** 31) {
    throw new RangeError(`a rate of ${bytes} bytes; it must be 0, or 8 to 2147483647`);
  }
  const { heap, agents } = processProfiler();
  heap.setRate(bytes);
  // Another rate in between: what was sampled is forgotten, where the rate is the same too.
  agents.want({ externalRate: 0 });
  agents.want({ externalRate: bytes });
}

/**
 * Writes the heap profile (gzipped profile.proto), after a garbage collection unless `gc` is false. Starts sampling if
 * it is off, so that the next profile has something.
 * @throws Error when the stream fails.
 */
export async function writeHeapProfile(
  stream: ProfileStream,
  { gc = true }: { readonly gc?: boolean } = {},
): Promise<void> {
  const profiler = processProfiler();
  if (profiler.heap.rate() === 0) setMemProfileRate(defaultMemProfileRate);
  const profile = await findProfile('heap')!.take(profiler, { gc });
  await write(stream, await encode(profiler, profile));
}

/**
 * Starts recording the CPU.
 * @throws Error when a recording that this function started goes on.
 */
export async function startCpuProfile(): Promise<void> {
  const { settings, cpu } = processProfiler();
  if (settings.cpuWindow !== undefined)
    throw new Error('CPU profiling is already in use: stopCpuProfile() first');
  settings.cpuWindow = cpu.open();
  await settings.cpuWindow;
}

/**
 * Ends what `startCpuProfile` started.
 * @returns the profile (gzipped profile.proto), which is written to the stream too if there is one; undefined when
 * nothing was recording.
 */
export async function stopCpuProfile(stream?: ProfileStream): Promise<Uint8Array | undefined> {
  const profiler = processProfiler();
  const opened = profiler.settings.cpuWindow;
  if (opened === undefined) return undefined;
  profiler.settings.cpuWindow = undefined;
  const reading = await (await opened).close();
  const { buildCpuProfile } = await profiler.building();
  const originals = await profiler.originals();
  const at = Date.now() - (reading.to - reading.from) / 1000;
  const bytes = await encode(profiler, buildCpuProfile(reading, { at, originals }));
  if (stream !== undefined) await write(stream, bytes);
  return bytes;
}

/** Samples per second of CPU recordings that begin from now on; 100 by default. */
export function setCpuProfileRate(hertz: number): void {
  if (!(hertz > 0 && hertz <= 20_000))
    throw new RangeError(`a rate of ${hertz} per second; it must be 1 to 20000`);
  processProfiler().cpu.setInterval(Math.round(1e6 / hertz));
}

/** Watches for stalls of the event loop of at least so many milliseconds, for the block profile; 0 ends it. */
export function setBlockProfileRate(millis: number): void {
  if (!(millis >= 0)) throw new RangeError(`stalls of ${millis} ms; it must be 0 or more`);
  processProfiler().blocks.setThreshold(millis);
}

/** Follows asynchronous resources from their creation, for the goroutine profile. It costs a stack trace for each. */
export function trackAsyncResources(wanted: boolean): void {
  processProfiler().resources.track(wanted);
}

/**
 * Attributes the memory of Buffers and ArrayBuffers from now on to the stacks that allocate it, in the sample type
 * `external_space` of the heap profile. It samples at the rate of `setMemProfileRate`, and wraps the functions that
 * allocate: call it before other modules take `Buffer.alloc` and the like.
 */
export function trackExternalMemory(wanted: boolean): void {
  processProfiler().agents.want({ external: wanted });
}

/** Whether profiles have the names, files and lines of the sources that source maps name; they do by default. */
export function useSourceMaps(wanted: boolean): void {
  processProfiler().settings.sourceMaps = wanted;
}

/**
 * Runs `fn` with labels that are on every CPU sample of it and of what it calls, awaits and schedules. They are beside
 * those in force, and replace those with equal keys.
 * @returns what `fn` returns.
 */
export function withLabels<T>(labels: Labels, fn: () => T): T {
  return processProfiler().labels.run(labels, fn);
}

/** The labels in force. */
export function currentLabels(): Labels {
  return processProfiler().labels.current() ?? {};
}

function runtimeProfile(named: NamedProfile): RuntimeProfile {
  return {
    name: named.name,
    count: () => named.count(processProfiler()),
    async writeTo(stream, debug = 0) {
      const profiler = processProfiler();
      const profile = await named.take(profiler, {});
      await write(
        stream,
        debug === 0
          ? await encode(profiler, profile)
          : await named.print(profiler, await profileOf(profiler, profile), debug),
      );
    },
  };
}

async function encode(profiler: Profiler, profile: TakenProfile): Promise<Uint8Array> {
  return compress(await encodedOf(profiler, profile));
}

async function write(stream: ProfileStream, bytes: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => {
      if (error === undefined || error === null) resolve();
      else reject(error);
    });
  });
}
