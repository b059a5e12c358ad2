// When sampled objects were born: V8 numbers its samples, and each reading of a profile dates the numbers so far.

/** Dates one thread's samples: at `time` the sampler had taken `ordinal` samples. Both ascend. */
export type BirthClock = readonly BirthMark[];

export interface BirthMark {
  readonly ordinal: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface ThreadClocks {
  /** Dates all samples of a thread up to `ordinal` that no earlier reading had. */
  mark(thread: number, ordinal: number, time: number): BirthClock;
  /** Sampling begins anew. */
  restart(time: number): void;
  forget(thread: number): void;
}

/** A day of readings every ten seconds; then every second mark goes, the oldest get coarser. */
const mostMarks = 8192;

export function createThreadClocks(): ThreadClocks {
  const marksOf = new Map<number, BirthMark[]>();
  let startedAt = Date.now();
  return {
    mark(thread, ordinal, time) {
      let marks = marksOf.get(thread) ?? [{ ordinal: 0, time: startedAt }];
      const last = marks.at(-1)!;
      if (ordinal > last.ordinal) marks = [...thinned(marks), { ordinal, time }];
      marksOf.set(thread, marks);
      return marks;
    },
    restart(time) {
      startedAt = time;
      marksOf.clear();
    },
    forget: (thread) => marksOf.delete(thread),
  };
}

/**
 * Milliseconds since 1970, at which the sample with this ordinal was taken; `now` for one after the last mark. Between
 * two marks it is interpolated: exact to the time between readings.
 */
export function bornAt(marks: BirthClock, ordinal: number, now: number): number {
  const after = marks.findIndex((mark) => mark.ordinal >= ordinal);
  if (after === -1) return now;
  if (after === 0) return marks[0]!.time;
  const [from, to] = [marks[after - 1]!, marks[after]!];
  return from.time + ((ordinal - from.ordinal) / (to.ordinal - from.ordinal)) * (to.time - from.time);
}

function thinned(marks: readonly BirthMark[]): readonly BirthMark[] {
  return marks.length < mostMarks ? marks : marks.filter((_, index) => index % 2 === 0);
}
