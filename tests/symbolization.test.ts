// Symbolizes real profiles of real programs, and compares with `go tool pprof` and with what the programs say.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request as requestOf, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeProfile } from '#formats';
import { createObjectFiles } from '#node';
import { ObjectFileError } from '#ports';
import { createProfileBuilder, ProfileError } from '#profile';
import { findPprof } from './matrix/pprof.ts';
import { requireTool } from './require-tool.ts';
import {
  addressesOnly,
  cppKinds,
  goKinds,
  profileCpp,
  profileGo,
  readNamed,
  type Profiled,
} from './symbols/programs.ts';
import { symbolizedReport } from './symbols/symbolized-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'symbolization-'));
afterAll(() => rmSync(folder, { recursive: true }));

const reports = [
  '-top',
  '-top -lines',
  '-list=Spin|Recurse|main',
  '-tree',
  '-traces',
  '-raw',
  '-symbolize=demangle=full -top',
];
const hasGo = requireTool('go');
const hasGperftools = requireTool('gperftools');

/** Each report, by pprof and by ours with -compat. */
async function reportsOf({
  program,
  profile,
}: Profiled): Promise<{ readonly ours: readonly string[]; readonly theirs: readonly string[] }> {
  const pprof = findPprof(mkdtempSync(join(folder, 'pprof-')));
  const [ours, theirs]: [string[], string[]] = [[], []];
  for (const report of reports) {
    const argv = [...report.split(' '), program, profile];
    const outcome = await pprof.run(argv, 'UTC');
    theirs.push(
      outcome.kind === 'report' ? Buffer.from(outcome.bytes).toString('utf8') : outcome.lines.join('\n'),
    );
    try {
      const { text, messages } = await symbolizedReport(['-compat', ...argv]);
      ours.push(messages.join('\n') + text);
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      ours.push(error.message);
    }
  }
  return { ours, theirs };
}

/** A directory with no other tools than these of the system. */
function toolsOnly(...names: readonly string[]): Readonly<Record<string, string>> {
  const directory = mkdtempSync(join(folder, 'tools-'));
  for (const name of names) {
    symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(directory, name));
  }
  return { PATH: directory };
}

/** The names in a -top report. */
function namesIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /^(?:\s+\S+){5}\s+(.*?)(?: \(inline\))?$/.exec(line)?.[1] ?? []);
}

describe.skipIf(!hasGo || !hasGperftools)('C++ under gperftools, as go tool pprof', () => {
  test.each(cppKinds)('%s', async (kind) => {
    const { ours, theirs } = await reportsOf(profileCpp(folder, kind));
    expect(ours).toEqual(theirs);
  });

  test('in one segment, as linkers had it before', async () => {
    const { ours, theirs } = await reportsOf(profileCpp(folder, 'fixed', ['-Wl,-z,noseparate-code']));
    expect(ours).toEqual(theirs);
    expect(ours[0]).toContain(' Divide\n');
  });
});

