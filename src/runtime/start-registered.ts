// Starts profiling and serving without ever failing the program: what cannot be done is one warning.

import { setFlagsFromString } from 'node:v8';
import { announceParent, isAbandoned, isCollected, ownSocket, removeSocket } from './child-sockets.ts';
import { processProfiler, type Profiler } from './profiler.ts';
import { threadAgent } from './thread-agent.ts';
import { readSettings, type ListenAddress, type RegisterSettings } from './settings.ts';

const started = Symbol.for('heapwise.registered.v1');

/** Takes effect once in a process, however often it is called. */
export function startRegistered(): void {
  const holder = globalThis as { [started]?: true };
  if (holder[started] === true) return;
  holder[started] = true;
  try {
    const settings = readSettings(process.env, warn);
    const profiler = processProfiler();
    // For this process: those that it starts are no one's first.
    delete process.env['HEAPWISE_ANNOUNCE'];
    applySettings(profiler, settings);
    const address: ListenAddress | undefined = isCollected()
      ? { kind: 'socket', path: ownSocket() }
      : settings.address;
    announceParent();
    if (address !== undefined) void serve(address, settings);
  } catch (error) {
    warn(`profiling did not start: ${messageOf(error)}`);
  }
}

/**
 * In a worker: the main thread profiles it, through the inspector, and says what it wants of it. What allocates before
 * it has said so is sampled as the environment says.
 */
export function startInWorker(): void {
  const { heapInterval, trackExternal } = readSettings(process.env, () => undefined);
  threadAgent({ externalRate: heapInterval, external: trackExternal });
}

function applySettings(profiler: Profiler, settings: RegisterSettings): void {
  if (settings.exactStacks) {
    // Of code compiled from now on: the program's own is yet to come.
    setFlagsFromString('--no-turbo-inlining');
    setFlagsFromString('--no-maglev-inlining');
  }
  profiler.settings.sourceMaps = settings.sourceMaps;
  profiler.settings.recordAllocations = settings.recordAllocations;
  profiler.cpu.setInterval(settings.cpuInterval);
  profiler.cpu.setDeoptimizes(settings.deoptimizes);
  if (settings.heapInterval > 0) profiler.heap.setRate(settings.heapInterval);
  profiler.agents.want({ externalRate: settings.heapInterval, external: settings.trackExternal });
  if (settings.blockMillis > 0) profiler.blocks.setThreshold(settings.blockMillis);
  if (settings.trackAsync) profiler.resources.track(true);
}

async function serve(address: ListenAddress, settings: RegisterSettings): Promise<void> {
  try {
    const url = await listen(address, settings);
    if (address.kind === 'socket') process.once('exit', () => removeSocket(address.path));
    if (settings.isAnnounced) process.stderr.write(`heapwise: serving ${url}\n`);
  } catch (error) {
    const where = address.kind === 'socket' ? address.path : `${address.host}:${address.port}`;
    warn(
      isTaken(error)
        ? `${where} is taken, so profiles are not served; HEAPWISE_ADDR=127.0.0.1:0 takes a free port`
        : `profiles are not served at ${where}: ${messageOf(error)}`,
    );
  }
}

/** @returns the URL of the index. */
async function listen(address: ListenAddress, settings: RegisterSettings): Promise<string> {
  const { hosts, maxSeconds, takesFreePort } = settings;
  const { startServer } = await import('./server.ts');
  try {
    return (await startServer({ address, hosts, maxSeconds })).url;
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (address.kind === 'socket' && (await isAbandoned(address.path))) removeSocket(address.path);
    else if (address.kind === 'socket' || !takesFreePort) throw error;
    const next = address.kind === 'socket' ? address : { ...address, port: 0 };
    return (await startServer({ address: next, hosts, maxSeconds })).url;
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function warn(text: string): void {
  process.emitWarning(text, { type: 'HeapwiseWarning' });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
