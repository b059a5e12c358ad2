// The kinds of sites that are simulated: what leaks, and all that grows without leaking. Each is drawn with other numbers.

import type { Course, Random } from './simulated-courses.ts';

export interface Kind {
  readonly name: string;
  readonly isLeak: boolean;
  readonly draw: (random: Random) => readonly Course[];
}

const forever = (): number => Number.POSITIVE_INFINITY;
const between = (low: number, high: number, random: Random): number => low + (high - low) * random();
/** Evenly in logarithms. */
const spread = (low: number, high: number, random: Random): number => low * (high / low) ** random();

/** `live` recorded objects on average that stay for `stay` each, of a distribution that is drawn once. */
function churn(live: number, stay: number, random: Random): Course {
  const which = random();
  const draw =
    which < 0.4
      ? (_: number, next: Random): number => -stay * Math.log(next())
      : which < 0.7
        ? (): number => stay
        : (_: number, next: Random): number => stay * 0.6 * next() ** (-1 / 2.5);
  const rate = live / stay;
  return { births: () => rate, most: rate, stay: draw, from: -stay * (which < 0.7 ? 10 : 40) };
}

function leak(objects: number, from = 0): Course {
  const rate = objects / (1 - Math.max(0, from));
  return { births: () => rate, most: rate, stay: forever, from };
}

/** Fills up as a cache of random keys does, and then holds. */
function filling(size: number, fillTime: number, from: number): Course {
  const rate = size / fillTime;
  return { births: (time) => rate * Math.exp(-(time - from) / fillTime), most: rate, stay: forever, from };
}

/** Fills up at a constant speed until it is full. */
function fillingUntil(size: number, from: number, until: number): Course {
  const rate = size / (until - from);
  return { births: (time) => (time < until ? rate : 0), most: rate, stay: forever, from };
}

/** All at once, at each of the times. */
function steps(size: number, at: readonly number[]): Course {
  const width = 1e-4;
  const rate = size / width;
  return {
    births: (time) => (at.some((start) => time >= start && time < start + width) ? rate : 0),
    most: rate,
    stay: forever,
    from: Math.min(...at),
  };
}

/** Traffic that is served in a constant time. */
function traffic(load: (time: number) => number, most: number, stay: number): Course {
  return {
    births: (time) => load(time) / stay,
    most: most / stay,
    stay: (_, random) => stay * (0.5 + random()),
    from: -3 * stay,
  };
}

/** What is emptied every `period`, but for the share that is lost. */
function batches(rate: number, period: number, phase: number, lost: number): Course {
  return {
    births: () => rate,
    most: rate,
    stay: (birth, random) =>
      random() < lost ? Number.POSITIVE_INFINITY : period - ((((birth - phase) % period) + period) % period),
    from: -period,
  };
}

const clock = (time: number): number => Math.min(1, Math.max(0, time));

