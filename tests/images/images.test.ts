// The images of call graphs: each is of its kind, shows what Graphviz shows, and harms nobody.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, describe, expect, test } from 'vitest';
import { runHeapwise } from '../matrix/heapwise.ts';
import { requireTool } from '../require-tool.ts';
import { hostileProfile, hostileTexts } from './hostile-profile.ts';

const heap = 'tests/corpus/go/heap.pb.gz';
const directory = mkdtempSync(join(tmpdir(), 'heapwise-images-'));
afterAll(() => rmSync(directory, { recursive: true }));
const hostile = join(directory, 'hostile.pb');
writeFileSync(hostile, hostileProfile());

async function image(...args: string[]): Promise<Buffer> {
  const outcome = await runHeapwise(args, 'UTC');
  if (outcome.kind !== 'report') throw new Error(outcome.lines.join('\n'));
  return Buffer.from(outcome.bytes);
}

async function svg(...args: string[]): Promise<string> {
  return (await image('-svg', ...args)).toString('utf8');
}

describe('each image is of its kind', () => {
  test.each([
    ['svg', '<?xml version="1.0" encoding="UTF-8"?>\n<svg width="'],
    ['png', '\u0089PNG\r\n\u001a\n'],
    ['gif', 'GIF89a'],
    ['pdf', '%PDF-1.'],
    ['ps', '%!PS-Adobe-'],
  ])('%s', async (format, start) => {
    const bytes = await image(`-${format}`, heap);
    expect(bytes.subarray(0, start.length).toString('latin1')).toBe(start);
    expect(bytes).toEqual(await image(`-${format}`, heap));
  });

  test('bitmaps are as large as the SVG, and have ink where it has boxes', async () => {
    const text = await svg(heap);
    const [, width, height] = /<svg width="(\d+)pt" height="(\d+)pt"/.exec(text) ?? [];
    for (const format of ['png', 'gif']) {
      const bitmap = await loadImage(await image(`-${format}`, heap));
      expect(Math.abs(bitmap.width - Number(width) * (96 / 72))).toBeLessThan(3);
      expect(Math.abs(bitmap.height - Number(height) * (96 / 72))).toBeLessThan(3);
      const canvas = createCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const inked = data.filter((value, i) => i % 4 === 0 && value < 128).length;
      expect(inked / (data.length / 4)).toBeGreaterThan(0.005);
      expect(inked / (data.length / 4)).toBeLessThan(0.3);
    }
  });

  test('PDF has its text as text, and its font', async () => {
    const pdf = (await image('-pdf', heap)).toString('latin1');
    expect(pdf).toContain('Tinos');
    expect(pdf).toContain('/FontFile2');
    expect(pdf).toContain('/ToUnicode');
    expect(pdf.trimEnd().endsWith('%%EOF')).toBe(true);
  });

  test('PostScript has letters of Latin-1 as escapes', async () => {
    const name = join(directory, 'latin.folded');
    writeFileSync(name, 'main;caf\u00e9;\u4e2d 5\n');
    const ps = (await image('-ps', name)).toString('latin1');
    expect(ps).toContain(String.raw`(caf\351)`);
    expect(ps).toContain('(?)');
    expect(/[^\0-\x7f]/.test(ps)).toBe(false);
  });
});

describe('with other tools, where they are', () => {
  test.each([
    ['png', 'identify', ['-regard-warnings']],
    ['gif', 'identify', ['-regard-warnings']],
    ['pdf', 'gs', ['-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=nullpage']],
    ['ps', 'gs', ['-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=nullpage']],
    ['svg', 'xmllint', ['--noout', '--nonet']],
  ])('%s is accepted by %s', async (format, tool, options) => {
    for (const [i, profile] of [heap, hostile].entries()) {
      const path = join(directory, `${i}.${format}`);
      writeFileSync(path, await image(`-${format}`, profile));
      const { error, status, stderr } = spawnSync(tool, [...options, path], { encoding: 'utf8' });
      if (error !== undefined) {
        process.stdout.write(`not run: ${tool} on ${format}, because it is not on PATH\n`);
        return;
      }
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });
});

/** The ids and titles of boxes and arrows. */
function elements(text: string): string[] {
  return [...text.matchAll(/<g id="([^"]*)" class="(node|edge)">\n<title>([^<]*)<\/title>/g)]
    .map(([, id, kind, title]) => `${kind} ${id} ${title}`)
    .toSorted();
}

function texts(text: string): string[] {
  return [...text.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words = '']) => words).toSorted();
}

