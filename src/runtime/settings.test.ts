// The environment as settings: a table of what is written and what it means.

import { expect, test } from 'vitest';
import { readSettings, type RegisterSettings } from './settings.ts';

test.each([
  ['HEAPWISE_ADDR', '', 'address', { kind: 'tcp', host: '127.0.0.1', port: 6060 }],
  ['HEAPWISE_ADDR', ':7070', 'address', { kind: 'tcp', host: '127.0.0.1', port: 7070 }],
  ['HEAPWISE_ADDR', '7070', 'address', { kind: 'tcp', host: '127.0.0.1', port: 7070 }],
  ['HEAPWISE_ADDR', '0.0.0.0:0', 'address', { kind: 'tcp', host: '0.0.0.0', port: 0 }],
  ['HEAPWISE_ADDR', '[::1]:6060', 'address', { kind: 'tcp', host: '::1', port: 6060 }],
  ['HEAPWISE_ADDR', 'unix:/run/app.sock', 'address', { kind: 'socket', path: '/run/app.sock' }],
  ['HEAPWISE_ADDR', '/run/app.sock', 'address', { kind: 'socket', path: '/run/app.sock' }],
  ['HEAPWISE_ADDR', 'off', 'address', undefined],
  ['HEAPWISE_HEAP_INTERVAL', '', 'heapInterval', 524_288],
  ['HEAPWISE_HEAP_INTERVAL', '64k', 'heapInterval', 65_536],
  ['HEAPWISE_HEAP_INTERVAL', '1MiB', 'heapInterval', 1_048_576],
  ['HEAPWISE_HEAP_INTERVAL', '0', 'heapInterval', 0],
  ['HEAPWISE_CPU_INTERVAL', '1ms', 'cpuInterval', 1000],
  ['HEAPWISE_BLOCK', '50ms', 'blockMillis', 50],
  ['HEAPWISE_BLOCK', '1s', 'blockMillis', 1000],
  ['HEAPWISE_MAX_SECONDS', '10m', 'maxSeconds', 600],
  ['HEAPWISE_TRACK_ASYNC', '1', 'trackAsync', true],
  ['HEAPWISE_SOURCE_MAPS', 'off', 'sourceMaps', false],
  ['HEAPWISE_HOSTS', 'a.example,b', 'hosts', ['a.example', 'b']],
] as const)('%s=%s', (variable, text, name: keyof RegisterSettings, value) => {
  const warnings: string[] = [];
  const settings = readSettings({ [variable]: text }, (warning) => warnings.push(warning));
  expect(settings[name]).toEqual(value);
  expect(warnings).toEqual([]);
});

test.each([
  ['HEAPWISE_ADDR', 'localhost'],
  ['HEAPWISE_ADDR', '127.0.0.1:99999'],
  ['HEAPWISE_HEAP_INTERVAL', '3'],
  ['HEAPWISE_HEAP_INTERVAL', '-5'],
  ['HEAPWISE_HEAP_INTERVAL', '4g'],
  ['HEAPWISE_CPU_INTERVAL', '1us'],
  ['HEAPWISE_BLOCK', 'yes'],
])('%s=%s is one warning, and the default', (variable, text) => {
  const warnings: string[] = [];
  const settings = readSettings({ [variable]: text }, (warning) => warnings.push(warning));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`${variable}=${text}`);
  expect(settings).toEqual(readSettings({}, () => undefined));
});
