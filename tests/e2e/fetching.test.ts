// Fetches over real HTTP, HTTPS and sockets, from servers that behave and servers that do not.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { requireTool } from '../require-tool.ts';
import { createCli, type Cli, type CliRun } from './run-cli.ts';

const profile = readFileSync('tests/corpus/go/heap.pb.gz');
const header = 'File: service';

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

const servers: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

/** @returns `127.0.0.1:PORT` of a server that answers with `listener`. */
async function serve(listener: RequestListener): Promise<string> {
  return listen(createServer(listener));
}

async function listen(server: Server, path?: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) =>
    path === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(path, resolve),
  );
  return path ?? `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let saves = 0;

/** Runs with a directory of its own for what is saved; `saved` lists it. */
async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CliRun & { saved: string[] }> {
  const directory = join(cli.directory, `saved-${++saves}`);
  mkdirSync(directory);
  const result = await cli.run(args, { env: { PPROF_TMPDIR: directory, ...env } });
  return { ...result, saved: readdirSync(directory) };
}

/** The line that says why there is no report, once nothing else is there that should not be. */
function failureLine({ exitCode, stdout, stderr, saved }: CliRun & { saved: string[] }): string {
  expect({ exitCode, stdout, saved }).toEqual({ exitCode: 1, stdout: '', saved: [] });
  expect(stderr).not.toMatch(/\n\s+at /);
  return stderr.trimEnd().split('\n').at(-1) ?? '';
}

describe('a server that behaves', () => {
  test('is reported on, and its profile is kept', async () => {
    const host = await serve((_, response) => response.end(profile));
    const result = await run(['-top', `http://${host}/debug/pprof/heap`]);
    const file = 'pprof.service.alloc_objects.alloc_space.inuse_objects.inuse_space.001.pb.gz';
    expect(result.stdout).toContain(header);
    expect(result.saved).toEqual([file]);
    expect(result.stderr).toMatch(
      /^Fetching profile over HTTP from http:\/\/127.*heap\nSaved profile in .*001\.pb\.gz\n$/,
    );
    const again = await cli.run(['-top', join(cli.directory, `saved-${saves}`, file)]);
    expect(again.stdout).toBe(result.stdout);
  });

  test('gets the path, the seconds and the headers', async () => {
    const requests: string[] = [];
    const host = await serve((request, response) => {
      requests.push(`${request.url} ${request.headers.authorization} ${String(request.headers['x-team'])}`);
      response.end(profile);
    });
    const result = await run([
      '-top',
      '-seconds=90',
      '-H',
      'Authorization: Bearer abc',
      '-H=X-Team: blue',
      host,
    ]);
    expect(result.stderr).toContain('Please wait... (1m30s)');
    expect(requests).toEqual(['/debug/pprof/profile?seconds=90 Bearer abc blue']);
  });

  test('may listen on a Unix socket', async () => {
    const socket = await listen(
      createServer((_, response) => response.end(profile)),
      join(cli.directory, 'app.sock'),
    );
    for (const url of [
      `unix:${socket}:/debug/pprof/heap`,
      `http+unix://${encodeURIComponent(socket)}/debug/pprof/heap`,
    ]) {
      expect((await run(['-top', url])).stdout).toContain(header);
    }
  });

  test('may compress what is compressed, and send in pieces', async () => {
    const host = await serve((_, response) => {
      response.write(profile.subarray(0, 100));
      setTimeout(() => response.end(profile.subarray(100)), 50);
    });
    expect((await run(['-top', `${host}/x`])).stdout).toContain(header);
  });

  test('several are asked at once, and merged in their order', async () => {
    let waiting: (() => void)[] = [];
    const host = await serve((_, response) => {
      // Nobody is answered until both have asked.
      waiting.push(() => response.end(profile));
      if (waiting.length < 2) return;
      for (const answer of waiting) answer();
      waiting = [];
    });
    const result = await run(['-raw', `${host}/a`, `${host}/b`]);
    const files = await cli.run(['-raw', 'tests/corpus/go/heap.pb.gz', 'tests/corpus/go/heap.pb.gz']);
    expect(result.stdout).toBe(files.stdout);
  });

  test('a redirect to another host is told, and gets no headers', async () => {
    const seen: (string | undefined)[] = [];
    const target = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(profile);
    });
    const host = await serve((_, response) => {
      response.writeHead(302, { location: `http://${target}/there` }).end();
    });
    const result = await run(['-top', '-H=Authorization: secret', `${host}/x`]);
    expect(result.stderr).toContain(`Redirected to http://${target}/there`);
    expect(result.stdout).toContain(header);
    expect(seen).toEqual([undefined]);
  });

  test('is waited for when that is asked for', async () => {
    const socket = join(cli.directory, 'late.sock');
    const running = run(['-top', '-retry=1000', `unix:${socket}:/x`]);
    // Comes when it has been missed, or later.
    await new Promise((resolve) => setTimeout(resolve, 700));
    await listen(
      createServer((_, response) => response.end(profile)),
      socket,
    );
    expect((await running).stdout).toContain(header);
  });
});