export const kinds: readonly Kind[] = [
  {
    name: 'leak',
    isLeak: true,
    draw: (random) => [leak(spread(12, 80, random))],
  },
  {
    name: 'slow leak (6 to 12 objects)',
    isLeak: true,
    draw: (random) => [leak(between(6, 12, random))],
  },
  {
    name: 'leak in small churn',
    isLeak: true,
    draw: (random) => {
      const live = spread(3, 20, random);
      return [
        churn(live, spread(0.01, 0.1, random), random),
        leak(between(10, 16, random) + 5 * Math.sqrt(live)),
      ];
    },
  },
  {
    name: 'few transactions never end',
    isLeak: true,
    draw: (random) => {
      const live = spread(4, 9, random);
      const stay = spread(0.02, 0.06, random);
      return [churn(live, stay, random), leak(between(0.06, 0.09, random) * (live / stay))];
    },
  },
  {
    name: 'leak in slow churn',
    isLeak: true,
    draw: (random) => {
      const live = spread(10, 40, random);
      return [churn(live, spread(0.2, 1.5, random), random), leak(between(15, 25, random) * Math.sqrt(live))];
    },
  },
  {
    name: 'leak that starts in the window',
    isLeak: true,
    draw: (random) => [leak(spread(14, 40, random), between(0.3, 0.65, random))],
  },
  {
    name: 'leak in bursts',
    isLeak: true,
    draw: (random) => {
      const count = Math.floor(between(6, 14, random));
      const at = Array.from({ length: count }, (_, i) => (i + random()) / count);
      return [steps(spread(20, 60, random) / count, at)];
    },
  },
  {
    name: 'staircase of reloads',
    isLeak: true,
    draw: (random) => {
      const count = Math.floor(between(6, 10, random));
      const phase = random();
      return [
        steps(
          between(6, 20, random),
          Array.from({ length: count }, (_, i) => (i + phase) / count),
        ),
      ];
    },
  },
  {
    name: 'leak under a warm-up, one site',
    isLeak: true,
    draw: (random) => [
      filling(spread(20, 60, random), between(0.05, 0.15, random), -0.05),
      leak(between(16, 40, random)),
    ],
  },
  {
    name: 'leak under batches',
    isLeak: true,
    draw: (random) => {
      const count = Math.floor(between(5, 10, random));
      const size = spread(12, 30, random);
      return [batches(size * count, 1 / count, random() / count, between(0.12, 0.3, random))];
    },
  },
  {
    name: 'leak as traffic rises',
    isLeak: true,
    draw: (random) => {
      const objects = spread(20, 60, random);
      const births = (time: number): number => objects * (0.4 + 1.2 * clock(time));
      return [{ births, most: 1.6 * objects, stay: forever, from: 0 }];
    },
  },
  {
    name: 'cache that filled',
    isLeak: false,
    draw: (random) => [filling(spread(8, 120, random), spread(0.04, 0.2, random), -0.03)],
  },
  {
    name: 'cache that fills until late',
    isLeak: false,
    draw: (random) => [fillingUntil(spread(10, 80, random), 0, between(0.25, 0.7, random))],
  },
  {
    name: 'cache that still fills',
    isLeak: false,
    draw: (random) => [filling(spread(15, 120, random), between(0.25, 0.7, random), -0.05)],
  },
  {
    name: 'cache that fills and is renewed',
    isLeak: false,
    draw: (random) => {
      const size = spread(10, 60, random);
      const full = between(0.1, 0.5, random);
      // Full after `full`; from then on each new entry puts out the oldest one.
      return [{ births: () => size / full, most: size / full, stay: () => full, from: -0.02 }];
    },
  },
  {
    name: 'step',
    isLeak: false,
    draw: (random) => [
      churn(spread(2, 20, random), spread(0.03, 1, random), random),
      steps(spread(12, 60, random), [between(0.15, 0.85, random)]),
    ],
  },
  {
    name: 'two steps',
    isLeak: false,
    draw: (random) => {
      const first = between(0.1, 0.5, random);
      return [steps(spread(8, 40, random), [first, between(first + 0.1, 0.9, random)])];
    },
  },
  {
    name: 'load that rises',
    isLeak: false,
    draw: (random) => {
      const live = spread(3, 30, random);
      const factor = between(1.5, 4, random);
      return [
        traffic((time) => live * (1 + (factor - 1) * clock(time)), live * factor, spread(0.01, 0.1, random)),
      ];
    },
  },
  {
    name: 'load that rises late, then stays',
    isLeak: false,
    draw: (random) => {
      const live = spread(3, 30, random);
      const factor = between(1.5, 4, random);
      const at = between(0.2, 0.7, random);
      const load = (time: number): number => live * (1 + (factor - 1) * clock((time - at) / 0.15));
      return [traffic(load, live * factor, spread(0.01, 0.1, random))];
    },
  },
  {
    name: 'load by day and night',
    isLeak: false,
    draw: (random) => {
      const live = spread(5, 40, random);
      const depth = between(0.4, 0.9, random);
      const [period, phase] = [spread(0.4, 2.5, random), random() * 2 * Math.PI];
      const load = (time: number): number =>
        live * (1 + depth * Math.sin((2 * Math.PI * time) / period + phase));
      return [traffic(load, 2 * live, spread(0.01, 0.1, random))];
    },
  },
  {
    name: 'batches',
    isLeak: false,
    draw: (random) => {
      const count = between(2.5, 10, random);
      return [batches(spread(8, 40, random) * count, 1 / count, random() / count, 0)];
    },
  },
  {
    name: 'queue',
    isLeak: false,
    draw: (random) => {
      // Service alternates at random between faster and slower than the work that comes in.
      const rate = spread(50, 500, random);
      const pace = spread(0.02, 0.1, random);
      const stays: number[] = [between(0.02, 0.1, random)];
      for (let at = 0; at < 3 / pace; at++)
        stays.push(Math.max(0.002, stays.at(-1)! + pace * between(-0.4, 0.4, random)));
      const stay = (birth: number): number => stays[Math.floor((birth + 1) / pace)] ?? stays.at(-1)!;
      return [{ births: () => rate, most: rate, stay, from: -1 }];
    },
  },
  {
    name: 'leak that stopped',
    isLeak: false,
    draw: (random) => {
      const until = between(0.15, 0.6, random);
      return [
        fillingUntil(spread(8, 50, random), 0, until),
        churn(spread(0.5, 8, random), spread(0.02, 0.5, random), random),
      ];
    },
  },
  {
    name: 'steady',
    isLeak: false,
    draw: (random) => [churn(spread(2, 120, random), spread(0.02, 5, random), random)],
  },
  {
    name: 'steady, of short and of long life',
    isLeak: false,
    draw: (random) => [
      churn(spread(2, 20, random), spread(0.005, 0.05, random), random),
      churn(spread(2, 60, random), spread(0.3, 5, random), random),
    ],
  },
];
