// When sampled objects were born: V8 numbers its samples, and each reading of a profile dates the numbers so far.

/** Dates one thread's samples. */
export interface BirthClock {
  /**
   * Milliseconds since 1970, at which the sample with this ordinal was taken. Between two readings it is
   * interpolated: exact to the time between readings.
   */
  bornAt(ordinal: number): number;
}

export interface ThreadClocks {
  /** Dates all samples of a thread up to `ordinal` that no earlier reading had. */
  mark(thread: number, ordinal: number, time: number): BirthClock;
  /** Sampling begins anew. */
  restart(time: number): void;
  forget(thread: number): void;
}

interface Mark {
  readonly ordinal: number;
  readonly time: number;
}

/** A day of readings every ten seconds; then every second mark goes, the oldest get coarser. */
const mostMarks = 8192;

export function createThreadClocks(): ThreadClocks {
  const marksOf = new Map<number, Mark[]>();
  let startedAt = Date.now();
  return {
    mark(thread, ordinal, time) {
      let marks = marksOf.get(thread) ?? [{ ordinal: 0, time: startedAt }];
      const last = marks.at(-1)!;
      if (ordinal > last.ordinal) marks = [...thinned(marks), { ordinal, time }];
      marksOf.set(thread, marks);
      return createBirthClock(marks, time);
    },
    restart(time) {
      startedAt = time;
      marksOf.clear();
    },
    forget: (thread) => marksOf.delete(thread),
  };
}

function createBirthClock(marks: readonly Mark[], now: number): BirthClock {
  return {
    bornAt(ordinal) {
      const after = marks.findIndex((mark) => mark.ordinal >= ordinal);
      if (after === -1) return now;
      if (after === 0) return marks[0]!.time;
      const [from, to] = [marks[after - 1]!, marks[after]!];
      return from.time + ((ordinal - from.ordinal) / (to.ordinal - from.ordinal)) * (to.time - from.time);
    },
  };
}

function thinned(marks: readonly Mark[]): readonly Mark[] {
  return marks.length < mostMarks ? marks : marks.filter((_, index) => index % 2 === 0);
}
