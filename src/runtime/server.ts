// The profiler's own server: on this machine alone, and never in the way of the program.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { isIP } from 'node:net';
import { failure } from './endpoints.ts';
import { httpHandler, type HandlerOptions } from './handlers.ts';
import type { ListenAddress } from './settings.ts';

export interface ServerOptions extends HandlerOptions {
  readonly address: ListenAddress;
  /** Names that a Host header may have beside those of this machine. */
  readonly hosts?: readonly string[];
}

export interface RunningServer {
  /** Of the index. */
  readonly url: string;
  close(): void;
}

/**
 * Serves the endpoints below /debug/pprof/. The server does not keep the process alive.
 * @throws Error when the address cannot be listened at.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { address, hosts = [] } = options;
  const handle = httpHandler(options);
  // No browser comes through a socket, and who listens elsewhere means to be asked by other names.
  const isLoopback = address.kind === 'tcp' && isLoopbackName(address.host);
  const server = createServer((request, response) => {
    if (isLoopback && !mayServe(request, hosts)) {
      const { status, headers, body } = failure(
        403,
        `Forbidden: the Host header names another machine; HEAPWISE_HOSTS=NAME allows it`,
      );
      response.writeHead(status, headers).end(body);
      return;
    }
    if (new URL(request.url ?? '/', 'http://localhost').pathname === '/') {
      response.writeHead(302, { Location: '/debug/pprof/' }).end();
      return;
    }
    handle(request, response);
  });
  // A scraper's idle connection must not outlive the program's own work.
  server.on('connection', (socket) => socket.unref());
  server.on('clientError', (_, socket) => socket.destroy());
  await listen(server, address);
  server.unref();
  return {
    url: urlOf(server, address),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, address: ListenAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Workers of a cluster would else share the port of their primary.
    const place =
      address.kind === 'socket' ? { path: address.path } : { host: address.host, port: address.port };
    server.listen({ ...place, exclusive: true }, () => {
      server.off('error', reject);
      // What breaks later is no reason to end the program.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

/**
 * A page of another site whose name was made to point here (DNS rebinding) sends that name. Addresses cannot be
 * rebound.
 */
function mayServe({ headers }: IncomingMessage, hosts: readonly string[]): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    host === '' || isLoopbackName(host) || isIP(host.replaceAll(/[[\]]/g, '')) !== 0 || hosts.includes(host)
  );
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.[\d.]+$/.test(host);
}

function urlOf(server: Server, address: ListenAddress): string {
  if (address.kind === 'socket') return `unix:${address.path}`;
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `http://${host}:${port}/debug/pprof/`;
}
