// Starts profiling and serving without ever failing the program: what cannot be done is one warning.

import { processProfiler, type Profiler } from './profiler.ts';
import { readSettings, type ListenAddress, type RegisterSettings } from './settings.ts';
import { isCollected, primaryVariable, removeSocket, socketOf } from './worker-socket.ts';

const started = Symbol.for('heapwise.registered.v1');

/** Takes effect once in a process, however often it is called. */
export function startRegistered(): void {
  const holder = globalThis as { [started]?: true };
  if (holder[started] === true) return;
  holder[started] = true;
  try {
    const settings = readSettings(process.env, warn);
    const profiler = processProfiler();
    applySettings(profiler, settings);
    const isWorker = isCollected();
    // Programs that this one starts are no workers of its cluster, and see that by their parent.
    if (process.env['NODE_UNIQUE_ID'] === undefined) process.env[primaryVariable] = String(process.pid);
    const address: ListenAddress | undefined = isWorker
      ? { kind: 'socket', path: socketOf(process.pid) }
      : settings.address;
    if (address !== undefined) void serve(address, settings);
  } catch (error) {
    warn(`profiling did not start: ${messageOf(error)}`);
  }
}

function applySettings(profiler: Profiler, settings: RegisterSettings): void {
  profiler.settings.sourceMaps = settings.sourceMaps;
  profiler.settings.recordAllocations = settings.recordAllocations;
  profiler.cpu.setInterval(settings.cpuInterval);
  if (settings.heapInterval > 0) profiler.heap.setRate(settings.heapInterval);
  if (settings.blockMillis > 0) profiler.blocks.setThreshold(settings.blockMillis);
  if (settings.trackAsync) profiler.resources.track(true);
}

async function serve(address: ListenAddress, { hosts, maxSeconds }: RegisterSettings): Promise<void> {
  try {
    // One that a killed process has left behind, with the id that this one has now.
    if (address.kind === 'socket') removeSocket(address.path);
    const { startServer } = await import('./server.ts');
    const { url } = await startServer({ address, hosts, maxSeconds });
    if (address.kind === 'socket') process.once('exit', () => removeSocket(address.path));
    // `heapwise run` waits for it, to tell the user.
    if (process.env['HEAPWISE_ANNOUNCE'] === '1') process.stderr.write(`heapwise: serving ${url}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = address.kind === 'socket' ? address.path : `${address.host}:${address.port}`;
    warn(
      code === 'EADDRINUSE'
        ? `${where} is taken, so profiles are not served; HEAPWISE_ADDR=127.0.0.1:0 takes a free port`
        : `profiles are not served at ${where}: ${messageOf(error)}`,
    );
  }
}

function warn(text: string): void {
  process.emitWarning(text, { type: 'HeapwiseWarning' });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
