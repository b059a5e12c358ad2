// The address that -http names.

import { describe, expect, test } from 'vitest';

import { hostAndPort, isLoopbackName, parseListenAddress } from './address.ts';

test.each([
  [':', 'localhost', 0],
  [':8080', 'localhost', 8080],
  ['localhost:', 'localhost', 0],
  ['0.0.0.0:99', '0.0.0.0', 99],
  ['[::1]:80', '::1', 80],
])('%s is %s and %d', (text, host, port) => {
  expect(parseListenAddress(text)).toEqual({ host, port });
});

test.each([
  ['8080', 'could not split http address: address 8080: missing port in address'],
  ['a:b:1', 'could not split http address: address a:b:1: too many colons in address'],
  ['a:web', 'invalid port number: "web"'],
  ['a:65536', 'invalid port number: "65536"'],
  ['a:-1', 'invalid port number: "-1"'],
])('%s makes no sense', (text, message) => {
  expect(() => parseListenAddress(text)).toThrow(message);
});

describe('a host', () => {
  test('is written in brackets when it has colons', () => {
    expect(hostAndPort('::1', 80)).toBe('[::1]:80');
    expect(hostAndPort('localhost', 80)).toBe('localhost:80');
  });

  test('of this machine is known by name', () => {
    expect(['localhost', '127.0.0.1', '::1', '0.0.0.0', 'example.com'].filter(isLoopbackName)).toHaveLength(
      3,
    );
  });
});