describe.skipIf(!hasGperftools)('C++ under gperftools', () => {
  const profiled = hasGperftools ? profileCpp(folder, 'fixed') : { program: '', profile: '' };
  const argv = ['-top', profiled.program, profiled.profile];
  const called = ['Divide', 'SpinInProgram', 'SpinInLibrary', 'Recurse', 'main'];

  test('functions that are called, and those that were inlined', async () => {
    const { text } = await symbolizedReport(argv);
    expect(namesIn(text)).toEqual(expect.arrayContaining(called));
    const lines = await symbolizedReport(['-traces', '-lines', ...argv.slice(1)]);
    expect(lines.text).toMatch(/SpinInProgram .*tests\/symbols\/hot\.cc:1[0-9]\b/);
    expect(lines.text).toMatch(/main .*tests\/symbols\/hot\.cc:29\b/);
  });

  test.skipIf(!requireTool('llvm-symbolizer'))('addr2line tells the same as llvm-symbolizer', async () => {
    const report = (tool: string): ReturnType<typeof symbolizedReport> =>
      symbolizedReport(['-traces', '-lines', ...argv.slice(1)], toolsOnly(tool));
    // addr2line may call an inlined function like the one around it.
    const ofProgram = (text: string): readonly string[] =>
      text
        .split('\n')
        .filter((line) => line.includes('tests/symbols'))
        .map((line) => (line.endsWith('(inline)') ? line.replace(/\S+ (?=\/)/, '') : line));
    const [llvm, gnu] = [await report('llvm-symbolizer'), await report('addr2line')];
    expect(ofProgram(llvm.text).length).toBeGreaterThan(5);
    expect(ofProgram(gnu.text)).toEqual(ofProgram(llvm.text));
  });

  test('names come from the symbol table when there is no tool, or none is wanted', async () => {
    const bare = await symbolizedReport(argv, { PATH: '' });
    expect(namesIn(bare.text)).toEqual(expect.arrayContaining(called));
    expect(bare.messages).toEqual([]);
    const fast = await symbolizedReport(['-symbolize=fastlocal', '-top', '-lines', ...argv.slice(1)]);
    expect(namesIn(fast.text)).toEqual(expect.arrayContaining(['Divide', 'main']));
  });

  test.each([
    ['dies', 'kill -9 $$', 'llvm-symbolizer was ended by SIGKILL'],
    [
      'hangs',
      'exec sleep 1000',
      'llvm-symbolizer gave no answer for 3 s and was ended; HEAPWISE_TOOL_TIMEOUT=SECONDS waits longer',
    ],
    [
      'writes half a line and hangs',
      `printf '{"Add'; exec sleep 1000`,
      'llvm-symbolizer gave no answer for 3 s and was ended; HEAPWISE_TOOL_TIMEOUT=SECONDS waits longer',
    ],
    ['writes garbage', 'exec yes', 'llvm-symbolizer gave an answer that makes no sense: y'],
  ])('a symbolizer that %s is told in one line, and the report comes', async (_, failure, reason) => {
    const bin = mkdtempSync(join(folder, 'failing-'));
    writeFileSync(join(bin, 'llvm-symbolizer'), `#!/bin/sh\nPATH=/usr/bin:/bin\n${failure}\n`, {
      mode: 0o755,
    });
    // A program without debugging data, of which a server may know more, is one for the tool.
    const program = join(bin, 'cpp-fixed');
    execFileSync('objcopy', ['--strip-debug', profiled.program, program]);
    const environment = {
      PATH: '/nowhere',
      // Whoever answers may take long on a busy machine.
      HEAPWISE_TOOL_TIMEOUT: reason.includes('3 s') ? '3' : '300',
      DEBUGINFOD_URLS: 'http://127.0.0.1:1',
    };

    const { text, messages } = await symbolizedReport(
      [`-tools=${bin}`, '-top', program, profiled.profile],
      environment,
    );
    expect(namesIn(text)).toEqual(expect.arrayContaining(called));
    expect(messages.filter((line) => line.includes('cpp-fixed'))).toEqual([
      `Local symbolization failed for cpp-fixed: ${reason}`,
    ]);
  });

  test('copies of programs are found by name and by build id', async () => {
    const files = createObjectFiles({ tools: '', namesOnly: true, environment: {} });
    const { buildId } = await files.open(profiled.program, { start: 0n, limit: 0n, offset: 0n });
    files.close();
    expect(buildId).toMatch(/^[\da-f]{40}$/);
    const elsewhere = mkdtempSync(join(folder, 'binaries-'));
    mkdirSync(join(elsewhere, buildId));
    copyFileSync(profiled.program, join(elsewhere, buildId, 'cpp-fixed'));
    const environment = { PATH: '', PPROF_BINARY_PATH: elsewhere };
    const raw = await symbolizedReport(['-raw', `-buildid=${buildId}`, profiled.profile], environment);
    // The profile names the program by its path, and has no build id when copies are looked for.
    expect(raw.text).toContain(buildId);
    copyFileSync(profiled.program, join(elsewhere, 'cpp-fixed'));
    const found = await symbolizedReport(['-raw', profiled.profile], environment);
    expect(found.text).toContain(join(elsewhere, 'cpp-fixed'));
    expect(found.text).toContain('Divide');
  });

  test('another build is not asked', async () => {
    const { text, messages } = await symbolizedReport(['-top', '-buildid=abc', ...argv.slice(1)]);
    expect(messages).toContain('Local symbolization failed for cpp-fixed (build ID abc): build ID mismatch');
    expect(text).toContain('[cpp-fixed]');
  });

  test('a missing program is told with what to do', async () => {
    const gone = join(folder, 'gone');
    writeFileSync(gone, readFileSync(profiled.program).subarray(0, 64));
    const { messages } = await symbolizedReport(['-top', gone, profiled.profile], { PATH: '' });
    expect(messages).toEqual([
      expect.stringMatching(/^Local symbolization failed for gone: .*gone is damaged or cut short/),
      'Some binary filenames not available. Symbolization may be incomplete.',
      'Try setting PPROF_BINARY_PATH to the search path for local binaries.',
    ]);
  });

  test('damaged programs', async () => {
    const bytes = readFileSync(profiled.program);
    const damaged = join(folder, 'damaged');
    const whole = createObjectFiles({ tools: '', namesOnly: true, environment: {} });
    const program = await whole.open(profiled.program, { start: 0n, limit: 0n, offset: 0n });
    const addresses = (await program.symbols()).map(({ start }) => start);
    whole.close();
    for (let round = 0; round < 150; round++) {
      const copy = Buffer.from(
        round % 3 === 0 ? bytes.subarray(0, 4 + Math.floor((bytes.length * round) / 150)) : bytes,
      );
      // The headers are where damage hurts.
      for (let i = 0; i < 8; i++) {
        const at = (round * 7919 + i * 104_729) % (round % 2 === 0 ? 2048 : copy.length);
        if (at >= 4 && at < copy.length) copy[at] = (copy[at]! + round + 1) & 0xff;
      }
      writeFileSync(damaged, copy);
      const files = createObjectFiles({ tools: '', namesOnly: false, environment: {} });
      const everywhere = { start: 0n, limit: 0n, offset: 0n };
      const frames = files
        .open(damaged, everywhere)
        .then((file) => file.sourceFrames(addresses))
        .catch((error: unknown) => error);
      expect(Array.isArray(await frames) || (await frames) instanceof ObjectFileError).toBe(true);
      files.close();
      if (round % 25 !== 0) continue;
      const { text, messages } = await symbolizedReport(['-top', damaged, profiled.profile], { PATH: '' });
      expect(text).toContain('flat%');
      for (const message of messages) expect(message).not.toMatch(/RangeError|TypeError|undefined|BigInt/);
    }
  });
});

