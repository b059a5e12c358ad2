// Makes a Profile of the event loop's stalls: how long each stack held it up.

import { createProfileBuilder, stringLabel, type Profile } from '#profile';
import { addTimes, timesInSpans, type LeafTime } from './cpu-profile.ts';
import { createFrames } from './frames.ts';
import type { OriginalPositions } from './original-positions.ts';
import type { StallReading } from './stalls.ts';

/** Sample types are those of Go's block profile. The stack that held up the loop longest counts as the cause. */
export function buildBlockProfile(
  readings: readonly StallReading[],
  originals: OriginalPositions,
  at: number,
): Profile {
  const builder = createProfileBuilder();
  const frames = createFrames(builder, originals);
  const chunks = readings.flatMap(({ cpu }) => cpu.chunks);
  const isThreaded = new Set(chunks.map(({ thread }) => thread.id)).size > 1;
  for (const { stalls, cpu } of readings) {
    for (const chunk of cpu.chunks) {
      const { thread } = chunk;
      const labels = isThreaded ? [stringLabel(builder.strings, 'thread', thread.name)] : [];
      const during = stalls.filter(
        (stall) => stall.thread.id === thread.id && stall.from < chunk.to && stall.to > chunk.from,
      );
      for (const stall of during) {
        const times = timesInSpans(chunk, [stall]);
        const cause = longest(times);
        addTimes(
          builder,
          frames,
          chunk,
          times.filter((time) => time !== cause),
          labels,
          ({ micros }) => [0, nanos(micros)],
        );
        if (cause === undefined) continue;
        let isFirst = 1;
        addTimes(builder, frames, chunk, [cause], labels, ({ micros }) => {
          const count = isFirst;
          isFirst = 0;
          return [count, nanos(micros)];
        });
      }
    }
  }
  const [first] = readings;
  const last = readings.at(-1);
  return builder.build({
    sampleTypes: [
      { type: 'contentions', unit: 'count' },
      { type: 'delay', unit: 'nanoseconds' },
    ],
    defaultSampleType: 'delay',
    periodType: { type: 'contentions', unit: 'count' },
    period: 1n,
    timeNanos: BigInt(Math.round(at)) * 1_000_000n,
    durationNanos: BigInt(nanos(first === undefined ? 0 : last!.cpu.to - first.cpu.from)),
    comments: [
      `heapwise: Node.js ${process.version}, stalls of the event loop, one sample per ${first?.cpu.interval ?? 0} microseconds`,
    ],
  });
}

function longest(times: readonly LeafTime[]): LeafTime | undefined {
  return times.reduce<LeafTime | undefined>(
    (most, time) => (most === undefined || time.micros > most.micros ? time : most),
    undefined,
  );
}

function nanos(micros: number): number {
  return Math.round(micros * 1000);
}
