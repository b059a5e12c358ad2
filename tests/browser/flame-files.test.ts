// The files of `heapwise flame` and `heapwise compare` in a real browser: no errors, no requests, search, zoom by keys,
// and names that try to be markup.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeProfile } from '#formats';
import { profileFromStacks } from '#testing';
import { createCli, type Cli } from '../e2e/run-cli.ts';
import { requireTool } from '../require-tool.ts';
import { openBrowser, openPage, type WatchedPage } from './open-browser.ts';

const corpus = 'tests/corpus/go';

/** Names that would do something if they were taken for markup, a script or a key of an object. */
const hostileNames = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(2)>',
  '"><svg onload=alert(3)>',
  ']]><script>alert(4)</script>',
  '&lt;b&gt;&#60;',
  'a\u0000b\u0008c\u001b[31mred',
  '__proto__',
  '<!--',
  '\u2028\u202Egnirts',
];

describe.skipIf(!requireTool('browser'))('in Chromium', () => {
  let cli: Cli;
  let browser: Browser;
  beforeAll(async () => {
    cli = await createCli();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    cli?.remove();
  });

  async function openFile(
    name: string,
    args: readonly string[],
    scheme: 'light' | 'dark' = 'light',
  ): Promise<WatchedPage> {
    const path = join(cli.directory, name);
    const { exitCode, stderr } = await cli.run([...args, `-output=${path}`]);
    expect([exitCode, stderr]).toEqual([0, `Generating report in ${path}\n`]);
    return openPage(browser, pathToFileURL(path).href, { colorScheme: scheme });
  }

  async function hostileProfile(): Promise<string> {
    const path = join(cli.directory, 'hostile.pb');
    const profile = profileFromStacks(hostileNames.map((_, i) => `main;N${i} ${i + 1}`).join('\n'));
    const { strings } = profile;
    const renamed = (index: number): string => {
      const text = strings.text(index);
      return /^N\d+$/.test(text) ? hostileNames[Number(text.slice(1))]! : text;
    };
    writeFileSync(path, encodeProfile({ ...profile, strings: { ...strings, text: renamed } }));
    return path;
  }

  async function pressAll(page: Page, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key);
  }

  describe('HTML', () => {
    test.each(['light', 'dark'] as const)(
      '%s: draws, searches, and says how much matched',
      async (scheme) => {
        const { page, troubles } = await openFile('cpu.html', ['flame', `${corpus}/cpu.pb.gz`], scheme);
        await expect.poll(() => page.title()).toBe('service: cpu');
        await page.keyboard.press('/');
        await page.keyboard.type('malloc.*');
        await expectText(page, 'output', /^matched 2\d\.\d\d%$/);
        await expect
          .poll(() => page.locator('.flame-status').textContent())
          .toMatch(/^20 frames match: 2\d\.\d\d% of all/);
        await page.getByLabel('literal').check();
        await expectText(page, 'output', /^matched 0%$/);
        await expect.poll(() => page.locator('.flame-status').textContent()).toMatch(/^nothing matches/);
        const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(background).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 25, 29)');
        expect(await inkOf(page)).toBeGreaterThan(0.05);
        expect(troubles).toEqual([]);
      },
    );

    test('zooms by keys, and back', async () => {
      const { page, troubles } = await openFile('keys.html', ['flame', `${corpus}/cpu.pb.gz`]);
      const whole = await page.locator('.flame-canvas').screenshot();
      await pressAll(page, 'ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter');
      await page.waitForFunction(() => document.activeElement?.closest('.flame') !== null);
      await expect
        .poll(async () => (await page.locator('.flame-canvas').screenshot()).equals(whole))
        .toBe(false);
      await expectText(page, '[aria-selected=true]', /gcBgMarkWorker/);
      await pressAll(page, 'Escape');
      await settle(page);
      expect(troubles).toEqual([]);
    });

    test('shows each value of the profile', async () => {
      const { page, troubles } = await openFile('heap.html', ['flame', `${corpus}/heap.pb.gz`]);
      const list = page.getByLabel('Value');
      expect(await list.locator('option').allTextContents()).toEqual([
        'inuse_space',
        'alloc_objects',
        'alloc_space',
        'inuse_objects',
      ]);
      await page.keyboard.press('/');
      await page.keyboard.type('newOrder');
      await expectText(page, 'output', /^matched /);
      const shares = new Set<string>();
      for (const value of await list.locator('option').allTextContents()) {
        await list.selectOption(value);
        await settle(page);
        shares.add((await page.locator('output').textContent()) ?? '');
      }
      expect(shares.size).toBe(4);
      expect(troubles).toEqual([]);
    });

    test('hostile names are only text', async () => {
      const { page, troubles } = await openFile('hostile.html', [
        'flame',
        '-symbolize=none',
        await hostileProfile(),
      ]);
      await page.keyboard.press('/');
      await page.keyboard.type('alert\\(1');
      await expectText(page, 'output', /^matched 2\.22%$/);
      await page.keyboard.press('Enter');
      await settle(page);
      await expect.poll(() => page.locator('[aria-selected=true]').textContent()).toContain(hostileNames[0]);
      await expect.poll(() => page.locator('script').count()).toBe(0);
      expect(troubles).toEqual([]);
    });

    test('a comparison shows what grew and shrank, by either width', async () => {
      const { page, troubles } = await openFile('diff.html', [
        'compare',
        `${corpus}/cpu.pb.gz`,
        `${corpus}/cpu-trimpath.pb.gz`,
      ]);
      await expect
        .poll(() => page.locator('h1').textContent())
        .toMatch(/^cpu: \+620ms ±\d+\.\d\dms \(\+35\.8%\)$/);
      const pictures = new Set<string>();
      for (const widths of ['after', 'before', 'both']) {
        await page.getByLabel('Widths').selectOption(widths);
        await settle(page);
        pictures.add((await page.locator('.flame-canvas').screenshot()).toString('base64'));
      }
      expect(pictures.size).toBe(3);
      await page.mouse.move(300, 160);
      await expectText(page, '.flame-tooltip', /total: [\d.]+m?s → [\d.]+m?s, \+[\d.]+ms \(\+[\d.]+%\)/);
      expect(troubles).toEqual([]);
    });
  });

  describe('SVG', () => {
    test('zooms by click and key, searches, and is a picture without a script', async () => {
      const { page, troubles } = await openFile('cpu.svg', ['flame', `${corpus}/cpu.pb.gz`]);
      const box = page
        .locator('#frames > g', { has: page.locator('title', { hasText: 'main.encodeOrder' }) })
        .first();
      const widthOf = async (): Promise<number> => Number(await box.locator('rect').getAttribute('width'));
      const before = await widthOf();
      await box.locator('rect').click();
      await expect.poll(widthOf).toBe(1180);
      await page.keyboard.press('Escape');
      await expect.poll(widthOf).toBe(before);
      await box.focus();
      await page.keyboard.press('Enter');
      await expect.poll(widthOf).toBe(1180);
      await page.keyboard.press('/');
      await page.keyboard.type('malloc');
      await expectText(page, '.result', /^matched 2\d\.\d\d%$/);
      await expect.poll(() => page.locator('#frames > g.match').count()).toBe(20);
      expect(troubles).toEqual([]);

      const still = await openPage(browser, page.url(), { javaScriptEnabled: false });
      await expect.poll(() => still.page.locator('#frames > g > text').count()).toBeGreaterThan(50);
    });

    test('hostile names are only text, and the XML is well-formed', async () => {
      const { page, troubles } = await openFile('hostile.svg', [
        'flame',
        '-symbolize=none',
        await hostileProfile(),
      ]);
      const titles = await page.locator('#frames > g > title').allTextContents();
      expect(titles.map((title) => title.split('\n')[0])).toEqual(
        expect.arrayContaining([hostileNames[0], '__proto__']),
      );
      await expect.poll(() => page.locator('script').count()).toBe(1);
      expect(troubles).toEqual([]);
      const text = readFileSync(join(cli.directory, 'hostile.svg'), 'utf8');
      const parsed = await page.evaluate(
        (xml) =>
          new DOMParser().parseFromString(xml, 'application/xml').querySelector('parsererror')?.textContent,
        text,
      );
      expect(parsed).toBeUndefined();
    });
  });

  async function expectText(page: Page, selector: string, pattern: RegExp): Promise<void> {
    await expect.poll(async () => page.locator(selector).textContent()).toMatch(pattern);
  }

  /** Until what was asked for is drawn. */
  async function settle(page: Page): Promise<void> {
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  /** The share of the canvas that something is drawn on. */
  async function inkOf(page: Page): Promise<number> {
    return page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.flame-canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let inked = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) inked++;
      return (inked * 4) / data.length;
    });
  }
});
