// The views of the web UI in a real browser: opened, used, and read by roles and texts as a screen reader would.

import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { requireTool } from '../require-tool.ts';
import { hostileFile } from './hostile-profile.ts';
import { newPage, openBrowser } from './open-browser.ts';
import { createWebUi, type RunningUi, type WebUi } from './web-ui.ts';

const heap = 'tests/corpus/go/heap.pb.gz';

describe.skipIf(!requireTool('browser'))('the web UI', () => {
  let web: WebUi;
  let ui: RunningUi;
  let browser: Browser;
  let page: Page;
  const strangers: string[] = [];
  const problems: string[] = [];

  beforeAll(async () => {
    [web, browser] = await Promise.all([createWebUi(), openBrowser()]);
    ui = await web.start([heap]);
    page = await newPage(browser);
    page.on('request', (request) => {
      if (!request.url().startsWith(ui.url) && !request.url().startsWith('data:'))
        strangers.push(request.url());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('400')) problems.push(message.text());
    });
  });
  afterAll(async () => {
    await browser.close();
    await web.end();
  });
  beforeEach(() => {
    problems.length = 0;
  });

  async function open(path: string): Promise<void> {
    await page.goto(`${ui.url}/ui/${path}`);
    await page.getByRole('main').waitFor();
  }

  const tree = () => page.getByRole('treegrid');
  const status = () => page.locator('.flame-status');

  describe('the flame graph', () => {
    test('is the start page, and a table of the same data for screen readers', async () => {
      await page.goto(ui.url);
      await tree().waitFor();
      expect(page.url()).toBe(`${ui.url}/ui/flamegraph`);
      await expect.poll(() => page.title()).toBe('Flame graph · service inuse_space');
      await tree().focus();
      const row = tree().getByRole('row', { selected: true });
      await expect.poll(() => row.innerText()).toContain('root');
      await expect.poll(() => row.innerText()).toContain('100%');
    });

    test('is walked, zoomed and left by keys alone', async () => {
      await open('flamegraph');
      await tree().focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown'])
        await page.keyboard.press(key);
      const row = tree().getByRole('row', { selected: true });
      await expect.poll(() => row.getAttribute('aria-level')).toBe('6');
      await expect.poll(() => row.innerText()).toContain('main.(*shop).newOrder');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => row.innerText()).toContain('main.concatenateReceipt');
      await page.keyboard.press('Enter');
      await page.waitForURL(/z=/);
      expect(new URL(page.url()).searchParams.get('z')).toContain('concatenateReceipt');
      await page.reload();
      await tree().focus();
      await page.keyboard.press('Escape');
      await page.waitForURL((url) => !url.searchParams.has('z'));
    });

    test('says how much a search finds, and goes from match to match', async () => {
      await open('flamegraph');
      await page.keyboard.press('/');
      await page.keyboard.type('newOrder');
      await expect.poll(() => status().innerText()).toMatch(/2 frames match: 51\.45% of all/);
      await tree().focus();
      await page.keyboard.press('n');
      await expect.poll(() => tree().getByRole('row', { selected: true }).innerText()).toContain('newOrder');
    });

    test('shows the callers of leaves, and callers and callees of one function', async () => {
      await open('flamegraph?dir=up');
      await tree().focus();
      await page.keyboard.press('ArrowDown');
      const row = tree().getByRole('row', { selected: true });
      await expect.poll(() => row.innerText()).toContain('main.concatenateReceipt');
      await open('flamegraph?p=^main\\.articleName$');
      await tree().focus();
      await expect.poll(() => row.innerText()).toContain('main.articleName');
      await page.keyboard.press('ArrowUp');
      await expect.poll(() => row.innerText()).toContain('newOrder');
    });

    test('has a tooltip with file and line, and a menu for a box', async () => {
      await open('flamegraph');
      const canvas = page.locator('.flame-canvas');
      await canvas.hover({ position: { x: 300, y: 5 * 20 + 10 } });
      const tooltip = page.getByRole('tooltip');
      await expect
        .poll(() => tooltip.innerText())
        .toMatch(/newOrder[^]*inuse_space: self [^]*per object[^]*shop\.go:\d+/);
      await canvas.click({ button: 'right', position: { x: 300, y: 5 * 20 + 10 } });
      await page.getByRole('link', { name: 'Hide' }).click();
      await page.waitForURL(/h=/);
      await expect
        .poll(() => page.getByRole('list', { name: 'Filters in use' }).innerText())
        .toContain('newOrder');
      await expect
        .poll(() => page.getByRole('contentinfo').innerText())
        .toContain("heapwise web '-hide=^main");
    });

    test('changes the kind of values without asking the server again', async () => {
      await open('flamegraph');
      await tree().waitFor();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.getByLabel('Sample type').selectOption('alloc_space');
      await page.waitForURL(/si=alloc_space/);
      await tree().focus();
      await expect.poll(() => tree().getByRole('row', { selected: true }).innerText()).toMatch(/root/);
      expect(asked.filter((url) => url.includes('/api/'))).toEqual([]);
    });
  });

  describe('top', () => {
    const table = () => page.getByRole('table');
    const firstRow = () => table().getByRole('row').nth(1);

    test('sorts, filters, and shows objects and their size', async () => {
      await open('top');
      await firstRow().waitFor();
      await expect
        .poll(() => firstRow().innerText())
        .toMatch(
          /9\.64MB\s+46\.78%\s+46\.78%\s+9\.64MB\s+46\.78%\s+1880\s+5\.25kB\s+main\.concatenateReceipt/,
        );
      await page.getByRole('button', { name: 'Cum', exact: true }).click();
      await page.waitForURL(/order=cum/);
      await expect.poll(() => firstRow().innerText()).toContain('20.48MB');
      await page.getByRole('searchbox').fill('strconv');
      await expect.poll(() => table().getByRole('row').count()).toBe(4);
      await page.getByRole('searchbox').fill('');
    });

    test('shows inuse and alloc side by side, and everything when asked', async () => {
      await open('top');
      await page.getByLabel('alloc and inuse').check();
      await page.getByRole('columnheader', { name: 'alloc bytes' }).waitFor();
      await page.getByRole('link', { name: 'Show all' }).click();
      await page.waitForURL(/trim=false/);
      await page.getByText('48 functions').waitFor();
      await firstRow().focus();
      await page.keyboard.press('End');
      await expect.poll(() => table().locator('[aria-rowindex="49"]').count()).toBe(1);
    });

    test('rows are walked by keys, and Enter leads to peek', async () => {
      await open('top');
      await firstRow().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/peek\?f=/);
      await page.getByRole('table', { name: 'Callers' }).first().waitFor();
      await expect
        .poll(() => page.getByRole('heading').first().innerText())
        .toContain('main.(*shop).newOrder');
    });

    test('a chosen function is what Refine is about', async () => {
      await open('top');
      await firstRow().click();
      await page.getByRole('button', { name: 'Refine' }).click();
      await page.getByRole('link', { name: 'Ignore' }).click();
      await page.waitForURL(/i=/);
      await expect.poll(async () => firstRow().innerText()).toContain('newOrder');
    });
  });

  test('source shows lines with their values and syntax', async () => {
    await open('source?f=newOrder');
    const line = page.getByRole('row', { name: /make\(\[\]orderLine/ });
    await expect.poll(() => line.innerText()).toMatch(/7\.38MB\s+7\.38MB\s+94/);
    await expect.poll(() => line.locator('.hljs-built_in').innerText()).toBe('make');
  });

  describe('the graph', () => {
    test('is laid out in the browser, explained, searched and walked by keys', async () => {
      await open('graph');
      const frame = page.getByRole('group', { name: /^Call graph/ });
      await frame.getByRole('button').first().waitFor();
      await expect
        .poll(() => page.getByRole('status').innerText())
        .toBe('11 functions, 10 calls, 37 small ones left out');
      await expect.poll(() => frame.getByRole('button').count()).toBe(11);
      await page.getByText('How to read it').click();
      await page.getByText('The redder a box').waitFor();
      await page.getByText('How to read it').click();
      await page.getByRole('searchbox').fill('concat');
      await expect.poll(() => frame.locator('.faded').count()).toBe(10);
      await page.getByRole('searchbox').fill('');
      const before = await frame.locator('svg').getAttribute('style');
      await frame.focus();
      await page.keyboard.press('+');
      await expect.poll(() => frame.locator('svg').getAttribute('style')).not.toBe(before);
    });

    test('a box leads to its function', async () => {
      await open('graph');
      const box = page.getByRole('button', { name: /newOrder/ });
      await box.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: /^Focus/ }).click();
      await page.waitForURL(/f=/);
      await expect.poll(() => page.getByRole('status').innerText()).toMatch(/^\d+ functions, /);
    });
  });

  test('what a profile calls its functions never acts, in any view', async () => {
    const hostile = await web.start([hostileFile(web.cli.directory)]);
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    for (const path of [
      'flamegraph',
      'top',
      'graph',
      'peek?f=.',
      'source?f=.',
      'disasm?f=.&lines=no',
      'tags',
    ]) {
      await page.goto(`${hostile.url}/ui/${path}`);
      await page.waitForLoadState('networkidle');
      expect(
        await page.evaluate(
          'document.querySelectorAll("main :is(script, iframe, img, object, embed)").length',
        ),
      ).toBe(0);
      expect(await page.evaluate('document.querySelectorAll("main a[href^=javascript]").length')).toBe(0);
      expect(await page.evaluate('globalThis.hacked')).toBe(undefined);
    }
    expect(dialogs).toEqual([]);
    expect(problems.filter((problem) => problem.includes('Content Security Policy'))).toEqual([]);
    strangers.length = 0;
    await hostile.stop();
  });

  test('a profile that is dropped on the page is opened', async () => {
    const other = await web.start([heap]);
    await page.goto(`${other.url}/ui/top?f=newOrder`);
    await page.getByRole('table').waitFor();
    const bytes = [...readFileSync('tests/corpus/go/cpu.pb.gz')];
    await page.evaluate((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], 'cpu.pb.gz'));
      dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, cancelable: true }));
      dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }, bytes);
    await page.getByText('of 1.73s').waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    await expect.poll(() => page.getByRole('contentinfo').innerText()).toContain('heapwise top cpu.pb.gz');
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['no profile'], 'notes.txt'));
      dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    });
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('notes.txt: ');
    strangers.length = 0;
    await other.stop();
  });

  test('labels lead to the samples that have them', async () => {
    const cpu = await web.start(['tests/corpus/go/cpu.pb.gz']);
    await page.goto(`${cpu.url}/ui/tags`);
    const region = page.getByRole('region', { name: 'Label endpoint' });
    await region.getByRole('link', { name: 'Only endpoint /order' }).click();
    await page.waitForURL(/tf=endpoint/);
    await expect
      .poll(() => page.getByRole('list', { name: 'Filters in use' }).innerText())
      .toContain('endpoint=^/order$');
    strangers.length = 0;
    await cpu.stop();
  });

  test('saved configurations can be made, used and deleted', async () => {
    await open('top?f=newOrder');
    await page.getByRole('button', { name: /^Config/ }).click();
    await page.getByLabel('Save as').fill('orders');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: '✓ orders' }).waitFor();
    await page.getByRole('button', { name: 'Delete orders' }).click();
    await expect.poll(() => page.getByRole('link', { name: 'orders' }).count()).toBe(0);
  });

  test('what the server refuses is said', async () => {
    await open('peek?f=nobody_is_called_this');
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('no matches found for regexp');
  });

  test('nothing was asked of any other host', () => {
    expect(strangers).toEqual([]);
  });
});