describe.skipIf(!hasGo)('Go', () => {
  const kinds = new Map(hasGo ? goKinds.map((kind) => [kind, profileGo(folder, kind)]) : []);

  test.each(goKinds)('%s, as go tool pprof', async (kind) => {
    const { ours, theirs } = await reportsOf(kinds.get(kind)!);
    expect(ours).toEqual(theirs);
    expect(ours[0]).toContain(' main.spin\n');
  });

  test.each(goKinds)('%s: without any tool, what the program itself would have written', async (kind) => {
    const { program, profile, named } = kinds.get(kind)!;
    for (const report of reports.filter((report) => !report.includes('demangle'))) {
      const argv = report.split(' ');
      const found = await symbolizedReport([...argv, program, profile], { PATH: '' });
      const written = await symbolizedReport([...argv, '-symbolize=none', named]);
      // Go does not say what it found, and knows its program by another path.
      const text = (raw: string): string => raw.replace(/^(\d+: 0x\S+) .*$/m, '$1');
      expect(text(found.text)).toBe(text(written.text));
    }
  });

  test.each([
    ['darwin', 'arm64'],
    ['windows', 'amd64'],
  ])('programs for %s', async (os, architecture) => {
    const source = join(folder, 'small.go');
    writeFileSync(source, 'package main\n\nfunc main() {\n\tprintln("small")\n}\n');
    const program = join(folder, `small-${os}`);
    const env = { ...process.env, GOOS: os, GOARCH: architecture, CGO_ENABLED: '0' };
    execFileSync('go', ['build', '-o', program, source], { env });
    const files = createObjectFiles({ tools: '', namesOnly: false, environment: { PATH: '' } });
    const file = await files.open(program, { start: 0n, limit: 0n, offset: 0n });
    const main = (await file.symbols()).find(({ names }) => names.includes('main.main'));
    const frames = await file.sourceFrames([main?.start ?? 0n]);
    files.close();
    expect(frames).toEqual([[{ functionName: 'main.main', file: source, line: 3, startLine: 3, column: 0 }]]);
  });
});

