// Names of functions and files as a Go program of some size has them.

export interface NamedFunction {
  readonly name: string;
  readonly filename: string;
}

const nameLimit = 64 * 48 * 64;

/**
 * The function with this number; no two have the same name.
 * @throws RangeError from 196,608 on, where the names end.
 */
export function goFunction(number: number): NamedFunction {
  if (number >= nameLimit) throw new RangeError(`there are names for ${nameLimit} functions only`);
  // 7919 has no divisor in common with the limit, so that this is a permutation.
  const scattered = (number * 7919) % nameLimit;
  const method = verbs[scattered % 8]! + nouns[Math.floor(scattered / 8) % 8]!;
  const type = owners[Math.floor(scattered / 64) % 8]! + roles[Math.floor(scattered / 512) % 6]!;
  const owner = teams[Math.floor(scattered / 3072) % 8]! + parts[Math.floor(scattered / 24_576) % 8]!;
  const filename = `/home/build/src/${owner}/${type.toLowerCase()}.go`;
  const exported = method[0]!.toUpperCase() + method.slice(1);
  const receiver = `${owner}.(*${type})`;
  const name = [
    `${receiver}.${method}`,
    `${receiver}.${exported}`,
    `${owner}.${method}${type}`,
    `${receiver}.${method}.func1`,
  ];
  return { name: name[number % name.length]!, filename };
}

const verbs = ['load', 'apply', 'encode', 'resolve', 'visit', 'flush', 'split', 'index'];
const nouns = ['Batch', 'Row', 'Header', 'Token', 'Segment', 'Route', 'Event', 'Key'];
const owners = ['Cache', 'Order', 'Query', 'Stream', 'Page', 'Trace', 'Lease', 'Shard'];
const roles = ['Reader', 'Writer', 'Planner', 'Pool', 'Codec', 'Server'];
const teams = [
  'example.com/shop/orders',
  'example.com/shop/billing',
  'example.com/platform/rpc',
  'example.com/platform/storage',
  'example.com/search/ranking',
  'example.com/search/crawler',
  'golang.org/x/net',
  'vendor.example.org/sql',
];
const parts = [
  '',
  '/internal/engine',
  '/wire',
  '/v2/schema',
  '/index',
  '/transport',
  '/internal/arena',
  '/plan',
];
