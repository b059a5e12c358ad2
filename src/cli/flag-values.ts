// Reads the values of flags that were given, by their kind.

import { UsageError, type FetchOptions } from '#driver';
import type { FlagValue } from './flags.ts';

export type FlagValues = ReadonlyMap<string, FlagValue>;

/** What the flags say of fetching. Throws UsageError. */
export function fetchOptions(values: FlagValues): FetchOptions {
  const tlsCert = text(values, 'tls_cert');
  const tlsKey = text(values, 'tls_key');
  if (tlsCert !== '' && tlsKey === '') {
    throw new UsageError('-tls_cert is specified, so -tls_key must also be specified');
  }
  if (tlsKey !== '' && tlsCert === '') {
    throw new UsageError('-tls_key is specified, so -tls_cert must also be specified');
  }
  return {
    seconds: count(values, 'seconds'),
    timeout: count(values, 'timeout'),
    retrySeconds: count(values, 'retry'),
    headers: list(values, 'H').map(parseHeader),
    tlsCert,
    tlsKey,
    tlsCa: text(values, 'tls_ca'),
  };
}

function parseHeader(text: string): readonly [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
  throw new UsageError(
    `invalid header ${JSON.stringify(text)}`,
    "write it as -H 'Authorization: Bearer TOKEN'",
  );
}

export function text(values: FlagValues, name: string): string {
  const value = values.get(name);
  return typeof value === 'string' ? value : '';
}

function list(values: FlagValues, name: string): readonly string[] {
  const value = values.get(name);
  return typeof value === 'object' ? value : [];
}

export function isSet(values: FlagValues, name: string): boolean {
  return values.get(name) === true;
}

/** Seconds; -1 if not given. */
function count(values: FlagValues, name: string): number {
  const value = values.get(name);
  return typeof value === 'number' ? value : -1;
}
