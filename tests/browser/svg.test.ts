// The SVG of a call graph in a real browser: zoomed, panned, searched and followed, by mouse and by keys.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileProfile } from '../images/hostile-profile.ts';
import { runHeapwise } from '../matrix/heapwise.ts';
import { requireTool } from '../require-tool.ts';
import { openBrowser, openPage } from './open-browser.ts';

describe.skipIf(!requireTool('browser'))('SVG in a browser', () => {
  const directory = mkdtempSync(join(tmpdir(), 'heapwise-svg-'));
  const pathTo = (name: string): string => join(directory, name);
  let browser: Browser;
  beforeAll(async () => {
    writeFileSync(pathTo('hostile.pb'), hostileProfile());
    await draw('heap.svg', 'tests/corpus/go/heap.pb.gz');
    await draw('hostile.svg', '-symbolize=none', '-nodefraction=0', pathTo('hostile.pb'));
    writeFileSync(pathTo('page.html'), '<!doctype html><title>page</title><img src="heap.svg">');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  async function draw(file: string, ...args: string[]): Promise<void> {
    const outcome = await runHeapwise(['-svg', ...args], 'UTC');
    if (outcome.kind !== 'report') throw new Error(outcome.lines.join('\n'));
    writeFileSync(pathTo(file), outcome.bytes);
  }

  /** Opens a file for a test, which must cause no complaint. */
  async function withPage(file: string, use: (page: Page) => Promise<void>): Promise<void> {
    const { page, troubles } = await openPage(browser, pathToFileURL(pathTo(file)).href, {
      viewport: { width: 1000, height: 700 },
    });
    await use(page);
    await page.close();
    // Pages may show the files beside them.
    expect(troubles.filter((trouble) => !trouble.startsWith('request: file:'))).toEqual([]);
  }

  interface Place {
    readonly scale: number;
    readonly x: number;
    readonly y: number;
  }

  /** How the graph is moved and scaled. */
  function placeOf(page: Page): Promise<Place> {
    return page.evaluate(() => {
      const view = document.querySelector('svg > g');
      const [x = 0, y = 0, scale = 0] = (
        view?.getAttribute('transform')?.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []
      ).map(Number);
      return { scale, x, y };
    });
  }

  function lit(page: Page): Promise<string[]> {
    return page.evaluate(() =>
      [...document.querySelectorAll('.lit > title')].map((title) => title.textContent ?? ''),
    );
  }

  test('shows all of the graph at first, and says what can be done', async () => {
    await withPage('heap.svg', async (page) => {
      const graph = (await page.locator('g.graph').boundingBox())!;
      expect(Math.min(graph.x, graph.y)).toBeGreaterThanOrEqual(-1);
      expect(graph.x + graph.width).toBeLessThanOrEqual(1001);
      expect(graph.y + graph.height).toBeLessThanOrEqual(701);
      expect(Math.max(graph.width / 1000, graph.height / 700)).toBeGreaterThan(0.9);
      await expect.poll(() => page.locator('.hint').textContent()).toContain('wheel');
    });
  });

  test('is zoomed by the wheel where the mouse is, and panned by dragging', async () => {
    await withPage('heap.svg', async (page) => {
      const before = await placeOf(page);
      const box = page.locator('#node3');
      const { x, y, width, height } = (await box.boundingBox())!;
      const [mouseX, mouseY] = [x + width / 2, y + height / 2];
      await page.mouse.move(mouseX, mouseY);
      await page.mouse.wheel(0, -300);
      await expect.poll(async () => (await placeOf(page)).scale).toBeGreaterThan(before.scale * 1.5);
      const zoomed = (await box.boundingBox())!;
      expect(zoomed.x + zoomed.width / 2).toBeCloseTo(mouseX, 0);
      expect(zoomed.y + zoomed.height / 2).toBeCloseTo(mouseY, 0);
      await page.mouse.down();
      await page.mouse.move(mouseX + 120, mouseY + 45, { steps: 4 });
      await page.mouse.up();
      const dragged = (await box.boundingBox())!;
      expect(dragged.x - zoomed.x).toBeCloseTo(120, 0);
      expect(dragged.y - zoomed.y).toBeCloseTo(45, 0);
      // A drag is no click.
      await expect.poll(() => page.locator('svg.dimmed .node:hover').count()).toBeLessThan(2);
    });
  });

  test('is zoomed and panned by keys', async () => {
    await withPage('heap.svg', async (page) => {
      const start = await placeOf(page);
      const press = async (...keys: string[]): Promise<Place> => {
        for (const key of keys) await page.keyboard.press(key);
        return placeOf(page);
      };
      expect((await press('+', '+')).scale).toBeCloseTo(start.scale * 1.25 ** 2);
      expect((await press('-')).scale).toBeCloseTo(start.scale * 1.25);
      const here = await placeOf(page);
      expect((await press('ArrowLeft')).x).toBeCloseTo(here.x + 80);
      expect((await press('ArrowRight', 'ArrowRight')).x).toBeCloseTo(here.x - 80);
      expect((await press('ArrowDown')).y).toBeCloseTo(here.y - 80);
      expect((await press('ArrowUp', 'ArrowUp')).y).toBeCloseTo(here.y + 80);
      expect(await press('0')).toEqual(start);
    });
  });

  test('shows callers and callees of a box that is clicked, until the next click', async () => {
    await withPage('heap.svg', async (page) => {
      const box = page.locator('.node', { hasText: 'newOrder' });
      await box.click();
      const shown = (await lit(page)).join('\n');
      expect(shown).toContain('main.(*shop).serveOrders (');
      expect(shown).toContain('main.(*shop).serveOrders -> main.(*shop).newOrder (');
      expect(shown).toContain('main.articleName (');
      expect(shown).not.toContain('concatenateReceipt');
      await page.mouse.move(5, 400);
      await expect.poll(() => lit(page)).not.toEqual([]);
      await page.mouse.click(5, 400);
      await expect.poll(() => lit(page)).toEqual([]);
    });
  });

  test('walks over boxes by Tab, with their full names, and pins by Enter', async () => {
    await withPage('heap.svg', async (page) => {
      // The first goes to the document.
      for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
      const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      expect(name).toMatch(/^main\..* \(\d+\.\d\dkB\)$/);
      await page.keyboard.press('Enter');
      await expect.poll(() => lit(page)).toContain(name);
      await page.keyboard.press('Enter');
      await expect.poll(() => lit(page)).toEqual([]);
    });
  });

  test('finds names, one after the other', async () => {
    await withPage('heap.svg', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('SHOP).(new|serve)');
      await expect.poll(() => page.locator('output').textContent()).toBe('none');
      await page.locator('input').fill(String.raw`shop\)\.(new|serve)`);
      await expect.poll(() => page.locator('output').textContent()).toBe('1 of 2');
      expect((await lit(page)).length).toBe(2);
      await page.keyboard.press('Enter');
      const first = (await page.locator('.current').boundingBox())!;
      expect(first.x + first.width / 2).toBeCloseTo(500, 0);
      expect(first.y + first.height / 2).toBeCloseTo(350, 0);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('output').textContent()).toBe('2 of 2');
      await page.keyboard.press('Escape');
      await expect.poll(() => lit(page)).toEqual([]);
      await expect.poll(() => page.locator('svg.dimmed').count()).toBe(0);
    });
  });

  test('takes an invalid regular expression as it is', async () => {
    await withPage('heap.svg', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('(*shop');
      await expect.poll(() => page.locator('output').textContent()).toMatch(/^1 of [2-9]$/);
    });
  });

  test('is a picture in other pages, as large as it is', async () => {
    await withPage('page.html', async (page) => {
      const size = await page.evaluate(() => {
        const image = document.querySelector('img');
        return { complete: image?.complete, width: image?.naturalWidth, height: image?.naturalHeight };
      });
      expect(size.complete).toBe(true);
      expect(size.width).toBeGreaterThan(500);
      expect(size.height).toBeGreaterThan(500);
    });
  });

  test('runs nothing that names in the profile bring', async () => {
    await withPage('hostile.svg', async (page) => {
      await expect.poll(() => page.locator('script').count()).toBe(1);
      await expect.poll(() => page.locator('[href]').count()).toBe(0);
      const names = await page.evaluate(() =>
        [...document.querySelectorAll('.node > title')].map((title) => title.textContent ?? ''),
      );
      expect(names.some((name) => name.startsWith('<script>alert(1)</script> ('))).toBe(true);
      for (const node of await page.locator('.node').all()) await node.dispatchEvent('click');
    });
  });
});
