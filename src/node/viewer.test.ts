// Which program is started with which words, on machines with and without a screen: real processes on a PATH of ours.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createViewer, type ViewerSettings } from './viewer.ts';

const page = '/tmp/it is $(touch pwned) & <so>.svg';
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'heapwise-viewer-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A program that notes its arguments, one a line, before it ends. */
function install(name: string, end = 'exit 0'): void {
  const script = `#!/bin/sh\nprintf '%s\\n' ${name} "$@" >> ${directory}/started\n${end}\n`;
  writeFileSync(join(directory, name), script, { mode: 0o755 });
}

function started(): string[] {
  return readFileSync(join(directory, 'started'), 'utf8').trimEnd().split('\n');
}

/** Programs can be found in the directory only; `sleep` and the like by their full path. */
function viewer(
  environment: Record<string, string>,
  { platform = 'linux', patience = 300_000 }: Partial<ViewerSettings> = {},
): ReturnType<typeof createViewer> {
  return createViewer({ environment: { PATH: directory, ...environment }, platform, patience });
}

describe('a browser', () => {
  test('is the one that the user chose, with its own arguments', async () => {
    install('my-browser');
    install('firefox');
    await viewer({ BROWSER: 'my-browser  --new-window', DISPLAY: ':0' }).openBrowser(page);
    expect(started()).toEqual(['my-browser', '--new-window', page]);
  });

  test('is the first of the list that is there and starts', async () => {
    install('chromium', 'exit 1');
    install('firefox');
    install('xdg-open');
    await viewer({ BROWSER: 'missing', WAYLAND_DISPLAY: 'wayland-0' }).openBrowser(page);
    expect(started()).toEqual(['chromium', page, 'firefox', page]);
  });

  test('is not waited for', async () => {
    install('firefox', `echo $$ > ${directory}/pid; exec /bin/sleep 1000`);
    await viewer({ DISPLAY: ':0' }, { patience: 1 }).openBrowser(page);
    const pid = (): number => Number(readFileSync(join(directory, 'pid'), 'utf8'));
    await expect.poll(pid).toBeGreaterThan(0);
    // Throws if it has ended.
    process.kill(pid());
  });

  test('is not looked for where there is no screen, unless the user chose one', async () => {
    install('firefox');
    await expect(viewer({}).openBrowser(page)).rejects.toThrow(
      'there is no screen to open a browser on; set BROWSER to a program that needs none',
    );
    install('w3m');
    await viewer({ BROWSER: 'w3m' }).openBrowser(page);
    expect(started()).toEqual(['w3m', page]);
  });

  test('that cannot be started is told with the reason', async () => {
    install('chromium', 'kill -9 $$');
    await expect(viewer({ BROWSER: 'missing', DISPLAY: ':0' }).openBrowser(page)).rejects.toThrow(
      'no browser could be started (missing: not installed; chrome: not installed; ' +
        'google-chrome: not installed; chromium: ended by SIGKILL; firefox: not installed; ' +
        'sensible-browser: not installed; xdg-open: not installed); set BROWSER to one that works',
    );
  });

  test('on Windows is found without a shell', async () => {
    install('rundll32');
    await viewer({}, { platform: 'win32' }).openBrowser(page);
    expect(started()).toEqual(['rundll32', 'url.dll,FileProtocolHandler', page]);
  });
});

describe('a program', () => {
  test('gets its options and the file, and is waited for', async () => {
    install('gv', `/bin/sleep 0.2; echo closed >> ${directory}/started`);
    await viewer({}).openProgram('gv', page);
    expect(started()).toEqual(['gv', '--noantialias', page, 'closed']);
  });

  test('that is missing is to be installed', async () => {
    await expect(viewer({}).openProgram('kcachegrind', page)).rejects.toThrow(
      'kcachegrind is not installed; install it, for instance by apt install kcachegrind',
    );
  });

  test('that fails says how', async () => {
    install('eog', 'exit 3');
    await expect(viewer({}).openProgram('eog', page)).rejects.toThrow('eog failed: exit code 3');
  });
});
