// Tells on the status line how far the requests that are under way have come.

import type { StatusLine } from '../status-line.ts';
import type { ProfileUrl } from './profile-url.ts';

/** To be called when the request has ended. */
interface RunningRequest {
  (): void;
  readonly received: (count: number) => void;
}

export interface Progress {
  start(address: ProfileUrl): RunningRequest;
}

/** What takes less is not worth a line. */
const patience = 1000;
const interval = 100;

export function createProgress(statusLine: StatusLine): Progress {
  let running = 0;
  let startedAt = 0;
  let bytes = 0;
  let longest = 0;
  let timer: NodeJS.Timeout | undefined;

  function show(): void {
    const seconds = (performance.now() - startedAt) / 1000;
    if (seconds * 1000 < patience) return;
    const what = running === 1 ? 'Fetching' : `Fetching ${running} profiles`;
    const left = Math.ceil(longest - seconds);
    const state = bytes > 0 || left <= 0 ? `${(bytes / 2 ** 20).toFixed(1)} MB` : `recording, ${left} s left`;
    statusLine.show(`${what}: ${state}, ${Math.floor(seconds)} s`);
  }

  return {
    start({ recordingSeconds }) {
      if (running++ === 0) {
        startedAt = performance.now();
        bytes = 0;
        longest = 0;
        timer = setInterval(show, interval);
      }
      longest = Math.max(longest, recordingSeconds);
      const ended = (): void => {
        if (--running > 0) return;
        clearInterval(timer);
        statusLine.clear();
      };
      return Object.assign(ended, { received: (count: number) => void (bytes += count) });
    },
  };
}
