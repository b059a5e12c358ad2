// The examples in the documentation are what the command prints, and all its command lines are understood.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '#cli';

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

describe('command lines', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
    ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `examples/${name}`),
  ];
  const found = pages.flatMap((page) =>
    commandLinesIn(readFileSync(join(root, page), 'utf8')).map((words) => [page, words] as const),
  );

  test('are found', () => {
    expect(found.length).toBeGreaterThan(50);
  });

  test.each(found)('%s: heapwise %j', (_, words) => {
    const surroundings = { isFile: () => false, isObjectFile: () => false, environment: {} };
    // Prose may speak of a command without a profile.
    expect(() => parseCommandLine(words, surroundings)).not.toThrow(/^(?!no profile source specified)/);
  });
});

/** The words after each `heapwise` in code, but for those that leave something out. */
function commandLinesIn(page: string): string[][] {
  const blocks = [...page.matchAll(/^```.*\n([^]*?)^```$/gm)].map(([, text = '']) => text);
  const prose = page.replaceAll(/^```.*\n[^]*?^```$/gm, '');
  const indented = [...prose.matchAll(/^ {4}(.*)$/gm)].map(([, line = '']) => line);
  const inline = [...prose.matchAll(/`([^`\n]*)`/g)].map(([, text = '']) => text);
  return [...blocks.flatMap((text) => text.split('\n')), ...indented, ...inline].flatMap((line) => {
    const [, command] =
      /^(?:\$ |.*(?:&& |\| |npx | +next +))?heapwise ((?:'[^']*'|[^'#&|])*)/.exec(line) ?? [];
    if (command === undefined || /…|\.\.\.|\bNAME\b/.test(command)) return [];
    return [wordsOf(command)];
  });
}

/** As a shell splits them. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|[^' ])+/g)].map(([word]) => word.replaceAll("'", ''));
}

/** Paths in examples are relative to the root of the repository. */
function fromRoot(word: string): string {
  return word.replace(/(^|=)(?=tests\/|examples\/)/, (before) => before + root);
}
