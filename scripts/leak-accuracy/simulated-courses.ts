// Heaps that are made up, of every kind that the verdicts tell apart: what a sampling profiler would see of each.

import type { SiteSeries } from '#leaks';

/** The window of a series is from time 0 to 1. Functions of the time are also asked before that. */
export interface Course {
  /** How many recorded objects are born in a window, at a time. */
  readonly births: (time: number) => number;
  /** The most that `births` gives. */
  readonly most: number;
  /** How long one stays that is born at a time. */
  readonly stay: (birth: number, random: Random) => number;
  /** When it begins; so long before the window that it is in equilibrium, or later. */
  readonly from: number;
}

export type Random = () => number;

/** What one site holds is the sum of its courses. */
export interface DrawnSite {
  readonly courses: readonly Course[];
  /** Bytes that a recorded object stands for, drawn for each; the same for all when there is one. */
  readonly weights: readonly number[];
}

/** @param unevenness by how much of the interval each is early or late at most. @returns from 0 to 1. */
export function drawTimes(snapshots: number, unevenness: number, random: Random): Float64Array {
  const gaps = Array.from({ length: snapshots - 1 }, () => 1 + unevenness * (2 * random() - 1));
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  const times = new Float64Array(snapshots);
  gaps.forEach((gap, i) => (times[i + 1] = times[i]! + gap / total));
  return times;
}

export interface DrawnSeries {
  /** As Go has it, with all that was ever allocated. */
  readonly series: SiteSeries;
  /** Of `allocated` what a snapshot saw alive: all that V8 tells by the ages of its samples. */
  readonly seen: Float64Array;
}

/** Births are a Poisson process, thinned from one of the constant intensity `most`. */
export function drawSeries(
  { courses, weights }: DrawnSite,
  times: Float64Array,
  seconds: number,
  random: Random,
): DrawnSeries {
  const [sampled, bytes, squares, allocated, seen] = [0, 1, 2, 3, 4].map(() => times.map(() => 0));
  for (const { births, most, stay, from } of courses) {
    for (let birth = from + waiting(most, random); birth < 1; birth += waiting(most, random)) {
      if (random() * most > births(birth)) continue;
      const death = birth + stay(birth, random);
      const weight = weights[Math.floor(random() * weights.length)]!;
      const first = times.findIndex((time) => time >= birth);
      for (let i = first; i < times.length; i++) {
        allocated![i]! += weight;
        if (times[first]! < death) seen![i]! += weight;
        if (times[i]! >= death) continue;
        sampled![i]!++;
        bytes![i]! += weight;
        squares![i]! += weight * weight;
      }
    }
  }
  return {
    series: {
      times: times.map((time) => time * seconds),
      bytes: bytes!,
      sampled: sampled!,
      squares: squares!,
      allocated,
    },
    seen: seen!,
  };
}

function waiting(intensity: number, random: Random): number {
  return intensity > 0 ? -Math.log(random()) / intensity : Number.POSITIVE_INFINITY;
}
