// The examples in the documentation are what the command prints.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { runReport } from './run-report.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe.each(['README.md', 'docs/json.md'])('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const examples = [...text.matchAll(/^```console\n\$ heapwise (.*)\n([^]*?)^```$/gm)];

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples.map(([, command = '', output = '']) => [command, output]))(
    'heapwise %s',
    async (command, output) => {
      const printed = await runReport(command.split(' ').map(fromRoot));
      expect(printed.replaceAll(root, '')).toBe(output);
    },
  );
});

/** Paths in examples are relative to the root of the repository. */
function fromRoot(word: string): string {
  return word.replace(/(^|=)(?=tests\/|examples\/)/, (before) => before + root);
}
