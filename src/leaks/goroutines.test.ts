// Goroutine profiles and dumps: what is waited for, who started it, and what Go itself proved.

import { profileFromStacks } from '#testing';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from './arrange.ts';
import { findLeaks } from './find-leaks.ts';
import { waitState } from './goroutine-state.ts';

/** A snapshot every 10 s of goroutines: frames with `.go` files. */
function series(stacksAt: (i: number) => string, type = 'goroutine', count = 20): readonly Snapshot[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${i}.txt`,
    profile: profileFromStacks(stacksAt(i), {
      sampleTypes: [{ type, unit: 'count' }],
      periodType: { type, unit: 'count' },
      period: 1n,
      timeNanos: 1_764_000_000_000_000_000n + BigInt(i) * 10_000_000_000n,
    }),
  }));
}

test('goroutines that pile up are a leak, told by where they wait and what started them', () => {
  const { series: judged } = findLeaks(
    series(
      (
        i,
      ) => `main.watch@a.go:5;runtime.chanrecv1@chan.go:1;runtime.gopark@proc.go:1 ${5 + 3 * i} state=recv creator=main.serve wait=${60 * i}seconds
        main.work@a.go:9;runtime.selectgo@select.go:1 20`,
    ),
  );
  const [leak, pool] = judged[0]!.sites;
  expect(leak).toMatchObject({
    verdict: 'leak',
    guilty: 'main.watch',
    state: 'recv',
    creator: 'main.serve',
    longestWait: 1140,
  });
  expect(leak!.rate.value).toBeCloseTo(0.3, 2);
  expect(pool).toMatchObject({ verdict: 'steady', state: 'select' });
});

test('what waits for the network is at most a suspect, and so is the whole', () => {
  const { series: judged } = findLeaks(
    series((i) => `main.serve@a.go:5;internal/poll.runtime_pollWait@netpoll.go:1 ${5 + 3 * i}`),
  );
  expect(judged[0]!.sites[0]).toMatchObject({ verdict: 'suspect', state: 'IO wait' });
  expect(judged[0]!.total.verdict).toBe('suspect');
});

describe('what Go proved', () => {
  test('in a profile', () => {
    const { proved, series: judged } = findLeaks(
      series(() => 'main.watch@a.go:5;runtime.chansend1@chan.go:1 4', 'goroutineleak', 1),
    );
    expect(judged).toEqual([]);
    expect(proved).toMatchObject([{ count: 4, state: 'chan send' }]);
  });

  test('in a dump, by the state', () => {
    const { proved } = findLeaks(
      series(
        () => 'main.watch@a.go:5 4 state=send(leaked) creator=main.serve\nmain.work@a.go:9 2 state=select',
        'goroutine',
        1,
      ),
    );
    expect(proved).toMatchObject([{ count: 4, creator: 'main.serve' }]);
  });
});

test.each([
  ['runtime.gopark runtime.chanrecv runtime.chanrecv1 main.f', 'chan receive'],
  [
    'runtime.gopark runtime.semacquire1 sync.runtime_SemacquireWaitGroup sync.(*WaitGroup).Wait main.f',
    'sync.WaitGroup.Wait',
  ],
  ['runtime.gopark time.Sleep main.f', 'sleep'],
  ['runtime.semacquire main.f', 'semacquire'],
  ['main.f', ''],
])('%s: %s', (stack, state) => {
  expect(waitState(stack.split(' '))).toBe(state);
});
