// One line at the bottom of the terminal that tells how far something is; where there is no terminal, nothing.

export interface StatusLine {
  /** Shows a text in place of the one before, ten times a second at most. */
  show(text: string): void;
  /** Takes the line away, so that other lines can be printed. */
  clear(): void;
}

const leastPause = 100;

/** @param terminal asked for when there is something to show, as it loads much of Node. */
export function createStatusLine(terminal: () => NodeJS.WriteStream): StatusLine {
  let lastShown = 0;
  let isShown = false;
  return {
    show(text) {
      const stream = terminal();
      if (!stream.isTTY) return;
      const now = performance.now();
      if (now - lastShown < leastPause) return;
      lastShown = now;
      isShown = true;
      stream.write(`\r${text.slice(0, (stream.columns || 80) - 1)}\u{1b}[K`);
    },
    clear() {
      if (isShown) terminal().write('\r\u{1b}[K');
      isShown = false;
    },
  };
}
