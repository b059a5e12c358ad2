// Starts Debian's Chromium, and notes what goes wrong in its pages.

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findBrowser } from '../require-tool.ts';

/** As root it needs to run without a sandbox; the rest keeps it off the network. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Milliseconds that anything may take on a busy machine. */
const patience = 120_000;

/** For suites that `requireTool('browser')` lets run. */
export async function openBrowser(): Promise<Browser> {
  const found = findBrowser();
  if (found === undefined) throw new Error('there is no browser; ask requireTool first');
  return chromium.launch({ executablePath: found, args: flags, timeout: patience });
}

/** A page in a window of its own, in which nothing of another one is remembered. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(patience);
  return context.newPage();
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, messages of the console, and everything that the page asked the network for. */
  readonly troubles: string[];
}

/** Opens a page at a URL, which may be that of a file. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const page = await newPage(browser, options);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => troubles.push(`console: ${message.text()}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    // Parts of the page itself ask nobody.
    if (request.url() !== url && !/^(?:data|blob):/.test(request.url()))
      troubles.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, troubles };
}
