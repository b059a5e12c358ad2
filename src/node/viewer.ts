// Starts browsers and viewers. Their arguments are lists of words, which no shell ever reads.

import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { ViewerError, type Viewer, type ViewerProgram } from '#ports';
import { systemReason } from './system-errors.ts';

export interface ViewerSettings {
  /** `BROWSER`, `DISPLAY`, `WAYLAND_DISPLAY`, `WSL_DISTRO_NAME` and `PATH` count. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Milliseconds within which a browser that cannot start, such as one without a screen, fails. */
  readonly patience?: number;
}

/** A program and its first arguments. */
type Words = readonly string[];

const programs: Readonly<Record<ViewerProgram, Words>> = {
  eog: ['eog'],
  evince: ['evince'],
  gv: ['gv', '--noantialias'],
  kcachegrind: ['kcachegrind'],
};

/** In pprof's order: browsers themselves run the script of an SVG, which what xdg-open finds may not. */
const browsers = ['chrome', 'google-chrome', 'chromium', 'firefox', 'sensible-browser', 'xdg-open'];

/** Browsers that draw on the terminal: they get it, and are waited for. */
const textBrowsers: ReadonlySet<string> = new Set(['w3m', 'lynx', 'links', 'links2', 'elinks', 'browsh']);

export function createViewer({ environment, platform, patience = 1000 }: ViewerSettings): Viewer {
  const start = async ([program = '', ...args]: Words, options: SpawnOptions): Promise<ChildProcess> => {
    const { spawn } = await import('node:child_process');
    return spawn(program, args, { ...options, env: { ...environment } });
  };
  return {
    async openBrowser(target) {
      const candidates = browserCandidates(environment, platform);
      const failures: string[] = [];
      for (const words of candidates) {
        const isText = textBrowsers.has(words[0] ?? '');
        const child = await start([...words, target], {
          stdio: isText ? 'inherit' : 'ignore',
          detached: !isText,
        });
        const failure = isText ? await failureAtEnd(child) : await earlyFailure(child, patience);
        if (failure === undefined) return;
        failures.push(`${words[0]}: ${failure}`);
      }
      throw new ViewerError(
        failures.length === 0
          ? 'there is no screen to open a browser on; set BROWSER to a program that needs none'
          : `no browser could be started (${failures.join('; ')}); set BROWSER to one that works`,
      );
    },
    async openProgram(program, file) {
      const child = await start([...programs[program], file], { stdio: ['ignore', 'ignore', 'inherit'] });
      const failure = await failureAtEnd(child);
      if (failure === notInstalled)
        throw new ViewerError(
          `${program} is not installed; install it, for instance by apt install ${program}`,
        );
      if (failure !== undefined) throw new ViewerError(`${program} failed: ${failure}`);
    },
  };
}

/** What may open a page, best first; none on a machine without a screen. */
function browserCandidates(
  { BROWSER = '', DISPLAY = '', WAYLAND_DISPLAY = '', WSL_DISTRO_NAME = '' }: ViewerSettings['environment'],
  platform: NodeJS.Platform,
): readonly Words[] {
  const chosen = BROWSER.split(' ').filter((word) => word !== '');
  const first = chosen.length === 0 ? [] : [chosen];
  if (platform === 'darwin') return [...first, ['/usr/bin/open']];
  // What `start` does, but that is part of a shell.
  if (platform === 'win32') return [...first, ['rundll32', 'url.dll,FileProtocolHandler']];
  if (DISPLAY === '' && WAYLAND_DISPLAY === '' && WSL_DISTRO_NAME === '') return first;
  return [...first, ...browsers.map((browser) => [browser])];
}

const notInstalled = 'not installed';

/** Why a program that should go on running did not start; the program is left to itself. */
async function earlyFailure(child: ChildProcess, patience: number): Promise<string | undefined> {
  const timer = new AbortController();
  const { setTimeout } = await import('node:timers/promises');
  const later = setTimeout(patience, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    return await Promise.race([failureAtEnd(child), later]);
  } finally {
    timer.abort();
    child.unref();
  }
}

/** Waits for a program. @returns why it failed; undefined if it did not. */
function failureAtEnd(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? notInstalled : systemReason(error)),
    );
    child.on('close', (code, signal) => {
      if (signal !== null) resolve(`ended by ${signal}`);
      else resolve(code === 0 ? undefined : `exit code ${code}`);
    });
  });
}
