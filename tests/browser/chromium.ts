// Opens pages in the browser of this machine, and notes what goes wrong in them.

import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../require-tool.ts';

export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, dialogs, and requests to anywhere but files. */
  readonly complaints: readonly string[];
}

/** As root Chromium needs --no-sandbox; the rest keeps it from calling home. */
const options = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('there is no browser; ask requireTool first');
  return chromium.launch({ executablePath, args: options });
}

/** @param url such as `file:///tmp/page.svg`. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
