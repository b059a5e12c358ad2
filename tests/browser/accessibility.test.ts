// Every view of the web UI for those who see little, or use no mouse: axe, keys alone, and the list of keys.

import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireTool } from '../require-tool.ts';
import { newPage, openBrowser } from './open-browser.ts';
import { createWebUi, type RunningUi, type WebUi } from './web-ui.ts';

const early = 'tests/corpus/go/heap-early.pb.gz';
const late = 'tests/corpus/go/heap.pb.gz';

/** Each view with a text that is there when it has come. */
const views = [
  ['flamegraph', /too narrow|All: /],
  ['flamegraph?dir=up&q=newOrder', /match/],
  ['top?cols=all', /alloc B\/object/],
  ['graph', /\d+ functions, \d+ calls/],
  ['peek?f=newOrder', /Callees/],
  ['source?f=newOrder', /defer s\.mu\.Unlock/],
  ['disasm?f=newOrder', /defer s\.mu\.Unlock|cannot read/],
  ['tags', /Only these/],
  ['compare', /or drop a file/],
  ['compare?first=0&last=1', /5\.12MB → 20\.61MB/],
  ['compare?first=0&last=1&as=table', /Verdict/],
  ['timeline', /What leaks/],
] as const;

describe.skipIf(!requireTool('browser'))('accessibility', () => {
  let web: WebUi;
  let ui: RunningUi;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [web, browser] = await Promise.all([createWebUi(), openBrowser()]);
    ui = await web.start(['-source_path=examples/go-service', early, late]);
    page = await newPage(browser);
  });
  afterAll(async () => {
    await browser.close();
    await web.end();
  });

  async function open(path: string, text: RegExp): Promise<void> {
    await page.goto(`${ui.url}/ui/${path}`);
    await expect.poll(() => page.getByRole('main').innerText()).toMatch(text);
  }

  test.each(views)(
    '%s has no serious findings by axe, in light and dark, wide and narrow',
    async (path, text) => {
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 1280],
        ['light', 400],
        ['dark', 400],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        await open(path, text);
        expect(await seriousFindings(page), `${colorScheme}, ${width} pixels`).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    },
  );

  test('menus fit into a narrow window, and have no serious findings', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await open('top', /functions/);
    for (const name of [/^Refine/, /^Config/, /^service/]) {
      const button = page.getByRole('button', { name });
      await button.click();
      const box = await page.locator('.menu-items').boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(400);
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('? lists the keys, Escape closes the list, and the focus is where it was', async () => {
    await open('top', /functions/);
    const row = page.getByRole('table').getByRole('row').nth(1);
    await row.focus();
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keys' });
    await list.getByText('zoom out to everything').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // Keys of the views below mean nothing now.
    await page.keyboard.press('3');
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    expect(page.url()).toContain('/ui/top');
    await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true);

    const button = page.getByRole('button', { name: 'Keys', exact: true });
    await button.click();
    await list.getByRole('button', { name: 'Close' }).click();
    await list.waitFor({ state: 'hidden' });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  /** Presses Tab until the focus is on what is wanted. */
  async function tabTo(wanted: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate((selector) => document.activeElement?.matches(selector), wanted);
      if (found === true) return;
    }
    throw new Error(`Tab does not lead to ${wanted}`);
  }

  test('all views are reached and used by keys alone', async () => {
    await open('flamegraph', /All: /);
    // From the start page to a function in the flame graph, by its menu to its source, and on through the views.
    await tabTo('[role=treegrid]');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
    const tree = page.getByRole('treegrid');
    await tree.getByRole('row', { selected: true }).getByText('newOrder').waitFor();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('link', { name: 'Callers and callees' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => tree.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('link', { name: 'Callers and callees' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('defer s.mu.Unlock').waitFor();

    await page.keyboard.press('2');
    await page.waitForURL(/\/ui\/top/);
    await tabTo('th button');
    await page.keyboard.press('Enter');
    await tabTo('tbody tr[tabindex="0"]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/ui\/peek/);
    await tabTo('.calls a');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('main').innerText()).toContain('Callees');

    await page.keyboard.press('3');
    await page.waitForURL(/\/ui\/graph/);
    await page.locator('.graph-frame [role=button]').first().waitFor();
    await tabTo('.graph-frame [role=button]');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Callers and callees' }).waitFor();
    await page.keyboard.press('Escape');

    await page.keyboard.press('7');
    await page.getByRole('button', { name: 'Only these' }).waitFor();
    await tabTo('.range select');
    await page.keyboard.press('ArrowDown');
    await tabTo('.range button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/tf=bytes/);

    await page.keyboard.press('9');
    await page.getByText('What leaks').waitFor();
    await tabTo('.toolbar a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/ui\/compare\?.*first=0&last=1/);
    await tabTo('[aria-label="Show as"] a:not([aria-current])');
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: 'Verdict' }).waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('concat');
    await page.waitForURL(/q=concat/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    await page.waitForURL(/\/ui\/flamegraph/);
  });
});

interface AxeFinding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Our policy keeps strange scripts out of pages; the debugger may put one in. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run(document)')) as { violations: AxeFinding[] };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
