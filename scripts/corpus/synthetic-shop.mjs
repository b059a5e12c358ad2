// The sound profile that most synthetic ones are variations of.
import { drawnStacks } from './drawn-stacks.mjs';

export const cpu = {
  sampleTypes: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
  periodType: ['cpu', 'nanoseconds'],
  period: 10_000_000,
};

export const shopMapping = {
  id: 1,
  start: 0x1000,
  limit: 0x9000,
  file: '/usr/bin/shop',
  buildId: 'c0ffee',
  has: [true, true, true, true],
};
export const inShop = () => ({ mapping: 1 });
export const time = 1_700_000_000_123_456_789n;

export const shopStacks = `
  main;serve;parse 3 30000000
  main;serve;encode;marshal 5 50000000
  main;serve;encode;marshal;escape 2 20000000
  main;serve;lookup;walk;walk;walk 4 40000000
  main;report;walk;encode;walk 1 10000000
  main;idle 6 60000000`;

/** @returns {import('./profile-bytes.mjs').Drawing} */
export function shop() {
  return {
    ...cpu,
    timeNanos: time,
    durationNanos: 1_500_000_000,
    mappings: [shopMapping],
    ...drawnStacks(shopStacks, { locationOf: inShop }),
  };
}
