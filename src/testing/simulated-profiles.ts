// Heap profiles of a made-up program, as Go writes them, whose sites do what they are told.

import { createProfileBuilder, type Profile } from '#profile';
import { seededRandom, simulateSite, type SimulatedSite } from './simulated-series.ts';

export interface SimulatedProgram {
  readonly seed: number;
  /** When it starts, and from the first snapshot to the last. */
  readonly startSeconds?: number;
  readonly seconds: number;
  readonly snapshots: number;
  /** Bytes of each object. */
  readonly size: number;
  readonly buildId?: string;
  readonly sites: readonly (Omit<SimulatedSite, 'snapshots'> & {
    /** Names of functions, root first. */
    readonly stack: readonly string[];
  })[];
}

/** Bytes between two samples, as Go has it. */
const rate = 2 ** 19;

/** One profile for each snapshot, in the order of time. */
export function simulatedProfiles(program: SimulatedProgram): readonly Profile[] {
  const { seed, startSeconds = 0, seconds, snapshots, size, sites } = program;
  const random = seededRandom(seed);
  const counts = sites.map((site) => simulateSite({ ...site, snapshots }, random));
  const chance = 1 - Math.exp(-size / rate);
  return Array.from({ length: snapshots }, (_, snapshot) => {
    const time = startSeconds + (snapshots === 1 ? 0 : (seconds * snapshot) / (snapshots - 1));
    const builder = createProfileBuilder();
    builder.addMapping({
      start: 0x400000n,
      limit: 0x500000n,
      offset: 0n,
      file: '/bin/program',
      buildId: program.buildId ?? 'build',
    });
    const locations = new Map<string, number>();
    for (const [i, { stack }] of sites.entries()) {
      const leafFirst = stack.toReversed().map((name) => {
        const known = locations.get(name);
        if (known !== undefined) return known;
        const fn = builder.addFunction({ name, filename: 'program.go' });
        const location = builder.addLocation({
          mapping: 0,
          lines: [{ function: fn, line: BigInt(locations.size + 1) }],
        });
        locations.set(name, location);
        return location;
      });
      const live = counts[i]!.live[snapshot]! / chance;
      const born = counts[i]!.born[snapshot]! / chance;
      const values = [born, born * size, live, live * size].map(Math.round);
      builder.addSample(builder.stacks.add(leafFirst, 0, leafFirst.length), 0, values);
    }
    return builder.build({
      sampleTypes: [
        { type: 'alloc_objects', unit: 'count' },
        { type: 'alloc_space', unit: 'bytes' },
        { type: 'inuse_objects', unit: 'count' },
        { type: 'inuse_space', unit: 'bytes' },
      ],
      defaultSampleType: 'inuse_space',
      periodType: { type: 'space', unit: 'bytes' },
      period: BigInt(rate),
      timeNanos: 1_764_000_000_000_000_000n + BigInt(Math.round(time * 1e9)),
    });
  });
}
