// Asks the server that a profile came from for names of addresses.

import { FetchError, type FetchOptions, type World } from '#ports';
import { decodeText } from '#profile';

/** Lines of requests are short, with some servers. */
const addressesPerLine = 200;

/**
 * Sends addresses joined by '+', as pprof does. Go's own server since 1.22 refuses that, but answers the same in a
 * query.
 * @throws FetchError
 */
export async function askServer(
  { fetcher }: Pick<World, 'fetcher'>,
  url: string,
  addresses: Uint8Array,
  options: FetchOptions,
): Promise<Uint8Array> {
  const once = { ...options, seconds: 0, isQuiet: true };
  try {
    return await fetcher.post(url, addresses, once);
  } catch (error) {
    if (!(error instanceof FetchError) || !error.message.includes(' 405 ')) throw error;
  }
  const words = decodeText(addresses).split('+');
  const answers: Uint8Array[] = [];
  for (let start = 0; start < words.length; start += addressesPerLine) {
    // Behind the last one comes a '=', which would be taken for a part of it.
    const query = [...words.slice(start, start + addressesPerLine), 'end'].join('+');
    answers.push((await fetcher.fetch(`${url}?${query}`, once)).bytes);
  }
  return joined(answers);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
