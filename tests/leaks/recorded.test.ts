// The verdicts on series that scripts/record-leaks.ts recorded of real Go and Node programs, whose truth is known.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parseProfile } from '#formats';
import { findLeaks, type SiteReport, type Verdict } from '#leaks';
import { describe, expect, test } from 'vitest';

interface TrueSite {
  readonly func: string;
  readonly class: string;
  readonly accept: readonly Verdict[];
  readonly nominal_bytes_per_s?: number;
}

const root = fileURLToPath(new URL('series', import.meta.url));

describe.each(readdirSync(root))('%s', (name) => {
  const directory = join(root, name);
  const { truth } = JSON.parse(readFileSync(join(directory, 'truth.json'), 'utf8')) as {
    truth: { sites: readonly TrueSite[] };
  };
  const snapshots = readdirSync(directory)
    .filter((file) => file.endsWith('.pb.gz'))
    .map((file) => ({
      name: file,
      profile: parseProfile(gunzipSync(readFileSync(join(directory, file))), { compat: false }),
    }));
  const { sites, notes } = findLeaks(snapshots).series[0]!;

  test('has nothing to note', () => {
    expect(notes).toEqual([]);
  });

  test('only what leaks is called a leak', () => {
    const leaking = truth.sites.filter((site) => site.class === 'leak').map((site) => site.func);
    const called = sites.filter(({ verdict }) => verdict === 'leak');
    for (const site of called) expect(leaking).toContain(site.guilty);
  });

  test.each(truth.sites.filter((site) => site.class !== 'steady'))('$func: $class', (truly) => {
    const site = mainSite(sites, truly.func);
    expect(truly.accept).toContain(site?.verdict);
    if (site?.verdict !== 'leak' || truly.nominal_bytes_per_s === undefined) return;
    expect(site.rate.low).toBeLessThan(truly.nominal_bytes_per_s);
    expect(site.rate.high).toBeGreaterThan(truly.nominal_bytes_per_s);
  });
});

/** The one that holds most: a function may allocate through several others. */
function mainSite(sites: readonly SiteReport[], name: string): SiteReport | undefined {
  return sites
    .filter(({ functions }) => functions.includes(name))
    .toSorted((a, b) => b.live.value - a.live.value)[0];
}
