// What goes on between pages and server: a second profile, refreshing from a URL, many requests, and the size of it all.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireTool } from '../require-tool.ts';
import { createHostFolder } from '../runtime/hosts.ts';
import { newPage, openBrowser } from './open-browser.ts';
import { createWebUi, type WebUi } from './web-ui.ts';

const early = 'tests/corpus/go/heap-early.pb.gz';
const late = 'tests/corpus/go/heap.pb.gz';

let web: WebUi;
beforeAll(async () => {
  web = await createWebUi();
});
afterAll(() => web.end());

test('all that a page loads, before a graph is drawn, stays below 80 kB gzipped', async () => {
  const ui = await web.start([late]);
  const paths = ['/ui/flamegraph', '/ui/assets/web.js', '/ui/assets/web.css'];
  const sizes = await Promise.all(
    paths.map(async (path) => gzipSync(await (await fetch(ui.url + path)).arrayBuffer()).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
  await ui.stop();
});

const reports = [
  'top',
  'graph',
  'peek?f=newOrder',
  'tags',
  'flamegraph',
  'source?f=newOrder',
  'labels',
  'compare?first=0&last=1',
];

async function askFor(url: string, i: number): Promise<number> {
  const response = await fetch(`${url}/ui/api/${reports[i % reports.length]}`);
  await response.arrayBuffer();
  return response.status;
}

test('50 requests at once are all answered', async () => {
  const ui = await web.start([early, late]);
  const statuses = await Promise.all(Array.from({ length: 50 }, (_, i) => askFor(ui.url, i)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await ui.stop();
});

test('1,000 requests leave nothing behind, by the verdict of our own leak report on our own server', async () => {
  const host = await createHostFolder();
  const register = pathToFileURL(join(host.path, 'node_modules/heapwise/register.js')).href;
  const ui = await web.start([early, late], {
    NODE_OPTIONS: `--import=${register}`,
    HEAPWISE_ADDR: '127.0.0.1:0',
    HEAPWISE_ANNOUNCE: '1',
    HEAPWISE_HEAP_INTERVAL: '16k',
  });
  const profiler = (): string => /^heapwise: serving (\S+)$/m.exec(ui.messages())?.[1] ?? '';
  await expect.poll(profiler).not.toBe('');
  const askTimes = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, j) => askFor(ui.url, i + j)));
    }
  };
  /** Live memory after each of 20 times 50 requests. @returns the functions that leak */
  const leaking = async (series: string): Promise<readonly string[]> => {
    mkdirSync(series);
    for (let round = 0; round < 20; round++) {
      await askTimes(50);
      const heap = await fetch(`${profiler()}heap?gc=1`);
      const file = `${String(round).padStart(3, '0')}.pb.gz`;
      writeFileSync(join(series, file), new Uint8Array(await heap.arrayBuffer()));
    }
    const { stdout, stderr } = await web.cli.run(['leak', '-format=json', '-n=0', series]);
    expect(stderr).toBe('');
    const { sites } = JSON.parse(stdout) as { sites: { verdict: string; stack: string[] }[] };
    expect(sites.length).toBeGreaterThan(20);
    return sites.flatMap(({ verdict, stack }) => (verdict === 'leak' ? [stack[0] ?? ''] : []));
  };
  // Code is compiled, and caches are filled, those of the profiler too.
  await askTimes(200);
  for (let i = 0; i < 3; i++) await (await fetch(`${profiler()}heap?gc=1`)).arrayBuffer();
  const first = await leaking(join(web.cli.directory, 'series-1'));
  // Samples are chance, and so is one verdict in thousands; what leaks does so again.
  const again = first.length === 0 ? [] : await leaking(join(web.cli.directory, 'series-2'));
  expect(first.filter((site) => again.includes(site))).toEqual([]);
  await ui.stop();
  host.remove();
});

