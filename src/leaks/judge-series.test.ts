// Each rule on a series that it is for, drawn by a formula; and how seldom a steady heap is called a leak.

import { seededRandom, simulateSite } from '#testing';
import { describe, expect, test } from 'vitest';
import { judgeSeries } from './judge-series.ts';
import type { SiteSeries } from './site-series.ts';
import type { Finding } from './verdict.ts';

const weight = 2 ** 19;

/** A series of 40 snapshots, 5 s apart; `born` counts all births up to each. */
function drawn(live: (i: number) => number, born?: (i: number) => number, length = 40): SiteSeries {
  const times = Float64Array.from({ length }, (_, i) => 5 * i);
  const sampled = times.map((_, i) => Math.round(live(i)));
  return {
    times,
    sampled,
    bytes: sampled.map((count) => count * weight),
    squares: sampled.map((count) => count * weight * weight),
    allocated: born === undefined ? undefined : times.map((_, i) => Math.round(born(i)) * weight),
  };
}

const flutter = (i: number): number => [0, 1, -1, 0, 2, -2, 1, 0, -1][i % 9]!;

const cases: readonly (readonly [Finding['verdict'], string, SiteSeries])[] = [
  [
    'leak',
    'linear',
    drawn(
      (i) => i,
      (i) => i,
    ),
  ],
  [
    'leak',
    'linear',
    drawn(
      (i) => 6 + i + flutter(i),
      (i) => 20 * i,
    ),
  ],
  [
    'leak',
    'onset',
    drawn(
      (i) => 5 + Math.max(0, i - 22) * 3,
      (i) => 5 + Math.max(0, i - 22) * 3,
    ),
  ],
  [
    'leak',
    'saturating over linear',
    drawn(
      (i) => 60 * (1 - Math.exp(-i / 4)) + i,
      (i) => 60 * (1 - Math.exp(-i / 4)) + i,
    ),
  ],
  [
    'leak',
    'sawtooth over linear',
    drawn(
      (i) => 8 * (i % 8) + i,
      (i) => 8 * i,
    ),
  ],
  [
    'plateau',
    'saturating',
    drawn(
      (i) => 60 * (1 - Math.exp(-i / 4)),
      (i) => 60 * (1 - Math.exp(-i / 4)),
    ),
  ],
  [
    'unsettled',
    'saturating',
    drawn(
      (i) => 90 * (1 - Math.exp(-i / 25)),
      (i) => 90 * (1 - Math.exp(-i / 25)),
    ),
  ],
  [
    'step',
    'step',
    drawn(
      (i) => 20 + flutter(i) + (i < 20 ? 0 : 40),
      (i) => 20 + 2 * i + (i < 20 ? 0 : 40),
    ),
  ],
  [
    'step',
    'step',
    drawn(
      (i) => (i < 10 ? 0 : i < 25 ? 16 : 30),
      (i) => (i < 10 ? 0 : i < 25 ? 16 : 30),
    ),
  ],
  [
    'suspect',
    'step',
    drawn(
      (i) => 4 + (i < 38 ? 0 : 20),
      (i) => 4 + (i < 38 ? 0 : 20),
    ),
  ],
  [
    'leak',
    'linear',
    drawn(
      (i) => 12 * Math.floor((i + 3) / 6),
      (i) => 12 * Math.floor((i + 3) / 6),
    ),
  ],
  [
    'leak',
    'sawtooth over linear',
    // Of 20 that come, 16 go again at once: falls that are small beside all that leaked.
    drawn(
      (i) => 4 * Math.floor(i / 4) + 5 * (i % 4),
      (i) => 5 * i,
    ),
  ],
  [
    'plateau',
    'stop',
    drawn(
      (i) => Math.min(i, 22) / 2,
      (i) => Math.min(i, 22) / 2,
    ),
  ],
  // Objects come and go, and nobody counted how many: that may be traffic.
  ['suspect', 'linear', drawn((i) => 12 + i + 4 * Math.sin(i * i))],
  [
    'sawtooth',
    'sawtooth',
    drawn(
      (i) => 4 * (i % 8),
      (i) => 4 * i,
    ),
  ],
  [
    'load',
    'linear',
    drawn(
      (i) => 10 + i + flutter(i),
      (i) => 10 * i + i * i * 0.5,
    ),
  ],
  [
    'shrinking',
    'linear',
    drawn(
      (i) => 60 - i,
      () => 60,
    ),
  ],
  [
    'steady',
    'constant',
    drawn(
      (i) => 20 + flutter(i),
      (i) => 15 * i,
    ),
  ],
  [
    'insufficient',
    'constant',
    drawn(
      (i) => i % 2,
      (i) => 9 * i,
    ),
  ],
  [
    'insufficient',
    'constant',
    drawn(
      (i) => 10 * i,
      (i) => 10 * i,
      5,
    ),
  ],
];

test.each(cases)('%s (%s)', (verdict, shape, series) => {
  expect(judgeSeries(series).finding).toMatchObject({ verdict, shape });
});

test('bytes ten times as large make no other verdict', () => {
  for (const [, , series] of cases) {
    const scaled = {
      ...series,
      bytes: series.bytes.map((value) => value * 10),
      squares: series.squares.map((value) => value * 100),
      allocated: series.allocated?.map((value) => value * 10),
    };
    const { finding, evidence } = judgeSeries(series);
    const large = judgeSeries(scaled);
    expect(large.finding.verdict).toBe(finding.verdict);
    expect(large.finding.slope * large.evidence.series.weight).toBeCloseTo(
      10 * finding.slope * evidence.series.weight,
      0,
    );
  }
});

describe('steady heaps of random objects', () => {
  test.each([true, false])('with counters of allocations: %s; hardly ever a leak', (hasBirths) => {
    let leaks = 0;
    let runs = 0;
    for (const snapshots of [8, 20, 40]) {
      for (const turnover of [0.03, 0.3, 1, 3]) {
        const random = seededRandom(snapshots + turnover * 1000);
        for (let run = 0; run < 60; run++) {
          const site = simulateSite(
            { live: 25, turnover, lifetime: 'exponential', leaked: 0, snapshots },
            random,
          );
          const series = {
            times: site.times.map((time) => time * 600),
            sampled: site.live,
            bytes: site.live.map((count) => count * weight),
            squares: site.live.map((count) => count * weight * weight),
            allocated: hasBirths ? site.born.map((count) => count * weight) : undefined,
          };
          if (judgeSeries(series).finding.verdict === 'leak') leaks++;
          runs++;
        }
      }
    }
    expect(leaks / runs).toBeLessThan(0.01);
  });
});
