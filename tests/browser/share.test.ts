// A page that is shared as a file: the same UI from disk, after the server has ended.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireTool } from '../require-tool.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { createWebUi, type WebUi } from './web-ui.ts';

const profile = 'tests/corpus/go/heap.pb.gz';

describe.skipIf(!requireTool('browser'))('a shared page', () => {
  const work = mkdtempSync(join(tmpdir(), 'heapwise-share-'));
  const file = join(work, 'shared.html');
  let web: WebUi;
  let browser: Browser;
  beforeAll(async () => {
    web = await createWebUi();
    browser = await openBrowser();
    const ui = await web.start(['-source_path=examples/go-service', profile]);
    const page = await browser.newPage();
    await page.goto(`${ui.url}/ui/top?si=inuse_space`);
    await page.getByText('main.concatenateReceipt').first().waitFor();
    await page.getByRole('button', { name: 'service', exact: true }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Share as one HTML file' }).click();
    await (await downloading).saveAs(file);
    await page.close();
    await ui.stop();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await web.end();
    rmSync(work, { recursive: true, force: true });
  });

  test('opens where it was, and shows top, flame graph, source and callers without a server', async () => {
    const { page, troubles } = await openPage(browser, `file://${file}`);
    const main = page.getByRole('main');
    await expect.poll(() => main.innerText()).toContain('main.concatenateReceipt');
    expect(await page.getByRole('navigation', { name: 'Views' }).innerText()).not.toContain('Graph\n');

    await page.getByLabel('Sample type').selectOption({ label: 'alloc_space' });
    await expect.poll(() => main.innerText()).toContain('671.82MB');

    await page.getByRole('link', { name: 'Flame graph', exact: true }).click();
    const tree = page.getByRole('treegrid');
    await tree.focus();
    await expect.poll(() => tree.innerText()).toContain('MB');

    const named = encodeURIComponent(String.raw`^main\.concatenateReceipt$`);
    await page.evaluate((hash) => (location.hash = hash), `#/ui/source?si=inuse_space&f=${named}`);
    await expect.poll(() => main.innerText()).toContain('return receipt + fmt.Sprintf');
    await page.evaluate((hash) => (location.hash = hash), `#/ui/peek?si=inuse_space&f=${named}`);
    await expect.poll(() => main.innerText()).toContain('main.concatenateReceipt');
    await page.goBack();
    await expect.poll(() => main.innerText()).toContain('return receipt + fmt.Sprintf');

    await page.evaluate((hash) => (location.hash = hash), '#/ui/source?f=nowhere');
    await expect.poll(() => main.innerText()).toContain('this is not in the file');
    expect(troubles).toEqual([]);
    await page.context().close();
  }, 60_000);

  test('asks no other host, and has no token', () => {
    const text = readFileSync(file, 'utf8');
    expect(text).toContain("default-src 'none'");
    expect(text).toContain('"token":""');
    expect(text.length).toBeLessThan(2e6);
  });
});