describe.skipIf(!hasGo)('build ids of PE files', () => {
  async function buildIdOf(path: string): Promise<string> {
    const files = createObjectFiles({ tools: '', namesOnly: true, environment: {} });
    const { buildId } = await files.open(path, { start: 0n, limit: 0n, offset: 0n });
    files.close();
    return buildId;
  }

  test("Go's, and that of CodeView where there is one, by which a copy is found", async () => {
    const source = join(folder, 'tiny.go');
    writeFileSync(source, 'package main\n\nfunc main() {}\n');
    const program = join(folder, 'tiny.exe');
    const env = { ...process.env, GOOS: 'windows', GOARCH: 'amd64', CGO_ENABLED: '0' };
    execFileSync('go', ['build', '-o', program, source], { env });
    const own = execFileSync('go', ['tool', 'buildid', program], { encoding: 'utf8' }).trim();
    expect(await buildIdOf(program)).toBe(own);

    const linked = join(folder, 'linked.exe');
    writeFileSync(linked, withCodeView(readFileSync(program)));
    const id = '0403020106050807090a0b0c0d0e0f102a';
    expect(await buildIdOf(linked)).toBe(id);

    const wanted = id.toUpperCase();
    const builder = createProfileBuilder();
    const range = { start: 0x14_0000_0000n, limit: 0x14_1000_0000n, offset: 0n };
    const mapping = builder.addMapping({ ...range, file: '/gone/linked.exe', buildId: wanted });
    const location = builder.addLocation({ mapping, address: 0x14_0000_1000n, lines: [] });
    builder.addSample(builder.stacks.add(Uint32Array.of(location), 0, 1), 0, [1]);
    const profile = join(folder, 'windows.pb');
    writeFileSync(profile, encodeProfile(builder.build({ sampleTypes: [{ type: 'cpu', unit: 'count' }] })));
    const elsewhere = mkdtempSync(join(folder, 'binaries-'));
    const environment = { PATH: '', PPROF_BINARY_PATH: elsewhere };
    copyFileSync(program, join(elsewhere, 'linked.exe'));
    const { text, messages } = await symbolizedReport(['-raw', profile], environment);
    expect(messages[0]).toBe(
      `Ignoring local file ${join(elsewhere, 'linked.exe')}: build-id mismatch (${wanted} != ${own})`,
    );
    expect(text).toContain('/gone/linked.exe');
    mkdirSync(join(elsewhere, wanted));
    copyFileSync(linked, join(elsewhere, wanted, 'linked.exe'));
    const found = await symbolizedReport(['-raw', profile], environment);
    expect(found.messages).toEqual([]);
    expect(found.text).toContain(join(elsewhere, wanted, 'linked.exe'));
  });

  /** As Microsoft's and LLVM's linkers write it: a debug directory that leads to the name of a PDB file. */
  function withCodeView(program: Buffer): Buffer {
    const header = program.readUInt32LE(0x3c);
    const sections = header + 24 + program.readUInt16LE(header + 20);
    // At the end of the section with data that are only read.
    const count = program.readUInt16LE(header + 6);
    const rows = Array.from({ length: count }, (_, row) => sections + row * 40);
    const data = rows.find((row) => program.toString('latin1', row, row + 6) === '.rdata')!;
    const [size, address, offset] = [12, 12, 20].map((field, i) =>
      program.readUInt32LE(data + (i === 0 ? 8 : field)),
    );
    const place = Math.min(size!, program.readUInt32LE(data + 16)) - 64;
    program.writeUInt32LE(address! + place, header + 24 + 112 + 6 * 8);
    program.writeUInt32LE(28, header + 24 + 112 + 6 * 8 + 4);
    const entry = offset! + place;
    program.fill(0, entry, entry + 64);
    program.writeUInt32LE(2, entry + 12);
    program.writeUInt32LE(24 + 6, entry + 16);
    program.writeUInt32LE(entry + 28, entry + 24);
    program.write('RSDS', entry + 28, 'latin1');
    for (let i = 0; i < 16; i++) program[entry + 32 + i] = i + 1;
    program.writeUInt32LE(0x2a, entry + 48);
    program.write('a.pdb\0', entry + 52, 'latin1');
    return program;
  }
});