describe.skipIf(!requireTool('dot'))('the dot program', () => {
  test.each([
    [heap],
    ['tests/corpus/go/cpu.pb.gz'],
    ['tests/corpus/go/allocs.pb.gz'],
    ['tests/corpus/synthetic/names-quoted.pb.gz'],
  ])('draws the same boxes, arrows and words as the built-in one: %s', async (profile) => {
    const [ours, theirs] = [await svg(profile), await svg('-dot_program=dot', profile)];
    expect(elements(ours).length).toBeGreaterThan(2);
    expect(elements(ours)).toEqual(elements(theirs));
    expect(texts(ours)).toEqual(texts(theirs));
  });

  test('draws the DOT of -dot likewise', async () => {
    const dot = await image('-dot', heap);
    const { stdout } = spawnSync('dot', ['-Tsvg'], { input: dot, encoding: 'utf8' });
    const withLegend = stdout.replace(
      'id="node1" class="node">\n<title>File',
      'id="legend" class="node">\n<title>File',
    );
    expect(elements(await svg(heap))).toEqual(elements(withLegend));
  });

  test.each(['png', 'gif', 'pdf', 'ps'])('makes %s too', async (format) => {
    const magic = (await image(`-${format}`, heap)).subarray(0, 4);
    const theirs = await image(`-${format}`, '-dot_program=dot', heap);
    expect(theirs.subarray(0, 4)).toEqual(magic);
  });
});

describe('hostile names', () => {
  test.each(['', '-lines', '-addresses', '-files', '-compat', '-call_tree', '-tagroot=a'])(
    'are inert in SVG (%s)',
    async (option) => {
      const text = await svg('-nodefraction=0', ...(option === '' ? [] : [option]), hostile);
      const picture = text.replace(
        /<style>[^]*?<\/style>\n<script><!\[CDATA\[[^]*?\]\]><\/script>\n<\/svg>\n$/,
        '',
      );
      expect(picture).not.toBe(text);
      expect(picture).not.toMatch(/<script|<!\[CDATA|\shref|<!--(?![^]*?-->)|on\w+="/i);
      // Of elements and attributes there are only Graphviz's.
      const tags = new Set([...picture.matchAll(/<(\w+)/g)].map(([, tag = '']) => tag));
      expect([...tags].toSorted()).toEqual(
        ['a', 'g', 'path', 'polygon', 'polyline', 'svg', 'text', 'title'].filter((tag) => tags.has(tag)),
      );
      expect(picture.split('').filter((character) => character < ' ' && character !== '\n')).toEqual([]);
      expect(picture).not.toMatch(/[\u009b\u202e\ufffe]/);
      expect(elements(text).filter((element) => element.includes('evil'))).toEqual([]);
    },
  );

  test('are shown as they are', async () => {
    const text = await svg('-nodefraction=0', '-symbolize=none', hostile);
    const titles = [...text.matchAll(/xlink:title="([^"]*)"/g)].map(([, title = '']) => unescapeXml(title));
    for (const name of hostileTexts.filter((each) => !/[\n\t]/.test(each))) {
      expect([name, titles.some((title) => title.startsWith(`${name} (`))]).toEqual([name, true]);
    }
  });

  test.each(['png', 'gif', 'pdf', 'ps'])('do not stop %s', async (format) => {
    expect((await image(`-${format}`, '-nodefraction=0', hostile)).length).toBeGreaterThan(1000);
  });
});

function unescapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    quot: '"',
    amp: '&',
    '#45': '-',
    '#39': "'",
    '#92': '\\',
    '#160': ' ',
  };
  return text.replaceAll(/&([^;]*);/g, (_, entity: string) => entities[entity] ?? `?${entity}?`);
}

test('no id is there twice', async () => {
  const ids = [...(await svg(heap)).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('an image of nothing is an image', async () => {
  const text = await svg('-focus=nothing like this', heap);
  expect(text).toContain('<svg ');
  expect(elements(text).length).toBeLessThan(2);
});

test('a picture keeps to the file that it came from', () => {
  expect(readFileSync(hostile)).toEqual(Buffer.from(hostileProfile()));
});
