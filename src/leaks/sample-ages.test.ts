// Births by the ages of samples: what is counted, and that it makes a leak of what would be a suspect.

import { createProfileBuilder, numericLabel, type Profile } from '#profile';
import { seededRandom } from '#testing';
import { expect, test } from 'vitest';
import { findLeaks } from './find-leaks.ts';
import { agesOf, isNewborn } from './sample-ages.ts';

const rate = 2 ** 19;
const size = 1024;
const seconds = 10;
const snapshots = 40;

interface Transaction {
  readonly begins: number;
  readonly ends: number;
}

/** Recorded objects of a server whose transactions take ten seconds; `lost` of a hundred never end. */
function transactions(lost: number): readonly Transaction[] {
  const random = seededRandom(7);
  const all: Transaction[] = [];
  for (let begins = -100; begins < seconds * snapshots; begins -= Math.log(random())) {
    all.push({
      begins,
      ends: random() < lost / 100 ? Number.POSITIVE_INFINITY : begins - 10 * Math.log(random()),
    });
  }
  return all;
}

/** As Heapwise's runtime writes them: each sample by itself. */
function profilesOf(all: readonly Transaction[], hasAges: boolean): readonly Profile[] {
  return Array.from({ length: snapshots }, (_, snapshot) => {
    const now = seconds * snapshot;
    const builder = createProfileBuilder();
    const fn = builder.addFunction({ name: 'begin', filename: 'file:///server.mjs' });
    const location = builder.addLocation({ mapping: -1, lines: [{ function: fn, line: 1n }] });
    const stack = builder.stacks.add([location], 0, 1);
    for (const { begins, ends } of all) {
      if (begins > now || ends <= now) continue;
      const age = numericLabel(builder.strings, 'age', BigInt(Math.round(now - begins)), 'seconds');
      builder.addSample(stack, builder.labelSets.add(hasAges ? [age] : []), [rate / size, rate]);
    }
    return builder.build({
      sampleTypes: [
        { type: 'inuse_objects', unit: 'count' },
        { type: 'inuse_space', unit: 'bytes' },
      ],
      periodType: { type: 'space', unit: 'bytes' },
      period: BigInt(rate),
      timeNanos: 1_764_000_000_000_000_000n + BigInt(now) * 1_000_000_000n,
      comments: ['gc=forced'],
    });
  });
}

function judged(lost: number, hasAges: boolean) {
  const profiles = profilesOf(transactions(lost), hasAges);
  return findLeaks(profiles.map((profile, i) => ({ name: `${i}`, profile }))).series[0]!.sites[0]!;
}

test('ages are read by set of labels, in seconds', () => {
  const [profile] = profilesOf([{ begins: -7, ends: 9 }], true);
  expect(agesOf(profile!)?.[profile!.samples.labelSet[0]!]).toBe(7);
  expect(agesOf(profilesOf([{ begins: -7, ends: 9 }], false)[0]!)).toBeUndefined();
});

test('what may be older than the snapshot before is no newborn', () => {
  expect([0, 9, 10, 11].map((age) => isNewborn(age, 10))).toEqual([true, true, false, false]);
  expect(isNewborn(Number.NaN, 10)).toBe(false);
});

test('births and deaths are counted where there are ages', () => {
  const site = judged(0, true);
  // Of a step those live at its end that live ten seconds on average: 10 (1 - 1/e) of 10, less what rounding leaves out.
  expect(site.births! / (snapshots - 1)).toBeGreaterThan(5.5);
  expect(site.births! / (snapshots - 1)).toBeLessThan(6.6);
  expect(Math.abs(site.births! - site.deaths!)).toBeLessThan(15);
  expect(site.verdict).toBe('steady');
});

test('transactions that never end are a leak by their ages, and may be traffic without', () => {
  expect(judged(8, true)).toMatchObject({ verdict: 'leak' });
  expect(judged(8, false)).toMatchObject({ verdict: 'suspect', births: undefined });
});