describe('by the server of the profile', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close()));

  /** @returns `http://127.0.0.1:PORT` */
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test.skipIf(!hasGo)('a Go server', async () => {
    const program = join(folder, 'pprof-server');
    execFileSync('go', ['build', '-o', program, 'tests/e2e/pprof-server.go']);
    const child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [address] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
      const real = `http://${address.trim()}`;
      const named = join(folder, 'heap.pb.gz');
      const heap = await fetch(`${real}/debug/pprof/heap`);
      writeFileSync(named, Buffer.from(await heap.arrayBuffer()));
      const bytes = encodeProfile(addressesOnly(readNamed(named)));
      // The real server answers, but for its profile, which has names already.
      const proxy = await serve((request, response) => {
        if (request.url === '/debug/pprof/heap') response.end(bytes);
        else {
          const options = { method: request.method ?? 'GET' };
          const forwarded = requestOf(`${real}${request.url}`, options, (answer) => {
            response.writeHead(answer.statusCode ?? 500);
            answer.pipe(response);
          });
          request.pipe(forwarded);
        }
      });
      const environment = { PATH: '', PPROF_TMPDIR: folder };
      const argv = ['-top', '-alloc_space', '-symbolize=remote'];
      const found = await symbolizedReport([...argv, `${proxy}/debug/pprof/heap`], environment);
      expect(found.messages.map((line) => line.split(' ')[0])).toEqual(['Fetching', 'Saved']);
      expect(found.text).toContain('main.keep');
      expect(found.text).toContain('File: pprof-server');
    } finally {
      child.kill();
    }
  });

  test('a server that cannot tell: one line, and the report', async () => {
    const builder = createProfileBuilder();
    const mapping = builder.addMapping({ start: 0x1000n, limit: 0x2000n, offset: 0n, file: '' });
    const location = builder.addLocation({ mapping, address: 0x1010n, lines: [] });
    builder.addSample(builder.stacks.add(Uint32Array.of(location), 0, 1), 0, [1]);
    const bytes = encodeProfile(builder.build({ sampleTypes: [{ type: 'cpu', unit: 'count' }] }));
    const url = await serve((request, response) => {
      if (request.method === 'GET') response.end(bytes);
      else response.writeHead(404).end();
    });
    const environment = { PATH: '', PPROF_TMPDIR: folder };
    const { text, messages } = await symbolizedReport(['-top', `${url}/profilez`], environment);
    expect(text).toContain('<unknown>');
    expect(messages).toContainEqual(
      expect.stringMatching(/^Remote symbolization failed: http post .*\/symbolz: .*404/),
    );
    const compat = symbolizedReport(['-compat', '-top', `${url}/profilez`], environment);
    await expect(compat).rejects.toThrow(/^http post .*404/);
  });
});
