// The page of weblist in a real browser: opened by mouse and by keys, in the dark, and with hostile text.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeProfile } from '#formats';
import { profileFromStacks } from '#testing';
import { hostileProfile, hostileTexts } from '../images/hostile-profile.ts';
import { makeProfile } from '../machine-code/made-up-profile.ts';
import { runHeapwise } from '../matrix/heapwise.ts';
import { requireTool } from '../require-tool.ts';
import { openBrowser, openPage, type WatchedPage } from './open-browser.ts';

describe.skipIf(!requireTool('browser'))('weblist in a browser', () => {
  const directory = mkdtempSync(join(tmpdir(), 'heapwise-weblist-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  async function open(name: string, profile: Uint8Array, ...options: string[]): Promise<WatchedPage> {
    const path = join(directory, `${name}.pb`);
    writeFileSync(path, profile);
    const outcome = await runHeapwise(['-symbolize=none', '-weblist', '.', ...options, path], 'UTC');
    if (outcome.kind === 'failed') throw new Error(outcome.lines.join('\n'));
    const html = join(directory, `${name}.html`);
    writeFileSync(html, outcome.bytes);
    return openPage(browser, pathToFileURL(html).href, { viewport: { width: 1000, height: 700 } });
  }

  test('hostile names, paths and source text are only text', async () => {
    writeFileSync(join(directory, 'evil.c'), `${hostileTexts.join('\n')}\n`);
    const sources = encodeProfile(profileFromStacks('f@evil.c:2 1\nf@evil.c:11 1'));
    for (const [name, profile] of [
      ['names', hostileProfile()],
      ['sources', sources],
    ] as const) {
      const { page, troubles } = await open(name, profile, `-source_path=${directory}`);
      expect(troubles).toEqual([]);
      await expect.poll(() => page.locator('script').count()).toBe(1);
      const text = await page.locator('body').innerText();
      expect(text).toContain('<script>alert(1)</script>');
      expect(text).toContain(String.raw`\u{202e}reversed`);
      await page.close();
    }
  });

  describe.skipIf(!requireTool('objdump') || !requireTool('gcc'))('machine code', () => {
    let opened: WatchedPage;
    const page = (): Page => opened.page;
    beforeAll(async () => {
      const program = join(directory, 'spin');
      const source = fileURLToPath(new URL('../machine-code/programs/spin.c', import.meta.url));
      execFileSync('gcc', ['-O1', '-g', '-no-pie', '-o', program, source]);
      const place = { start: 0x40_1000n, limit: 0x40_2000n, offset: 0x1000n };
      opened = await open('code', await makeProfile(program, place, ['spin', 'descend', 'main']));
    });

    const isOpen = (): Promise<boolean[]> =>
      page()
        .locator('details')
        .evaluateAll((lines) => lines.map((line) => (line as HTMLDetailsElement).open));

    test('opens below a line by mouse', async () => {
      const line = page().locator('summary', { hasText: 'half(value)' });
      const code = page().locator('details', { has: line }).locator('.asm');
      await expect.poll(() => code.isVisible()).toBe(false);
      await line.click();
      await expect.poll(() => code.isVisible()).toBe(true);
      // The function that was inlined is named by its source.
      await expect.poll(() => code.locator('.inlinesrc').first().innerText()).toContain('return value / 2;');
      await line.click();
      await expect.poll(() => code.isVisible()).toBe(false);
    });

    test('opens by keys', async () => {
      await page().keyboard.press('n');
      await page().keyboard.press('n');
      const focused = page().locator('summary:focus');
      await expect.poll(() => focused.count()).toBe(1);
      await page().keyboard.press('Enter');
      expect((await isOpen()).filter(Boolean).length).toBe(1);
      await page().keyboard.press('e');
      expect((await isOpen()).every(Boolean)).toBe(true);
      await page().keyboard.press('c');
      expect((await isOpen()).some(Boolean)).toBe(false);
    });

    test('functions are reached from the table above', async () => {
      await page().locator('table a', { hasText: 'descend' }).click();
      const heading = page().locator('h2', { hasText: 'descend' });
      const box = await heading.boundingBox();
      expect(box!.y).toBeGreaterThan(0);
      expect(box!.y).toBeLessThan(500);
    });

    test('is readable in the dark as well', async () => {
      const colors = (): Promise<string[]> =>
        page()
          .locator('body')
          .evaluate((body) => {
            const { color, backgroundColor } = getComputedStyle(body);
            return [color, backgroundColor];
          });
      await page().emulateMedia({ colorScheme: 'light' });
      const light = await colors();
      await page().emulateMedia({ colorScheme: 'dark' });
      expect(await colors()).not.toEqual(light);
    });

    test('nothing is complained of', () => {
      expect(opened.troubles).toEqual([]);
    });
  });
});
