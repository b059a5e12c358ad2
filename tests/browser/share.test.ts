// A page that is shared as a file: the same UI from disk, after the server has ended.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedDataElement, sharedProfileElement } from '#web/api';
import { createSharedAnswers, type SharedData } from '#web/offline';
import { requireTool } from '../require-tool.ts';
import { hostileFile } from './hostile-profile.ts';
import { newPage, openBrowser, openPage } from './open-browser.ts';
import { createWebUi, type WebUi } from './web-ui.ts';

const early = 'tests/corpus/go/heap-early.pb.gz';
const late = 'tests/corpus/go/heap.pb.gz';
const newOrder = encodeURIComponent(String.raw`^main\.\(\*shop\)\.newOrder$`);

let web: WebUi;
beforeAll(async () => {
  web = await createWebUi();
});
afterAll(() => web.end());

/** What a shared page answers to a path below /ui/api/. */
function answersOf(html: string, profileCount: number): (path: string) => Promise<Buffer> {
  const bytesOf = (id: string): Buffer => {
    const [, text = ''] = new RegExp(`<script[^>]* id="${id}">([^<]*)</script>`).exec(html) ?? [];
    return gunzipSync(Buffer.from(text, 'base64'));
  };
  const data = JSON.parse(bytesOf(sharedDataElement).toString()) as SharedData;
  const profiles = Array.from({ length: profileCount }, (_, i) => bytesOf(sharedProfileElement(i)));
  const answer = createSharedAnswers(data, profiles);
  return async (path) => Buffer.concat([...(await answer(path)).body].map((chunk) => Buffer.from(chunk)));
}

test('a shared page gives the answers of the server, for any filter', async () => {
  const ui = await web.start(['-source_path=examples/go-service', early, late]);
  const html = await (await fetch(`${ui.url}/ui/share?at=${encodeURIComponent('/ui/top')}`)).text();
  const answer = answersOf(html, 3);
  for (const path of [
    'top?',
    'top?si=alloc_space&trim=false&g=lines',
    'top?f=newOrder&i=concat',
    'top?f=(',
    'top?n=many',
    'peek?f=newOrder',
    'source?f=newOrder',
    'source?f=nobody_is_called_this',
    'tags?',
    'labels?tf=bytes%3D16b',
    'graph?h=concat',
    'flamegraph?s=main',
    'timeline?si=inuse_objects',
    'compare?first=0&last=1',
    'compare-flame?first=0&last=1&f=newOrder',
    'compare?with=unknown',
    'top?format=markdown',
    'nothing',
  ]) {
    const response = await fetch(`${ui.url}/ui/api/${path}`);
    const served = Buffer.from(await response.arrayBuffer());
    expect((await answer(path)).equals(served), `${path} is answered as by the server`).toBe(true);
  }
  expect((await answer('weblist?f=newOrder')).toString()).toContain(
    'the machine code of this is not in the file',
  );
  await ui.stop();
});

test('a shared page has no token, no key of the user, and runs nothing but its own script', async () => {
  const ui = await web.start(['-H=Authorization: secret-key', hostileFile(web.cli.directory)]);
  const html = await (await fetch(`${ui.url}/ui/share?at=/ui/top`)).text();
  expect(html).toContain('"token":""');
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toMatch(/default-src 'none'.* script-src 'sha256-[^']+' blob: 'wasm-unsafe-eval'/);
  expect(policy).not.toContain('unsafe-inline');
  const [, data = ''] = new RegExp(`id="${sharedDataElement}">([^<]*)<`).exec(html) ?? [];
  expect(gunzipSync(Buffer.from(data, 'base64')).toString()).not.toContain('secret-key');
  expect(html.match(/globalThis\.hacked/g) ?? []).not.toEqual([]);
  expect(html).not.toContain('<script>globalThis');
  await ui.stop();
});

describe.skipIf(!requireTool('browser'))('a shared page, opened from disk', () => {
  const work = mkdtempSync(join(tmpdir(), 'heapwise-share-'));
  const file = join(work, 'shared.html');
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    const ui = await web.start(['-source_path=examples/go-service', early, late]);
    const page = await newPage(browser);
    await page.goto(`${ui.url}/ui/top?si=inuse_space`);
    await page.getByText('main.concatenateReceipt').first().waitFor();
    await page.getByRole('button', { name: 'service', exact: true }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Share as one HTML file' }).click();
    await (await downloading).saveAs(file);
    await page.close();
    await ui.stop();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(work, { recursive: true, force: true });
  });

  async function show(page: Page, address: string): Promise<void> {
    await page.evaluate((hash) => (location.hash = hash), `#/ui/${address}`);
  }

  test('every view works without a server, also with filters that nobody used before', async () => {
    const { page, troubles } = await openPage(browser, `file://${file}`);
    const main = page.getByRole('main');
    const shows = async (text: string): Promise<void> => {
      await expect.poll(() => main.innerText(), { timeout: 20_000 }).toContain(text);
    };
    await shows('main.concatenateReceipt');
    await page.getByLabel('Sample type').selectOption({ label: 'alloc_space' });
    await shows('845.74MB');

    await page.getByRole('link', { name: 'Flame graph', exact: true }).click();
    const tree = page.getByRole('treegrid');
    await tree.focus();
    await expect.poll(() => tree.innerText()).toContain('MB');

    await show(page, `graph?f=${newOrder}`);
    const frame = page.getByRole('group', { name: /^Call graph/ });
    await frame.getByRole('button', { name: /newOrder/ }).waitFor();

    await show(page, `source?f=${newOrder}`);
    await shows('make([]orderLine');
    await show(page, `peek?f=${newOrder}`);
    await shows('Callers');
    await page.goBack();
    await shows('make([]orderLine');

    await show(page, 'timeline?first=0&last=1');
    await page.locator('.chart canvas').waitFor();
    await shows('What leaks');
    await show(page, 'compare?first=0&last=1');
    await shows('5.12MB → 20.61MB');
    await show(page, 'tags');
    await shows('bytes');

    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('what cannot be had without heapwise is said', async () => {
    const { page } = await openPage(browser, `file://${file}`);
    const main = page.getByRole('main');
    await show(page, `disasm?f=${newOrder}`);
    await expect.poll(() => main.innerText()).toContain('the machine code of this is not in the file');
    await show(page, 'compare');
    await expect.poll(() => main.innerText()).toContain('no other profile can be loaded into it');
    await page.context().close();
  });

  test('the profile and reports can be taken out of it', async () => {
    const { page } = await openPage(browser, `file://${file}`);
    await page.getByText('main.concatenateReceipt').first().waitFor();
    for (const [button, content] of [
      ['Top as CSV', 'main.concatenateReceipt'],
      ['Download profile', 'inuse_space'],
    ] as const) {
      await page.getByRole('button', { name: 'service', exact: true }).click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: button }).click();
      const saved = join(work, button);
      await (await downloading).saveAs(saved);
      const bytes = readFileSync(saved);
      expect((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('latin1')).toContain(content);
    }
    await page.context().close();
  });

  test('it is small enough to be sent', () => {
    expect(readFileSync(file).length).toBeLessThan(2e6);
  });
});
