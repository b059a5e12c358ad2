// The endpoints behind the servers that people have: each answers at its prefix, and asks `authorize` about every path.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeProfile } from '#formats';
import {
  fastifyPlugin,
  fetchHandler,
  httpHandler,
  koaMiddleware,
  setMemProfileRate,
  type KoaContextLike,
} from '#runtime';
import { createHostFolder, startHost, type HostFolder } from './hosts.ts';

/** Koa brings no types: the parts that the tests need. */
interface KoaApp {
  use(middleware: (context: KoaContextLike, next: () => Promise<unknown>) => Promise<void> | void): void;
  callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const require = createRequire(import.meta.url);
const Koa = require('koa') as new () => KoaApp;

interface Running {
  readonly origin: string;
  readonly prefix: string;
  close(): Promise<void>;
}

const authorize = ({ header }: { header(name: string): string | undefined }): boolean =>
  header('authorization') === 'Bearer right';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

async function serve(server: Server, prefix: string): Promise<Running> {
  return { origin: await listening(server), prefix, close: async () => close(server) };
}

/** In a process of its own: what vitest tells Node about packages breaks one that Express needs. */
async function serveExpress(mount: string, prefix: string): Promise<Running> {
  folder.write(
    'express.mjs',
    `import express from 'express';
    import { httpHandler, setMemProfileRate } from 'heapwise/runtime';
    setMemProfileRate(16384);
    const app = express();
    app.use(${mount}httpHandler({ authorize: ({ header }) => header('authorization') === 'Bearer right' }));
    app.get('/', (request, response) => response.send('app'));
    const server = app.listen(0, '127.0.0.1', () => {
      console.log('heapwise: serving http://127.0.0.1:' + server.address().port);
    });`,
  );
  const { url, stop } = await startHost(folder, 'express.mjs', { flags: [] });
  return { origin: url, prefix, close: stop };
}

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  const express = join(import.meta.dirname, '..', '..', 'node_modules', 'express');
  symlinkSync(express, join(folder.path, 'node_modules', 'express'));
});
afterAll(() => folder.remove());

const servers: readonly [string, () => Promise<Running>][] = [
  ['node:http', async () => serve(createServer(httpHandler({ authorize })), '/debug/pprof')],
  [
    'node:http at another prefix',
    async () => serve(createServer(httpHandler({ authorize, prefix: '/p' })), '/p'),
  ],
  ['Express', async () => serveExpress('', '/debug/pprof')],
  ['Express below a path', async () => serveExpress("'/internal/profiles', ", '/internal/profiles')],
  [
    'Fastify',
    async () => {
      const app = Fastify();
      await app.register(fastifyPlugin, { prefix: '/debug/pprof', authorize });
      app.get('/', () => 'app');
      return {
        origin: await app.listen({ port: 0, host: '127.0.0.1' }),
        prefix: '/debug/pprof',
        close: async () => app.close(),
      };
    },
  ],
  [
    'Koa',
    async () => {
      const app = new Koa();
      app.use(koaMiddleware({ authorize }));
      app.use((context) => {
        context.body = 'app';
      });
      return serve(
        createServer((request, response) => void app.callback()(request, response)),
        '/debug/pprof',
      );
    },
  ],
  [
    'Hono',
    async () => {
      const app = new Hono();
      const handler = fetchHandler({ authorize });
      app.all('/debug/pprof', async (context) => handler(context.req.raw));
      app.all('/debug/pprof/*', async (context) => handler(context.req.raw));
      app.get('/', (context) => context.text('app'));
      return serve(createServer(throughFetch(async (request) => app.fetch(request))), '/debug/pprof');
    },
  ],
];

/** Serves a function of Request and Response, as adapters for Node do. */
function throughFetch(
  answer: (request: Request) => Promise<Response>,
): Parameters<typeof createServer>[1] & {} {
  return (incoming, outgoing) => {
    const headers = new Headers(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    );
    const { method = 'GET', url = '/' } = incoming;
    void answer(new Request(`http://${incoming.headers.host}${url}`, { method, headers })).then(
      async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(Buffer.from(await response.arrayBuffer()));
        return undefined;
      },
    );
  };
}

describe.each(servers)('%s', (name, start) => {
  test('answers at its prefix and leaves the rest to the program', async () => {
    setMemProfileRate(16_384);
    const { origin, prefix, close: stop } = await start();
    const headers = { authorization: 'Bearer right' };
    const get = async (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${origin}${path}`, { headers, redirect: 'manual', ...init });
    try {
      const index = await get(`${prefix}/`);
      expect([index.status, index.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await index.text()).toContain("<a href='heap?debug=1'>heap</a>");

      const withoutSlash = await get(prefix);
      expect(withoutSlash.status).toBe(301);
      expect(new URL(withoutSlash.headers.get('location') ?? '', `${origin}${prefix}`).pathname).toBe(
        `${prefix}/`,
      );

      const heap = await get(`${prefix}/heap`);
      expect(heap.headers.get('content-disposition')).toBe('attachment; filename="heap"');
      expect(heap.headers.get('x-content-type-options')).toBe('nosniff');
      const profile = decodeProfile(gunzipSync(Buffer.from(await heap.arrayBuffer())));
      expect(profile.defaultSampleType).toBe('inuse_space');

      expect((await get(`${prefix}/nothing`)).status).toBe(404);
      expect((await get(`${prefix}/heap?seconds=1&debug=1`)).status).toBe(400);
      const head = await get(`${prefix}/profile?seconds=200`, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);

      for (const path of ['', '/', '/heap', '/profile?seconds=200', '/cmdline', '/symbol', '/nothing']) {
        expect([path, (await get(`${prefix}${path}`, { headers: {} })).status]).toEqual([path, 403]);
      }
      const root = await get('/');
      if (!name.startsWith('node:http')) expect(await root.text()).toBe('app');
      else expect(root.status).toBe(404);
    } finally {
      await stop();
      setMemProfileRate(0);
    }
  });
});

test('an authorize that fails lets nobody in, and the service goes on', async () => {
  const server = createServer(
    httpHandler({
      authorize: () => {
        throw new Error('no database');
      },
    }),
  );
  const origin = await listening(server);
  try {
    const response = await fetch(`${origin}/debug/pprof/heap`);
    expect([response.status, await response.text()]).toEqual([500, 'authorize failed: no database\n']);
  } finally {
    await close(server);
  }
});