describe('a source that fails', () => {
  const faults: readonly (readonly [string, RequestListener, RegExp])[] = [
    [
      '500',
      (_, response) => void response.writeHead(500).end('oops'),
      /server response: 500 Internal Server Error$/,
    ],
    [
      'a reason in the way of Go',
      (_, response) => {
        response.writeHead(403, { 'x-go-pprof': '1', 'content-type': 'text/plain; charset=utf-8' });
        response.end('could not enable profiling\n');
      },
      /server response: 403 Forbidden - could not enable profiling$/,
    ],
    [
      'a web page',
      (_, response) => void response.end('<!DOCTYPE html><p>'),
      /a web page, not a profile; name .*heap$/,
    ],
    ['nothing', (_, response) => void response.end(), /the server sent nothing; check the path$/],
    [
      'an end before the end',
      (_, response) => {
        response.writeHead(200, { 'content-length': profile.length });
        response.write(profile.subarray(0, 1000), () => response.destroy());
      },
      /the connection ended before the profile was whole .*; try again$/,
    ],
    [
      'an end before the end, in chunks',
      (_, response) => void response.write(profile.subarray(0, 1000), () => response.destroy()),
      /the connection ended before the profile was whole .*; try again$/,
    ],
    [
      'a profile cut short',
      (_, response) => void response.end(profile.subarray(0, 1000)),
      /cut short: fetch it again$/,
    ],
    [
      'a redirect loop',
      (_, response) => void response.writeHead(302, { location: '/x' }).end(),
      /more than 10 redirects/,
    ],
    [
      'a redirect to a file',
      (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /redirected to file:.*no address of a profile$/,
    ],
    [
      'too much, announced',
      (_, response) => response.writeHead(200, { 'content-length': 2 ** 31 }).flushHeaders(),
      /the server sends 2147483648 bytes, and the limit is 1073741824; set HEAPWISE_MAX_BYTES/,
    ],
  ];
  test.each(faults)('%s', async (_, listener, line) => {
    const host = await serve(listener);
    expect(failureLine(await run(['-top', `http://${host}/debug/pprof/heap`]))).toMatch(line);
  });

  test('too much, unannounced', async () => {
    const host = await serve((_, response) => {
      const send = (): void => void (response.destroyed || response.write(Buffer.alloc(2 ** 20), send));
      send();
    });
    const result = await run(['-top', `${host}/x`], { HEAPWISE_MAX_BYTES: '1e7' });
    expect(failureLine(result)).toMatch(/more than 10000000 bytes came, and the limit is 10000000/);
    expect(result.megabytes).toBeLessThan(200);
  });

  test('silence', async () => {
    const host = await serve(() => undefined);
    // Five seconds are added to what was asked for, as in pprof.
    expect(failureLine(await run(['-top', '-timeout=1', `${host}/x`]))).toMatch(
      /nothing came for 6 s; set -timeout to wait longer$/,
    );
  });

  test('a stall in the middle', async () => {
    const host = await serve((_, response) => void response.write(profile.subarray(0, 1000)));
    expect(failureLine(await run(['-top', '-timeout=1', `${host}/x`]))).toMatch(
      /nothing came for 6 s; set -timeout to wait longer$/,
    );
  });

  test('nobody there', async () => {
    // A port of the system, so that no other program takes it.
    expect(failureLine(await run(['-top', '127.0.0.1:1']))).toMatch(
      /connection refused by 127.*: is the program running\?/,
    );
    expect(failureLine(await run(['-top', 'unix:/nonexistent.sock:/x']))).toMatch(
      /no socket \/nonexistent.sock: is the program/,
    );
    expect(failureLine(await run(['-top', 'http://nobody.invalid/x']))).toMatch(
      /no such host: nobody.invalid; check the name$/,
    );
  });

  test('beside others is only told', async () => {
    const host = await serve((request, response) => {
      if (request.url === '/good') response.end(profile);
      else response.writeHead(404).end();
    });
    const result = await run(['-top', `${host}/good`, `${host}/bad`]);
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain(header);
    expect(result.stderr).toContain(`${host}/bad: server response: 404 Not Found\n`);
    expect(result.stderr).toContain('Fetched 1 source profiles out of 2\n');
  });

  test('a profile that cannot be kept is reported on', async () => {
    const host = await serve((_, response) => response.end(profile));
    const file = join(cli.directory, 'saved-here');
    mkdirSync(file);
    // A limit on the size of files is a disk that is full.
    const [program, ...words] = cli.command;
    const command = ['ulimit -f 1; exec "$@"', 'sh', program, ...words, '-top', `http://${host}/x`];
    const env = { ...process.env, PPROF_TMPDIR: file };
    const child = spawn('bash', ['-c', ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(out).toContain(header);
    expect(err).toMatch(/Could not save profile: .*saved-here: /);
    expect(readdirSync(file)).toEqual([]);
  });

  test('Ctrl-C leaves nothing behind', async () => {
    const directory = join(cli.directory, 'interrupted');
    mkdirSync(directory);
    const [program, ...words] = cli.command;
    let interrupt = (): void => undefined;
    const host = await serve((_, response) => {
      response.write(profile.subarray(0, 1000));
      interrupt();
    });
    const env = { ...process.env, PPROF_TMPDIR: directory };
    const child = spawn(program, [...words, '-proto', `-output=${directory}/out.pb.gz`, `${host}/x`], {
      env,
      stdio: 'ignore',
    });
    interrupt = () => void child.kill('SIGINT');
    const signal = await new Promise((resolve) => child.on('close', (_, name) => resolve(name)));
    expect(signal).toBe('SIGINT');
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('directories and patterns', () => {
  test('stand for the profiles in them', async () => {
    const directory = join(cli.directory, 'series');
    mkdirSync(directory);
    for (const name of ['heap-early', 'heap-deep']) {
      execFileSync('cp', [`tests/corpus/go/${name}.pb.gz`, directory]);
    }
    const named = await cli.run([
      '-raw',
      join(directory, 'heap-deep.pb.gz'),
      join(directory, 'heap-early.pb.gz'),
    ]);
    expect(named.exitCode).toBe(0);
    expect((await cli.run(['-raw', directory])).stdout).toBe(named.stdout);
    expect((await cli.run(['-raw', join(directory, 'heap-*.pb.gz')])).stdout).toBe(named.stdout);
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    expect((await cli.run(['-top', directory])).stderr).toContain('no profiles are in this directory');
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl)
  process.stdout.write('not run: HTTPS tests, because openssl is not on PATH to make certificates\n');

describe.skipIf(!hasOpenssl)('HTTPS', () => {
  const file = (name: string): string => join(cli.directory, name);
  beforeAll(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', file('key.pem')];
    execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, '-out', file('cert.pem'), ...subject], {
      stdio: 'ignore',
    });
  });
  function serveTls(requestCert: boolean): Promise<string> {
    const [key, cert] = [readFileSync(file('key.pem')), readFileSync(file('cert.pem'))];
    const options = { key, cert, ca: cert, requestCert, rejectUnauthorized: requestCert };
    return listen(createTlsServer(options, (_, response) => response.end(profile)));
  }

  test('a certificate of nobody is refused, unless it is named or nobody matters', async () => {
    const host = await serveTls(false);
    expect(failureLine(await run(['-top', `https://${host}/x`]))).toMatch(
      /not signed by an authority.*-tls_ca=FILE.*https\+insecure/,
    );
    expect((await run(['-top', `-tls_ca=${file('cert.pem')}`, `https://${host}/x`])).stdout).toContain(
      header,
    );
    const trusting = await run(['-top', `https+insecure://${host}/x`]);
    expect(trusting.stdout).toContain(header);
    expect(trusting.stderr).toContain(`Fetching profile over HTTP from https+insecure://${host}/x\n`);
  });

  test('a client certificate is shown', async () => {
    const host = await serveTls(true);
    const pair = [`-tls_cert=${file('cert.pem')}`, `-tls_key=${file('key.pem')}`];
    expect((await run(['-top', ...pair, `https+insecure://${host}/x`])).stdout).toContain(header);
    expect((await run(['-top', `https+insecure://${host}/x`])).exitCode).toBe(1);
    const half = await run(['-top', pair[0]!, `https://${host}/x`]);
    expect(half.exitCode).toBe(2);
    expect(half.stderr).toContain('-tls_cert is specified, so -tls_key must also be specified');
    const missing = await run(['-top', '-tls_ca=/nonexistent', `https://${host}/x`]);
    expect(failureLine(missing)).toMatch(
      /could not load CA specified by -tls_ca: \/nonexistent: no such file/,
    );
  });
});

describe.skipIf(!requireTool('go'))('a Go program', () => {
  test('gives the same to go tool pprof and to heapwise', async () => {
    const program = join(cli.directory, 'server');
    execFileSync('go', ['build', '-o', program, 'tests/e2e/pprof-server.go']);
    const server = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const host = await new Promise<string>((resolve) => {
        server.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
      });
      for (const path of ['heap', 'allocs', 'goroutine', 'threadcreate', 'profile?seconds=1']) {
        const { exitCode, saved, stderr, stdout } = await run([
          '-compat',
          '-top',
          `${host}/debug/pprof/${path}`,
        ]);
        expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
        const kept = join(cli.directory, `saved-${saves}`, saved[0]!);
        const peer = spawnSync('go', ['tool', 'pprof', '-top', kept], { encoding: 'utf8' });
        expect(stdout).toBe(peer.stdout);
      }
    } finally {
      server.kill();
    }
  });
});
