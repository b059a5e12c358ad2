// What Go's comments add to its text profiles: names, files, lines, inlined calls and labels.

import { readFileSync } from 'node:fs';
import {
  checkProfile,
  mappingHasFilenames,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  type Profile,
} from '#profile';
import { stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { parseLegacy } from './legacy.ts';

function parse(text: string, compat = false): Profile {
  const profile = parseLegacy(new TextEncoder().encode(text), { compat });
  checkProfile(profile);
  return profile;
}

const heap = [
  'heap profile: 1: 8 [2: 16] @ heap/2',
  '1: 8 [2: 16] @ 0x9001 0x1012 0x1022 0x2031 0x8001',
  '#\t0x1011\tmain.small+0x11\t/srv/shop/a.go:3',
  '#\t0x1021\tmain.big+0x21\t\t/srv/shop/a.go:9',
  '#\t0x2030\tmain.main+0x30\t\t/srv/shop/main.go:5',
  '',
  '# runtime.MemStats',
  '# Alloc = 5',
].join('\n');

test('names replace addresses; frames that Go leaves out are left out, and inlined calls are one location', () => {
  const profile = parse(heap);
  expect(stacksOfProfile(profile)).toBe('main.main;main.big>main.small 2 16 1 8 bytes=8');
  const { strings, functions, lines, mappings, locations } = profile;
  expect(Array.from(functions.filename, (file) => strings.text(file))).toEqual([
    '/srv/shop/a.go',
    '/srv/shop/a.go',
    '/srv/shop/main.go',
  ]);
  expect([...lines.line]).toEqual([3n, 9n, 5n]);
  expect([...locations.address]).toEqual([0x1011n, 0x2030n]);
  expect(mappings.flags[0]).toBe(
    mappingHasFunctions | mappingHasFilenames | mappingHasLineNumbers | mappingHasInlineFrames,
  );
});

test('with compat all addresses stay what they are', () => {
  expect(stacksOfProfile(parse(heap, true))).toBe('0x8000;0x2030;0x1021;0x1011;0x9000 2 16 1 8 bytes=8');
});

test('recursion is no inlining, even through a function that is inlined', () => {
  const frames = ['f+0x11', 'g+0x21', 'f+0x31', 'f+0x41'].map(
    (frame, i) => `#\t0x10${i + 1}1\t${frame}\t/a.go:${i}`,
  );
  const text = `goroutine profile: total 1\n1 @ 0x1012 0x1022 0x1032 0x1042\n${frames.join('\n')}\n`;
  expect(stacksOfProfile(parse(text))).toBe('f;f>g;f 1');
});

test('an address that Go cannot name stays; the address 0 says that there is no stack', () => {
  const text =
    'threadcreate profile: total 3\n1 @ 0x51 0x61\n#\t0x50\n#\t0x60\tf+0x1\t/a.go:1\n\n2 @ 0x0 0x0\n#\t0x0\n';
  expect(stacksOfProfile(parse(text))).toBe('f;0x50 1\n 2');
});

test('goroutine labels, with what Go escapes in them', () => {
  const labels = String.raw`{"a b":"c\"d\\\n\u00e9\U0001f600\xff", "k": "v"}`;
  const profile = parse(`goroutine profile: total 1\n1 @ 0x1\n# labels: ${labels}\n#\t0x0\n`);
  expect(stacksOfProfile(profile)).toBe(' 1 a b=c"d\\\né😀\udcff k=v');
});

test('goroutines of a real program: their stack and their label', () => {
  const bytes = readFileSync('tests/corpus/go/goroutine.debug1.txt');
  const drawn = stacksOfProfile(parseLegacy(bytes, { compat: false })).split('\n');
  expect(drawn[0]).toBe('runtime/pprof.Do;main.(*feed).subscribe.func1;main.awaitEvents 40 subscriber=audit');
});

test.each(['heap', 'allocs', 'block', 'mutex', 'goroutine', 'threadcreate'])(
  'the %s text of a real program has names for all its frames',
  (name) => {
    const bytes = readFileSync(`tests/corpus/go/${name}.debug1.txt`);
    const profile = parseLegacy(bytes, { compat: false });
    checkProfile(profile);
    expect(profile.samples.count).toBeGreaterThan(0);
    const { lineOffsets, count } = profile.locations;
    const unnamed = Array.from({ length: count }, (_, i) => i).filter(
      (i) => lineOffsets[i] === lineOffsets[i + 1],
    );
    expect(unnamed).toEqual([]);
  },
);
