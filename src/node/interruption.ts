// Cleans up before a signal ends the program.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `cleanUp` if a signal ends the program, which then ends as it would have without.
 * @returns what to call when there is nothing to clean up any more.
 */
export function beforeInterruption(cleanUp: () => void): () => void {
  const forget = (): void => {
    for (const signal of signals) process.off(signal, interrupt);
  };
  function interrupt(signal: NodeJS.Signals): void {
    // In this order: after the second line, another signal would end the program at once.
    cleanUp();
    forget();
    process.kill(process.pid, signal);
  }
  for (const signal of signals) process.on(signal, interrupt);
  return forget;
}
