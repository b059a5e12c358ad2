import { describe, expect, test } from 'vitest';
import { profileFromStacks } from '#testing';
import { withLiteralNames } from './literal-names.ts';
import { loadRegexpCompiler } from './regexp.ts';

const profile = profileFromStacks('main.main;main.(*T).method;main.F[...] 5\nmain.main;operator new 2');

/** The names that the pattern matches, and what is said. */
async function match(pattern: string): Promise<{ names: string[]; said: string[] }> {
  const said: string[] = [];
  const compile = withLiteralNames({
    profile,
    patterns: [pattern, ''],
    compile: await loadRegexpCompiler([pattern]),
    message: (text) => said.push(text),
  });
  const matches = compile(pattern);
  const names = ['main.main', 'main.(*T).method', 'main.F[...]', 'operator new'].filter(matches);
  return { names, said };
}

const takenLiterally = (name: string): string[] => [
  `"${name}" matches nothing as a regular expression: taken as literal text`,
];

describe('a pasted name', () => {
  test.each(['(*T).method', 'main.(*T)', 'F[...]'])('%s', async (pattern) => {
    const { names, said } = await match(pattern);
    expect(names).toEqual([pattern === 'F[...]' ? 'main.F[...]' : 'main.(*T).method']);
    expect(said).toEqual(takenLiterally(pattern));
  });

  test('among alternatives', async () => {
    expect(await match('(*T).method|operator.new')).toEqual({
      names: ['main.(*T).method', 'operator new'],
      said: takenLiterally('(*T).method'),
    });
  });
});

describe('a regular expression stays one', () => {
  test.each([
    ['main', ['main.main', 'main.(*T).method', 'main.F[...]']],
    [String.raw`\(\*T\)`, ['main.(*T).method']],
    ['^main.main$', ['main.main']],
    ['(main|operator)', ['main.main', 'main.(*T).method', 'main.F[...]', 'operator new']],
    ['no(such)?name', []],
  ])('%s', async (pattern, names) => {
    expect(await match(pattern)).toEqual({ names, said: [] });
  });

  test.each(['[', '(*U).method', 'main.(*T).method|('])('%s, which is none', async (pattern) => {
    await expect(match(pattern)).rejects.toThrow('error parsing regexp');
  });
});
