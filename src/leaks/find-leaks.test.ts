// Whole reports of made-up series, whose truth is known.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulatedProfiles, type SimulatedProgram } from '#testing';
import { findLeaks } from './find-leaks.ts';
import type { Snapshot } from './arrange.ts';
import type { LeakReport, SiteReport } from './report.ts';

const program: SimulatedProgram = {
  seed: 1,
  seconds: 300,
  snapshots: 30,
  size: 16384,
  sites: [
    { stack: ['main', 'open', 'newBlob'], live: 0.01, turnover: 0.1, lifetime: 'exponential', leaked: 40 },
    { stack: ['main', 'table', 'newBlob'], live: 50, turnover: 2, lifetime: 'exponential', leaked: 0 },
    { stack: ['main', 'page', 'newBlob'], live: 4, turnover: 0.01, lifetime: 'exponential', leaked: 0 },
  ],
};

function snapshotsOf(drawn: SimulatedProgram): readonly Snapshot[] {
  return simulatedProfiles(drawn).map((profile, i) => ({ name: `${i}.pb.gz`, profile }));
}

function siteOf(report: LeakReport, name: string): SiteReport {
  return report.series[0]!.sites.find(({ functions }) => functions.includes(name))!;
}

describe('a leak beside a table and garbage', () => {
  const report = findLeaks(snapshotsOf(program), { limit: 2 ** 30 });
  const leak = siteOf(report, 'open');

  test('is found, and nothing else is called a leak', () => {
    expect(report.series[0]!.sites.filter(({ verdict }) => verdict === 'leak')).toEqual([leak]);
    expect(leak.guilty).toBe('open');
    expect(leak.stack.map((frame) => frame.function)).toEqual(['newBlob', 'open', 'main']);
    expect(siteOf(report, 'table').verdict).toBe('steady');
  });

  test('has a rate whose interval holds the true one', () => {
    const truth = (40 * 2 ** 19) / 300;
    expect(leak.rate.low).toBeLessThan(truth);
    expect(leak.rate.high).toBeGreaterThan(truth);
  });

  test('reaches the limit at its rate', () => {
    const { total } = report.series[0]!;
    expect(leak.secondsToLimit).toBeCloseTo((2 ** 30 - total.live.value) / leak.rate.value, 3);
  });
});

test('the order of the snapshots does not matter', () => {
  const snapshots = snapshotsOf({ ...program, snapshots: 12 });
  const expected = findLeaks(snapshots).series[0]!.sites;
  fc.assert(
    fc.property(fc.shuffledSubarray([...snapshots], { minLength: 12 }), (shuffled) => {
      expect(findLeaks(shuffled).series[0]!.sites).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test.each([0.01, 100])('time that runs %f times as fast changes rates and nothing else', (factor) => {
  const slow = siteOf(findLeaks(snapshotsOf(program)), 'open');
  const fast = siteOf(findLeaks(snapshotsOf({ ...program, seconds: 300 * factor })), 'open');
  expect(fast.verdict).toBe(slow.verdict);
  expect(fast.p).toBeCloseTo(slow.p, 6);
  expect((fast.rate.value * factor) / slow.rate.value).toBeCloseTo(1, 3);
});

describe('what is noticed of the snapshots', () => {
  const snapshots = snapshotsOf(program);
  const notesOf = (given: readonly Snapshot[]): string => findLeaks(given).series[0]!.notes.join('\n');

  test('nothing of a series as it should be', () => {
    expect(notesOf(snapshots)).toBe('');
  });

  test('that they are out of order', () => {
    expect(notesOf(snapshots.toReversed())).toMatch(/^30 of 30 snapshots were out of order/);
  });

  test('that the program restarted: the longer life is judged', () => {
    const later = snapshotsOf({ ...program, startSeconds: 1000, snapshots: 10, seconds: 100 });
    const { notes, window } = findLeaks([...snapshots, ...later]).series[0]!;
    expect(notes).toEqual([
      'the program restarted once (its counters began anew): judged are the 30 snapshots from 0.pb.gz to 29.pb.gz',
    ]);
    expect(window).toMatchObject({ given: 40, used: 30 });
  });

  test('that some are copies of others', () => {
    const copies = snapshots.flatMap((snapshot) => [
      snapshot,
      { name: 'copy', profile: { ...snapshot.profile, timeNanos: snapshot.profile.timeNanos + 1n } },
    ]);
    expect(notesOf(copies)).toMatch(/^30 of 60 snapshots repeat the one before/);
  });

  test('that some are of another build', () => {
    const other = snapshotsOf({ ...program, snapshots: 8, buildId: 'other' });
    expect(notesOf([...snapshots, ...other])).toBe(
      '0.pb.gz and 7 more: left out, of another program or build',
    );
  });

  test('that some are of another kind, which is judged by itself', () => {
    const goroutines = snapshots.map(({ name, profile }) => ({
      name,
      profile: {
        ...profile,
        sampleTypes: profile.sampleTypes.map(() => ({ type: 'goroutine', unit: 'count' })),
      },
    }));
    const { series } = findLeaks([...goroutines, ...snapshots]);
    expect(series.map(({ type, window }) => [type, window.given])).toEqual([
      ['inuse_space', 30],
      ['goroutine', 30],
    ]);
  });

  test('that some hold nothing that could leak', () => {
    const cpu = { ...snapshots[0]!.profile, sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] };
    expect(findLeaks([{ name: 'cpu.pb.gz', profile: cpu }, ...snapshots]).notes).toEqual([
      'cpu.pb.gz: left out, profiles of cpu hold nothing that could leak',
    ]);
  });
});

test('two snapshots are too few, and the report says how many would do', () => {
  const { total } = findLeaks(snapshotsOf({ ...program, snapshots: 2 })).series[0]!;
  expect(total.verdict).toBe('insufficient');
  expect(total.missing).toMatch(/^10 more snapshots, 5 min apart$/);
});
