// What one site lost can be taken over by one other only.

import { expect, test } from 'vitest';
import { createColumns } from './columns.ts';
import { judgeSites } from './judge-sites.ts';

const weight = 2 ** 19;
const times = Float64Array.from({ length: 30 }, (_, i) => 5 * i);

/** A caller of `blob` that holds so many sampled objects at each snapshot, and had so many ever. */
function siteOf(caller: string, live: (i: number) => number, born: (i: number) => number) {
  const columns = createColumns(times.length);
  for (let i = 0; i < times.length; i++) {
    const count = Math.round(live(i));
    columns.sampled[i] = count;
    columns.bytes[i] = count * weight;
    columns.squares[i] = count * weight * weight;
    columns.allocated[i] = Math.round(born(i)) * weight;
  }
  return { frames: ['blob', caller], columns };
}

const loaded = siteOf(
  'load',
  (i) => 60 - 2 * i,
  () => 60,
);
const renewing = siteOf(
  'renew',
  (i) => 2 * i,
  (i) => 2 * i,
);
const leaking = siteOf(
  'leak',
  (i) => 1.4 * i + (i % 3),
  (i) => 1.4 * i + (i % 3),
);

function verdicts(...sites: readonly ReturnType<typeof siteOf>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    judgeSites(sites, times, true).map(({ frames, finding }) => [frames[1]!, finding.verdict]),
  );
}

test('a table that is renewed by another caller than the one that filled it is replaced', () => {
  expect(verdicts(loaded, renewing)).toEqual({ load: 'shrinking', renew: 'replaced' });
});

test('a leak beside it through the same function remains a leak, in any order', () => {
  const expected = { load: 'shrinking', renew: 'replaced', leak: 'leak' };
  expect(verdicts(loaded, renewing, leaking)).toEqual(expected);
  expect(verdicts(leaking, loaded, renewing)).toEqual(expected);
});

test('what grew long after the others had lost is not what they lost', () => {
  const soon = siteOf(
    'load',
    (i) => Math.max(0, 50 - 10 * i),
    () => 50,
  );
  const renewed = siteOf(
    'renew',
    (i) => Math.min(50, 10 * i) + (i % 2),
    (i) => 20 * i,
  );
  const reloads = siteOf(
    'reload',
    (i) => 12 * Math.floor((i + 2) / 5),
    (i) => 12 * Math.floor((i + 2) / 5),
  );
  expect(verdicts(soon, renewed, reloads)).toMatchObject({ reload: 'leak' });
  expect(verdicts(soon, reloads)).toMatchObject({ reload: 'leak' });
});
