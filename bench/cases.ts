// What is measured: one row per case, with the target that it is held against.

import type { ProfileCache } from './profiles/cache.ts';

export interface BenchmarkCase {
  readonly name: string;
  /** The arguments of both programs; undefined when the profile cannot be made on this machine. */
  arguments(profiles: ProfileCache): Arguments | Promise<Arguments>;
  /** What the peer is asked for where it has no such report. */
  peerArguments?(profiles: ProfileCache): Arguments;
  readonly target?: Target;
  /** Cases that take the peer long are run at most this many times. */
  readonly mostRounds?: number;
  /** Measured to see how time and memory grow: the peer takes part only if it is asked to. */
  readonly isGrowth?: true;
}

type Arguments = readonly string[] | undefined;

/** The largest share of the peer's wall time and peak memory that is good enough. */
export interface Target {
  readonly time: number;
  readonly memory: number;
}

const large: Target = { time: 1 / 10, memory: 1 / 4 };

export const cases: readonly BenchmarkCase[] = [
  {
    name: '-top, 2,000 samples',
    arguments: (profiles) => ['-top', profiles.callTree('calltree-2k')],
    target: { time: 1, memory: Number.POSITIVE_INFINITY },
  },
  {
    name: '-top, 100,000 samples',
    arguments: (profiles) => ['-top', profiles.callTree('calltree-100k')],
    target: { time: 1 / 5, memory: 1 / 2 },
  },
  ...['-top', '-tree', '-dot', '-raw'].map((report): BenchmarkCase => ({
    name: `${report}, 300,000 samples`,
    arguments: (profiles) => [report, profiles.callTree('calltree-300k')],
    target: large,
    mostRounds: 3,
  })),
  {
    name: '-top, merging 200 profiles',
    arguments: (profiles) => ['-top', ...profiles.merged()],
    mostRounds: 3,
  },
  {
    name: '-top -diff_base, 2 x 100,000 samples',
    arguments: (profiles) => ['-top', '-diff_base', profiles.callTree('base-a'), profiles.callTree('base-b')],
    mostRounds: 3,
  },
  {
    name: 'compare (peer: -top -diff_base), 2 x 100,000 samples',
    arguments: (profiles) => ['compare', profiles.callTree('base-a'), profiles.callTree('base-b')],
    peerArguments: (profiles) => [
      '-top',
      '-diff_base',
      profiles.callTree('base-a'),
      profiles.callTree('base-b'),
    ],
    mostRounds: 3,
  },
  {
    name: '-flame, page (peer: -top), 300,000 samples',
    arguments: (profiles) => ['-flame', profiles.callTree('calltree-300k')],
    peerArguments: (profiles) => ['-top', profiles.callTree('calltree-300k')],
    mostRounds: 3,
  },
  {
    name: '-top, merge sort',
    arguments(profiles) {
      const profile = profiles.mergeSort();
      return profile === undefined ? undefined : ['-top', profile];
    },
    target: { time: 1 / 15, memory: 1 / 8 },
    mostRounds: 3,
  },
  {
    name: 'fetch and -top, 50 MB over HTTP',
    arguments: async (profiles) => ['-top', await profiles.served('calltree-500k')],
    target: large,
    mostRounds: 3,
  },
  ...[80, 500].map((nodes): BenchmarkCase => ({
    name: `-svg, ${nodes} nodes (pprof by dot)`,
    arguments(profiles) {
      const profile = profiles.compiler();
      if (profile === undefined) return undefined;
      return ['-svg', `-nodecount=${nodes}`, '-nodefraction=0', '-edgefraction=0', profile];
    },
  })),
  {
    name: '-top, symbolizing 20,000 addresses of a Go program',
    async arguments(profiles) {
      const symbolized = await profiles.addresses();
      return symbolized === undefined ? undefined : ['-top', '-symbolize=local', ...symbolized];
    },
    target: { time: 1, memory: Number.POSITIVE_INFINITY },
  },
  {
    name: '-top, symbolizing 2,000 addresses of a C++ program',
    async arguments(profiles) {
      const symbolized = await profiles.cppAddresses();
      return symbolized === undefined ? undefined : ['-top', '-symbolize=local', ...symbolized];
    },
    target: { time: 1 / 5, memory: Number.POSITIVE_INFINITY },
    mostRounds: 3,
  },
  growthCase('10^4 samples', 'calltree-10k'),
  growthCase('10^5 samples', 'calltree-100k'),
  growthCase('10^6 samples', 'calltree-1m'),
  growthCase('10^6 stacks', 'stacks-1m'),
];

function growthCase(size: string, profile: string): BenchmarkCase {
  return {
    name: `growth: -top, ${size}`,
    arguments: (profiles) => ['-top', profiles.callTree(profile)],
    mostRounds: 3,
    isGrowth: true,
  };
}
