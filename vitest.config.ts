// Tells vitest where the tests are and to read the folders' sources, so that no stale build is ever tested.
import { defineConfig } from 'vitest/config';

const conditions = ['source', 'node', 'import', 'module', 'default'];

/** Limits end what hangs, and say nothing about speed: a machine may be slow, and busy with other work. */
const minute = 60_000;

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 5 * minute,
    hookTimeout: 5 * minute,
    expect: { poll: { timeout: minute } },
    // Live suites measure processes on a machine that they share: what fails twice is wrong.
    retry: 1,
  },
});
