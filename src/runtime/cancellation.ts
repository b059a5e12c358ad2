// Waiting that ends early when the one who asked has gone.

/** Thrown when a wait was ended before its time. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/**
 * Resolves after so many seconds. The timer does not keep the process alive.
 * @throws Cancelled when the signal aborts first.
 */
export async function sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(finish, seconds * 1000);
    timer.unref();
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });

    function finish(): void {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }

    function cancel(): void {
      clearTimeout(timer);
      reject(new Cancelled('the client has gone'));
    }
  });
}
