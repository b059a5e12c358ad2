// `npm test`: prepares a fresh clone, runs the checks and all tests, and ends with the line "N passed, N failed".
// Arguments narrow the tests to files whose path contains one of them: `npm test -- src/profile`.
import { installIfStale } from './prepare.mjs';

try {
  installIfStale();
} catch (error) {
  process.stdout.write(`${String(error)}\n0 passed, 1 failed\n`);
  process.exit(1);
}
const { runChecks } = await import('./check.mjs');
const checks = await runChecks();
const tests = await runTests(process.argv.slice(2));
const failed = checks.failed + tests.failed;
for (const line of tests.summaries) process.stdout.write(`${line}\n`);
process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed\n`);
// A handle that a test left open must not keep a finished run alive.
process.exit(failed > 0 ? 1 : 0);

/**
 * A file that does not load, an error outside of any test and a run without tests count as one failure each.
 * @param {string[]} paths
 * @returns {Promise<{ passed: number, failed: number, summaries: string[] }>} summaries: lines of tests that count more than tests
 */
async function runTests(paths) {
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', paths, { watch: false });
  /** @type {string[]} */
  const summaries = [];
  let passed = 0;
  let failed = vitest.state.getUnhandledErrors().length;
  for (const testModule of vitest.state.getTestModules()) {
    let loadFailed = testModule.errors().length > 0;
    for (const test of testModule.children.allTests()) {
      const { state } = test.result();
      const { summary } = /** @type {{ summary?: string }} */ (test.meta());
      if (summary !== undefined) summaries.push(summary);
      if (state === 'passed') passed++;
      if (state === 'failed') failed++;
    }
    for (const suite of testModule.children.allSuites()) loadFailed ||= suite.errors().length > 0;
    if (loadFailed) failed++;
  }
  await vitest.close();
  return { passed, failed: passed + failed === 0 ? 1 : failed, summaries };
}
