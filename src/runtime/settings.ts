// Reads the environment: how a program that is started with `heapwise/register` is profiled and served.

export interface RegisterSettings {
  /** Undefined: serve nothing. */
  readonly address: ListenAddress | undefined;
  /** Mean bytes between heap samples; 0: do not sample. */
  readonly heapInterval: number;
  /** Milliseconds of the event loop's shortest stall; 0: do not watch. */
  readonly blockMillis: number;
  readonly trackAsync: boolean;
  readonly trackExternal: boolean;
  readonly sourceMaps: boolean;
  /** Whether V8 shall inline no function, so that each allocation has the function that it is in. */
  readonly exactStacks: boolean;
  /** Whether CPU recordings begin with compiling anew. */
  readonly deoptimizes: boolean;
  readonly recordAllocations: boolean;
  /** Mean microseconds between CPU samples. */
  readonly cpuInterval: number;
  readonly maxSeconds: number;
  /** Names that a Host header may have beside those of this machine. */
  readonly hosts: readonly string[];
  /** Whether to tell on stderr where profiles are served. */
  readonly isAnnounced: boolean;
  /** Whether another port will do where the default one is taken. */
  readonly takesFreePort: boolean;
}

export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'socket'; readonly path: string };

type Environment = Readonly<Record<string, string | undefined>>;

const defaultAddress: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 6060 };

/** @param warn is told of each variable that makes no sense; the default is taken then. */
export function readSettings(environment: Environment, warn: (text: string) => void): RegisterSettings {
  const number = (name: string, otherwise: number, unit: (text: string) => number | undefined): number => {
    const text = environment[name];
    if (text === undefined || text === '') return otherwise;
    const value = unit(text);
    if (value !== undefined) return value;
    warn(`${name}=${text} makes no sense; taking ${otherwise}`);
    return otherwise;
  };
  return {
    address: addressOf(environment['HEAPWISE_ADDR'], warn),
    heapInterval: number('HEAPWISE_HEAP_INTERVAL', 524_288, bytes),
    blockMillis: number('HEAPWISE_BLOCK', 0, (text) => scaled(text, millisOf)),
    trackAsync: isOn(environment['HEAPWISE_TRACK_ASYNC'], false),
    exactStacks: isOn(environment['HEAPWISE_EXACT_STACKS'], false),
    deoptimizes: isOn(environment['HEAPWISE_DEOPTIMIZE'], environment['NODE_V8_COVERAGE'] === undefined),
    trackExternal: isOn(environment['HEAPWISE_EXTERNAL'], false),
    sourceMaps: isOn(environment['HEAPWISE_SOURCE_MAPS'], true),
    recordAllocations: isOn(environment['HEAPWISE_ALLOCS'], true),
    cpuInterval: number('HEAPWISE_CPU_INTERVAL', 10_000, micros),
    maxSeconds: number('HEAPWISE_MAX_SECONDS', 300, (text) => scaled(text, { '': 1, s: 1, m: 60, h: 3600 })),
    isAnnounced: isOn(environment['HEAPWISE_ANNOUNCE'], false),
    takesFreePort:
      isOn(environment['HEAPWISE_ANNOUNCE'], false) && (environment['HEAPWISE_ADDR'] ?? '') === '',
    hosts: (environment['HEAPWISE_HOSTS'] ?? '').split(',').filter((host) => host !== ''),
  };
}

const millisOf = { '': 1, ms: 1, s: 1000 };

function bytes(text: string): number | undefined {
  const value = scaled(text, {
    '': 1,
    b: 1,
    k: 1024,
    kb: 1024,
    kib: 1024,
    m: 2 ** 20,
    mb: 2 ** 20,
    mib: 2 ** 20,
  });
  // V8 takes the interval as a 32-bit number of at least a word.
  return value === undefined || (value > 0 && value < 8) || value >= 2 ** 31 ? undefined : Math.round(value);
}

function micros(text: string): number | undefined {
  const value = scaled(text, { '': 1, us: 1, ms: 1000, s: 1e6 });
  return value === undefined || value < 50 ? undefined : Math.round(value);
}

function scaled(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text.trim()) ?? [];
  const scale = units[unit.toLowerCase()];
  return number === '' || scale === undefined ? undefined : Number(number) * scale;
}

function isOn(text: string | undefined, otherwise: boolean): boolean {
  if (text === undefined || text === '') return otherwise;
  return !['0', 'false', 'off', 'no'].includes(text.toLowerCase());
}

/** `:6060`, `6060`, `0.0.0.0:6060`, `[::1]:6060`, `unix:/run/app.sock`, `/run/app.sock`, or `off`. */
function addressOf(text: string | undefined, warn: (text: string) => void): ListenAddress | undefined {
  if (text === undefined || text === '') return defaultAddress;
  if (!isOn(text, true)) return undefined;
  if (text.startsWith('unix:')) return { kind: 'socket', path: text.slice('unix:'.length) };
  if (text.startsWith('/') || text.startsWith('\\\\.\\pipe\\')) return { kind: 'socket', path: text };
  const match = /^(?:\[([^\]]+)\]:|([^:]*):)?(\d+)$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    warn(
      `HEAPWISE_ADDR=${text} is no address, such as 127.0.0.1:6060 or unix:/run/app.sock; taking 127.0.0.1:6060`,
    );
    return defaultAddress;
  }
  const host = match[1] ?? match[2] ?? '';
  // Go listens everywhere for `:6060`; a profiler that does so by a slip gives all it sees away.
  return { kind: 'tcp', host: host === '' ? '127.0.0.1' : host, port };
}
