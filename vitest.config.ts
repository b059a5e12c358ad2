// Tells vitest where the tests are and to read the folders' sources, so that no stale build is ever tested.
import { defineConfig } from 'vitest/config';

const conditions = ['source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 20_000,
    // What is waited for comes late on a busy machine; one second, as it would be, is no proof that it does not come.
    expect: { poll: { timeout: 15_000 } },
    // Live suites measure processes on a machine that they share: what fails twice is wrong.
    retry: 1,
  },
});