describe.skipIf(!requireTool('browser'))('in a browser', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    page = await newPage(browser);
  });
  afterAll(() => browser.close());

  test('a second profile is compared with: as a table, as a flame graph, and the other way round', async () => {
    const ui = await web.start([late]);
    await page.goto(`${ui.url}/ui/compare`);
    await page.getByLabel('Compare with an earlier profile').setInputFiles(early);
    await expect
      .poll(() => page.getByRole('status').first().innerText())
      .toMatch(/inuse_space: 5\.12MB → 20\.61MB, \+15\.48MB \(\+302\.\d%\)/);
    await page.getByLabel('Widths').selectOption('both');
    const tree = page.getByRole('treegrid');
    await tree.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => tree.getByRole('row', { selected: true }).innerText()).toContain('round.func1');
    await page.getByRole('link', { name: 'Table of changes' }).click();
    const first = page.getByRole('table').getByRole('row').nth(1);
    await expect
      .poll(() => first.innerText())
      .toMatch(/2\.51MB\s+9\.64MB\s+\+7\.13MB \(\+283\.9%\)[^]*concatenateReceipt/);
    await page.getByRole('link', { name: 'Swap' }).click();
    await expect.poll(() => first.innerText()).toMatch(/-7\.13MB/);
    await ui.stop();
  });

  test('the address says what is compared: it works for others, and tells when a file is gone', async () => {
    const ui = await web.start([late]);
    await page.goto(`${ui.url}/ui/compare`);
    await page.getByLabel('Compare with an earlier profile').setInputFiles(early);
    await page.waitForURL(/with=heap-early\.pb\.gz%40[0-9a-f]{12}/);
    const { search } = new URL(page.url());
    const headline = () => page.getByRole('status').first().innerText();
    await expect.poll(headline).toContain('5.12MB → 20.61MB');
    await page.goto('about:blank');
    await page.goto(`${ui.url}/ui/compare${search}`);
    await expect.poll(headline).toContain('5.12MB → 20.61MB');
    await ui.stop();

    const another = await web.start([late]);
    await page.goto(`${another.url}/ui/compare${search}`);
    await expect.poll(headline).toContain('This server does not have heap-early.pb.gz any more');
    await page.getByLabel('Compare with an earlier profile').setInputFiles(early);
    await expect.poll(headline).toContain('5.12MB → 20.61MB');
    expect(new URL(page.url()).search).toBe(search);
    await another.stop();
  });

  test('the address of a comparison with a URL leads to it, and fetches nothing by itself', async () => {
    let asked = 0;
    const source = createServer((_, response) => {
      asked++;
      response.end(readFileSync(early));
    });
    await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/debug/pprof/heap`;
    const ui = await web.start([late], { PPROF_TMPDIR: web.cli.directory });
    await page.goto(`${ui.url}/ui/compare?with=${encodeURIComponent(url)}`);
    await page.getByRole('status').getByText('was not fetched yet').waitFor();
    expect(asked).toBe(0);
    await page.getByRole('button', { name: 'Fetch it' }).click();
    await expect.poll(() => page.getByRole('status').first().innerText()).toContain('5.12MB → 20.61MB');
    await page.reload();
    await expect.poll(() => page.getByRole('status').first().innerText()).toContain('5.12MB → 20.61MB');
    expect(asked).toBe(1);
    source.close();
    source.closeAllConnections();
    await ui.stop();
  });

  test('a series is shown over time, with what leaks, and two of it are compared', async () => {
    const ui = await web.start([early, late]);
    await page.goto(`${ui.url}/ui/timeline`);
    await page.locator('.chart canvas').waitFor();
    const total = page.getByRole('table').getByRole('row', { name: /Total/ });
    await expect.poll(() => total.innerText()).toMatch(/5\.12MB\s+20\.61MB\s+\+15\.48MB/);
    await expect
      .poll(() => page.getByRole('region', { name: 'Leaks' }).innerText())
      .toMatch(/What leaks\s+\S/);
    const chart = await page.locator('.chart .u-over').boundingBox();
    if (chart === null) throw new Error('there is no chart');
    await page.mouse.move(chart.x + 2, chart.y + 50);
    await page.mouse.down();
    await page.mouse.move(chart.x + chart.width - 2, chart.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/timeline\?.*first=0&last=1/);
    await page.getByLabel('From').selectOption('1');
    await page.waitForURL(/first=1&last=1/);
    await page.reload();
    await expect.poll(() => total.innerText()).toMatch(/20\.61MB\s+20\.61MB\s+0/);
    await page.getByLabel('From').selectOption('0');
    await page.getByRole('link', { name: 'Compare these two' }).click();
    await page.waitForURL(/compare\?.*first=0&last=1/);
    await expect.poll(() => page.getByRole('status').first().innerText()).toContain('5.12MB → 20.61MB');
    await ui.stop();
  });

  describe('labels', () => {
    test('are joined by and and or, group the flame graph, and are told from the command line', async () => {
      const ui = await web.start(['tests/corpus/go/goroutine.pb.gz']);
      await page.goto(`${ui.url}/ui/tags`);
      const region = page.getByRole('region', { name: 'Label subscriber' });
      await region.getByRole('link', { name: 'Only subscriber audit' }).click();
      await page.waitForURL(/tf=subscriber/);
      await expect
        .poll(() => page.getByRole('list', { name: 'Conditions' }).innerText())
        .toContain('subscriber=^audit$');
      await page.getByLabel('Group by').selectOption('subscriber');
      await page.getByRole('link', { name: 'Show in the flame graph' }).click();
      const tree = page.getByRole('treegrid');
      await tree.focus();
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => tree.getByRole('row', { selected: true }).innerText()).toContain('audit');
      await expect.poll(() => page.getByRole('contentinfo').innerText()).toContain('-tagroot=subscriber');
      await ui.stop();
    });

    test('any number of conditions hold together', async () => {
      const ui = await web.start([late]);
      const total = async (tf: string): Promise<number> => {
        const response = await fetch(`${ui.url}/ui/api/labels?tf=${encodeURIComponent(tf)}`);
        const { labels } = (await response.json()) as { labels: { value: number }[] };
        return labels[0]?.value ?? 0;
      };
      const [small, large] = [await total('bytes=16b'), await total('bytes=4kb')];
      expect(small).toBeGreaterThan(0);
      expect(await total('bytes=16b || bytes=4kb')).toBe(small + large);
      expect(await total('bytes=1b:1kb\nbytes=16b')).toBe(small);
      expect(await total('bytes=16b\nbytes=4kb')).toBe(0);
      await ui.stop();
    });

    test('that are numbers are chosen in a histogram', async () => {
      const ui = await web.start([late]);
      await page.goto(`${ui.url}/ui/tags`);
      const region = page.getByRole('region', { name: 'Label bytes' });
      const bars = await region.getByRole('img').boundingBox();
      if (bars === null) throw new Error('there is no histogram');
      await page.mouse.move(bars.x + 2, bars.y + 20);
      await page.mouse.down();
      await page.mouse.move(bars.x + bars.width / 4, bars.y + 20, { steps: 3 });
      await page.mouse.up();
      await region.getByRole('button', { name: 'Only these' }).click();
      await page.waitForURL(/tf=bytes/);
      expect(new URL(page.url()).searchParams.get('tf')).toMatch(/^bytes=\d+bytes:\d+bytes$/);
      await expect.poll(() => region.getByRole('heading').innerText()).not.toContain('20.61MB');
      await ui.stop();
    });
  });

  test('a large graph is grown bottom-up as far as can be seen, and further on zoom', async () => {
    const path = join(web.cli.directory, 'many-stacks.folded');
    const wide = Array.from({ length: 60_000 }, (_, i) => `main;a${i % 300};b${i};leaf 100`);
    writeFileSync(path, [...wide, 'main;hidden;rare 9'].join('\n'));
    const ui = await web.start([path]);
    await page.goto(`${ui.url}/ui/flamegraph?dir=up`);
    const tree = page.getByRole('treegrid');
    const row = tree.getByRole('row', { selected: true });
    await tree.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => row.innerText()).toContain('rare');
    await page.keyboard.press('ArrowDown');
    expect(await row.innerText()).toContain('rare');
    await page.keyboard.press('Enter');
    await page.waitForURL(/z=/);
    await expect.poll(() => tree.innerText()).toContain('hidden');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => row.innerText()).toContain('hidden');
    // What is found is a part of all, also of what was not grown.
    await page.getByRole('searchbox').fill('^a1$');
    await expect.poll(() => page.locator('.flame-status').innerText()).toMatch(/0\.33% of all/);
    await ui.stop();
  });

  test('what cannot be compared with is said', async () => {
    const ui = await web.start([late]);
    await page.goto(`${ui.url}/ui/compare`);
    await page.getByLabel('or by URL').fill('/etc/passwd');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('/etc/passwd is no URL');
    await ui.stop();
  });

  describe('a profile from a URL', () => {
    let source: Server;
    let url: string;
    let served = early;
    beforeAll(async () => {
      source = createServer((_, response) => response.end(readFileSync(served)));
      await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/debug/pprof/heap`;
    });
    afterAll(() => source.close());

    test('is refreshed by hand and by itself, and zoom stays', async () => {
      const ui = await web.start([url], { PPROF_TMPDIR: web.cli.directory });
      await page.goto(`${ui.url}/ui/flamegraph`);
      const tree = page.getByRole('treegrid');
      await tree.focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const row = tree.getByRole('row', { selected: true });
      const name = (): Promise<string> => row.getByRole('gridcell').first().innerText();
      const [before, nameBefore] = [await row.innerText(), await name()];
      served = late;
      await page.getByRole('button', { name: 'Refresh', exact: true }).click();
      await expect.poll(() => row.innerText()).not.toBe(before);
      await expect.poll(name).toBe(nameBefore);
      expect(page.url()).toContain('z=');
      served = early;
      await page.getByLabel('Refresh by itself').selectOption('5');
      await expect.poll(() => row.innerText()).toBe(before);
      source.close();
      source.closeAllConnections();
      await page.getByRole('button', { name: 'Refresh', exact: true }).click();
      await expect.poll(() => page.getByRole('alert').innerText()).toContain('not refreshed');
      await ui.stop();
    });
  });
});
