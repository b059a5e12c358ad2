// `heapwise record` against real servers that come, go, fail and stall: files are whole or not there.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCli, type Cli } from './run-cli.ts';

const profile = readFileSync('tests/corpus/go/heap.pb.gz');
let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach(stop));

/** On a free port. */
async function serve(listener: RequestListener): Promise<{ port: number }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

/** On a Unix socket, which nobody else takes while the server is away. */
async function serveAt(path: string, listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}

function stop(server: Server): void {
  server.closeAllConnections();
  server.close();
}

interface Recording {
  readonly child: ChildProcess;
  stderr(): string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<unknown>;
}

/** Starts a series that goes on until it is interrupted. */
function startRecording(args: readonly string[]): Recording {
  const [program, ...words] = cli.command;
  const child = spawn(program, [...words, 'record', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  return { child, stderr: () => stderr, ended };
}

let series = 0;

function newDirectory(): string {
  return join(cli.directory, `series-${++series}`);
}

/** Each file is the profile that the server sent, and there is nothing beside them. */
function expectWhole(directory: string, count: number): void {
  const files = readdirSync(directory);
  expect(files).toHaveLength(count);
  for (const file of files) {
    expect(file).toMatch(/^heap-\d{8}T\d{6}Z-\d{4}(?:-\d+)?\.pb\.gz$/);
    expect(readFileSync(join(directory, file)).equals(profile)).toBe(true);
  }
}

describe('a series', () => {
  test('is as long as was asked for, and says what to run next', async () => {
    const { port } = await serve((_, response) => response.end(profile));
    const directory = newDirectory();
    const run = await cli.run([
      'record',
      `127.0.0.1:${port}`,
      '--every',
      '200ms',
      '--count=3',
      '-o',
      directory,
    ]);
    expect(run.exitCode).toBe(0);
    const files = readdirSync(directory).map((file) => join(directory, file));
    expect(run.stdout).toBe(files.map((file) => `${file}\n`).join(''));
    expectWhole(directory, 3);
    const [, next = ''] = /^Recorded 3 profiles in .*\nNext: heapwise (.*)\n$/.exec(run.stderr) ?? [];
    expect(await cli.run(next.split(' '))).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('asks for the heap of a program that is named without a path, with the headers', async () => {
    const requests: string[] = [];
    const { port } = await serve((request, response) => {
      requests.push(`${request.url} ${request.headers.authorization}`);
      response.end(profile);
    });
    await cli.run([
      'record',
      '-H',
      'Authorization: Bearer T',
      '--count=1',
      '-o',
      newDirectory(),
      `localhost:${port}`,
    ]);
    expect(requests).toEqual(['/debug/pprof/heap?ages=1&gc=1 Bearer T']);
  });

  test('goes on when the program starts anew, and tells an outage once', async () => {
    const socket = join(cli.directory, 'anew.sock');
    const first = await serveAt(socket, (_, response) => response.end(profile));
    const directory = newDirectory();
    const url = `unix:${socket}:/debug/pprof/heap`;
    const recording = startRecording([url, '--every=100ms', '-o', directory]);
    await expect.poll(() => filesIn(directory)).toBeGreaterThan(0);
    stop(first);
    await expect.poll(recording.stderr).toMatch(
      // A profile may have been on its way.
      /(?:no socket|the connection ended).*going on\n/,
    );
    // Other turns find it down as well.
    await new Promise((resolve) => setTimeout(resolve, 400));
    const before = filesIn(directory);
    await serveAt(socket, (_, response) => response.end(profile));
    await expect.poll(() => filesIn(directory)).toBeGreaterThan(before);
    recording.child.kill('SIGINT');
    expect(await recording.ended).toBe(0);
    expect(recording.stderr().match(/going on\n/g)).toHaveLength(1);
    expect(recording.stderr().match(/answers again\n/g)).toHaveLength(1);
    expect(recording.stderr()).toMatch(/Recorded \d+ profiles in .*, [1-9]\d* failed\n/);
    expectWhole(directory, filesIn(directory));
  });

  test('has no file of what was cut off, is no profile, or came with an error', async () => {
    const answers: readonly RequestListener[] = [
      (_, response) => response.end(profile),
      (_, response) => {
        response.writeHead(200, { 'content-length': profile.length });
        response.write(profile.subarray(0, 900), () => response.destroy());
      },
      (_, response) => response.end('<!DOCTYPE html>'),
      (_, response) => response.end(profile.subarray(0, 900)),
      (_, response) => response.writeHead(500).end(profile),
      (_, response) => response.end(profile),
    ];
    let turn = 0;
    const { port } = await serve((request, response) =>
      answers[turn++ % answers.length]?.(request, response),
    );
    const directory = newDirectory();
    const run = await cli.run(['record', `127.0.0.1:${port}`, '--every=100ms', '--count=6', '-o', directory]);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/Recorded 2 profiles in .*, 4 failed\n/);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expectWhole(directory, 2);
  });

  test('ends by Ctrl-C with what it has, even while the server is silent', async () => {
    let requests = 0;
    const { port } = await serve(
      (_, response) => void (++requests === 1 ? response.end(profile) : undefined),
    );
    const directory = newDirectory();
    const recording = startRecording([`127.0.0.1:${port}`, '--every=50ms', '-o', directory]);
    await expect.poll(() => requests).toBeGreaterThan(1);
    recording.child.kill('SIGINT');
    expect(await recording.ended).toBe(0);
    expect(recording.stderr()).toMatch(/^Recorded 1 profile in .*\nNext: heapwise top .*\n$/);
    expectWhole(directory, 1);
  });

  test('of nothing fails', async () => {
    // A port of the system, so that no other program takes it.
    const run = await cli.run(['record', '127.0.0.1:1', '--every=50ms', '--count=3', '-o', newDirectory()]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(/Recorded nothing from 127\.0\.0\.1:1\n$/);
  });

  test('ends when the disk is full, with one line and nothing half-written', async () => {
    const { port } = await serve((_, response) => response.end(profile));
    const directory = newDirectory();
    mkdirSync(directory);
    const [program, ...words] = cli.command;
    // A limit on the size of files is a disk that is full.
    const command = ['ulimit -f 1; exec "$@"', 'sh', program, ...words, 'record', `127.0.0.1:${port}`];
    const child = spawn('bash', ['-c', ...command, '--every=50ms', '--count=5', '-o', directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
    expect(stderr).toMatch(/^cannot write .*heap-.*: .*\n$/);
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each([
    [['record'], 'no URL to record from'],
    [['record', 'heap.pb.gz'], 'heap.pb.gz is no URL'],
    [['record', '--every=soon', 'localhost:1'], 'invalid value "soon" for -every'],
    [['record', '--count=0', 'localhost:1'], '-count must be positive'],
  ])('%j is refused', async (args, line) => {
    const run = await cli.run(args);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr.split('\n')[0]).toBe(line);
  });
});

function filesIn(directory: string): number {
  try {
    return readdirSync(directory).length;
  } catch {
    return 0;
  }
}
