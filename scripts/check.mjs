// Runs every check that is not a test: the build with its types, lint, format, unused code, and the package's shape.
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { run } from './run.mjs';

/** @type {readonly { name: string, passes: () => boolean | Promise<boolean> }[]} */
const checks = [
  { name: 'types and build', passes: build },
  { name: 'lint', passes: () => run('oxlint', [], { quiet: true }) },
  { name: 'format', passes: () => run('oxfmt', ['--list-different'], { quiet: true }) },
  { name: 'unused code', passes: () => run('knip', ['--no-progress'], { quiet: true }) },
  { name: 'package', passes: () => run('publint', ['--strict'], { quiet: true }) },
];

/**
 * Runs the checks, each with one line, and its output when it fails.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks() {
  let passed = 0;
  for (const check of checks) {
    const ok = await check.passes();
    process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${check.name}\n`);
    if (ok) passed++;
  }
  return { passed, failed: checks.length - passed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks();
  if (failed > 0) process.stdout.write('`npm run fix` repairs what can be repaired by a program\n');
  process.exitCode = failed > 0 ? 1 : 0;
}
