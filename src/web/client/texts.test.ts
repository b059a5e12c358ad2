// The texts that pages make: regular expressions, conditions on labels, command lines, and coloured source.

import { describe, expect, test } from 'vitest';

import type { OptionFacts, SessionFacts } from '#web/api';
import { equivalentCommand } from './command-line.ts';
import { highlightedLines } from './highlight.ts';
import {
  conditionsText,
  parseConditions,
  rangeCondition,
  textCondition,
  withCondition,
  withoutCondition,
} from './label-conditions.ts';
import { either, namesRegexp } from './regexps.ts';

test('chosen functions are matched exactly, whatever is in their names', () => {
  const names = ['main.(*T[int]).Run', 'a|b', 'x$1^'];
  const pattern = new RegExp(namesRegexp(names));
  expect(names.every((name) => pattern.test(name))).toBe(true);
  expect(['main.(*T[int]).Runs', 'a', 'b', 'xx$1^'].some((name) => pattern.test(name))).toBe(false);
  expect(either(either('', '^a$'), '^b$')).toBe('^a$|^b$');
});

describe('conditions on labels', () => {
  test('are read and written as they stand in the address', () => {
    const text = 'tenant=^acme$ || tenant=^initech$\nbytes=1kb:4kb';
    expect(conditionsText(parseConditions(text))).toBe(text);
    expect(parseConditions('')).toEqual([]);
  });

  test('are joined by and, or by or with the last, each once', () => {
    const one = withCondition([], 'a=1', 'or');
    expect(conditionsText(withCondition(one, 'b=2', 'or'))).toBe('a=1 || b=2');
    expect(conditionsText(withCondition(withCondition(one, 'b=2', 'and'), 'a=1', 'and'))).toBe('a=1\nb=2');
    expect(conditionsText(withoutCondition(parseConditions('a=1\nb=2 || c=3'), 'b=2'))).toBe('a=1\nc=3');
    expect(conditionsText(withoutCondition(one, 'a=1'))).toBe('');
  });

  test('match a text exactly, and whole numbers below a bound', () => {
    expect(textCondition('path', '/a.b,c')).toBe('path=^/a\\.b.c$');
    expect(rangeCondition('bytes', 1024, 4096, 'bytes')).toBe('bytes=1024bytes:4095bytes');
    expect(rangeCondition('n', 1, 2, '')).toBe('n=1:1');
  });
});

describe('the command line', () => {
  const option = (name: string, parameter: string, type: OptionFacts['type']): OptionFacts => ({
    name,
    parameter,
    type,
    value: '',
    help: '',
    group: '',
    choices: [],
  });
  const facts: SessionFacts = {
    title: '',
    version: 1,
    sampleTypes: [],
    defaultSampleType: '',
    about: [],
    docUrl: '',
    sources: ['-diff_base', 'old.pb.gz', 'new.pb.gz'],
    canRefresh: false,
    others: [],
    profileCount: 1,
    hasLabels: false,
    options: [
      option('focus', 'f', 'regexp'),
      option('sort', 'sort', 'choice'),
      option('trim', 'trim', 'bool'),
      option('nodecount', 'n', 'int'),
    ],
    configs: [],
    token: '',
  };

  test.each([
    ['top', 'sort=cum&n=5&q=x', 'heapwise top -cum -nodecount=5 -diff_base=old.pb.gz new.pb.gz'],
    ['source', 'f=a%7Cb', "heapwise list 'a|b' '-focus=a|b' -diff_base=old.pb.gz new.pb.gz"],
    ['flamegraph', 'trim=f', 'heapwise web -trim=false -diff_base=old.pb.gz new.pb.gz'],
    ['top', "f=it's", "heapwise top '-focus=it'\\''s' -diff_base=old.pb.gz new.pb.gz"],
  ])('of %s?%s', (page, query, command) => {
    expect(equivalentCommand(page, new URLSearchParams(query), facts)).toBe(command);
  });

  test('of the views that judge whole profiles', () => {
    const series = { ...facts, sources: ['a.pb.gz', 'b.pb.gz'] };
    expect(equivalentCommand('timeline', new URLSearchParams(), series)).toBe(
      'heapwise leak a.pb.gz b.pb.gz',
    );
    const compared = { ...facts, sources: ['b.pb.gz'] };
    const other = new URLSearchParams({ with: 'my a.pb.gz@0123456789ab' });
    expect(equivalentCommand('compare', other, compared)).toBe("heapwise compare 'my a.pb.gz' b.pb.gz");
    other.set('swap', 'true');
    expect(equivalentCommand('compare', other, compared)).toBe("heapwise compare b.pb.gz 'my a.pb.gz'");
  });
});

describe('source', () => {
  const textOf = (line: readonly unknown[]): string =>
    line
      .map((part) =>
        typeof part === 'string' ? part : (part as { props: { children: string } }).props.children,
      )
      .join('');

  test.each([
    ['main.go', ['func f() {', '\tx := "<b>&amp;"', "\ty := 'a' // it's", '}']],
    ['a.ts', ['const a = `x', '${y} <i>`;', '/* one', 'two */']],
    ['unknown.xyz', ['<script>', '&lt;']],
  ])('of %s stays as it is, line by line', (path, lines) => {
    expect(highlightedLines(lines, path).map(textOf)).toEqual(lines);
  });

  test('has its syntax in elements, also over several lines', () => {
    const lines = highlightedLines(['/* one', 'two */'], 'a.go');
    const classes = lines.flat().map((part) => (part as { props: { class: string } }).props.class);
    expect(classes).toEqual(['hljs-comment', 'hljs-comment']);
  });
});
