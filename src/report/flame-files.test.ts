// Flame graphs as files: markup that stays well-formed, data that comes out as it went in, and what is left out.

import { describe, expect, test } from 'vitest';
import { unpackFlame, type FlameData } from '#flame';
import { profileFromStacks } from '#testing';
import { contextOf } from '../../tests/report-context.ts';
import { base64 } from './base64.ts';
import { joinChunks } from './chunks.ts';
import { buildFlame } from './flame.ts';
import { printFlameHtml } from './flame-html.ts';
import { printFlameSvg } from './flame-svg.ts';
import { htmlScript, markupText, xmlScript } from './markup-text.ts';

const page = { kind: 'profile', title: 'a <b> & "c"', facts: ['</script>'] } as const;

function flameOf(stacks: string): FlameData {
  return buildFlame(contextOf(profileFromStacks(stacks)), [{ sampleType: 0, total: 10 }], { selected: 0 });
}

test('markup is text, and XML has no characters that it cannot hold', () => {
  expect(markupText(`<a href="x">'&`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;');
  expect(markupText('\u0000\u001b\ud800x\uffff\t😀')).toBe('��\uFFFDx�\t😀');
});

test('a script does not end its element', () => {
  expect(htmlScript('a("</script><!--")')).toBe(String.raw`a("\x3c/script>\x3c!--")`);
  expect(xmlScript('a[b[0]]>c')).toBe('<![CDATA[a[b[0]]]]><![CDATA[>c]]>');
});

test.each([0, 1, 2, 3, 49_151, 49_152, 49_153, 100_000])('base64 of %d bytes', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) % 256);
  expect(joinChunks(base64(bytes))).toBe(Buffer.from(bytes).toString('base64'));
});

describe('HTML', () => {
  test('holds the data, and nothing that a name could end', () => {
    const flame = flameOf('main;</script 5');
    const html = joinChunks(printFlameHtml(flame, page, 'run()'));
    const [, packed = ''] = /id="flame">([^<]*)</.exec(html) ?? [];
    expect(unpackFlame(Buffer.from(packed, 'base64')).frames.name).toEqual(['root', 'main', '</script']);
    expect(html.match(/<\/script>/g)).toHaveLength(3);
    expect(html).toContain('<title>a &#60;b&#62; &#38; &#34;c&#34;</title>');
    expect(html).not.toMatch(/https?:/);
  });
});

describe('SVG', () => {
  test('has a box for each frame, as wide as its share', () => {
    const svg = joinChunks(printFlameSvg(flameOf('main;a 6\nmain;b 2\nother 2'), page, ''));
    const boxes = [
      ...svg.matchAll(/<title>([^<\n]*)\n([^<]*)<\/title><rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g),
    ];
    expect(
      boxes.map(([, name, text, x, y, width]) => [name, text, Number(x), Number(y), Number(width)]),
    ).toEqual([
      ['root', '10 (100%), 0 of it its own', 10, 58, 1180],
      ['main', '8 (80.00%), 0 of it its own', 10, 76, 944],
      ['other', '2 (20.00%), 2 of it its own', 954, 76, 236],
      ['a', '6 (60.00%), 6 of it its own', 10, 94, 708],
      ['b', '2 (20.00%), 2 of it its own', 718, 94, 236],
    ]);
  });

  test('leaves out what is too narrow or too deep, and says so', () => {
    const deep = Array.from({ length: 1200 }, (_, i) => `f${i}`).join(';');
    const svg = joinChunks(printFlameSvg(flameOf(`${deep} 100000\nnarrow 1`), page, ''));
    expect(svg).toContain('202 frames too narrow or too deep to draw');
    expect(svg).not.toContain('narrow\n');
  });

  test('of nothing is an empty picture', () => {
    expect(joinChunks(printFlameSvg(flameOf('main 0'), page, ''))).toContain('<title>root\n0 (0%)');
  });
});
