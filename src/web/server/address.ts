// Reads the address that the web UI is to listen on, as pprof does.

import { UsageError } from '#driver';

export interface ListenAddress {
  /** Without brackets. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** @param text host:port; both may be left out. @throws UsageError */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain = '', portText] = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(text) ?? [];
  if (portText === undefined) {
    throw new UsageError(
      `could not split http address: ${splitFailure(text)}`,
      'write it as -http=localhost:8080',
    );
  }
  const port = portText === '' ? 0 : Number(portText);
  if (!/^\d*$/.test(portText) || port > 65_535) {
    throw new UsageError(
      `invalid port number: ${JSON.stringify(portText)}`,
      'a port is a number from 1 to 65535',
    );
  }
  const host = bracketed ?? plain;
  return { host: host === '' ? 'localhost' : host, port };
}

function splitFailure(text: string): string {
  return `address ${text}: ${text.includes(':') ? 'too many colons in address' : 'missing port in address'}`;
}

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** Whether only this machine is to reach the address. */
export function isLoopbackName(host: string): boolean {
  return loopbackNames.has(host);
}

/** host:port as it is written in a URL. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
