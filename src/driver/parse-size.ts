// Reads sizes as people write them: '2GiB', '512MB', '1.5g'.

const powers = 'kmgtp';

/** Bytes; all prefixes are powers of 1024, as in all that pprof prints. Undefined for what is no size. */
export function parseSize(text: string): number | undefined {
  const [, digits, prefix = ''] = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * 1024 ** (prefix === '' ? 0 : powers.indexOf(prefix.toLowerCase()) + 1);
}
