// The shell without a terminal prints what `go tool pprof` prints: as recorded, and live where Go is installed.

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCli, type Cli } from '../e2e/run-cli.ts';
import { requireTool } from '../require-tool.ts';
import { generatedSessions } from './generated-sessions.ts';
import { asRecorded, readRecorded, runSession, sessions, type Session } from './sessions.ts';

const recorded = readRecorded();

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

const compatible = (): readonly [string, ...string[]] => [...cli.command, '-compat'];

describe(`as go tool pprof (${recorded.pprof}) answered it`, () => {
  test.each(sessions)('$name', async (session) => {
    expect(asRecorded(await runSession(compatible(), session))).toEqual(recorded.sessions[session.name]);
  });

  test('every recorded session is compared', () => {
    expect(Object.keys(recorded.sessions)).toEqual(sessions.map(({ name }) => name));
  });
});

describe('a pasted name on the command line', () => {
  const heap = 'tests/corpus/go/heap.pb.gz';
  const said = '"(*shop).newOrder" matches nothing as a regular expression: taken as literal text\n';

  test.each(['-peek=(*shop).newOrder', '-list=(*shop).newOrder'])('%s', async (flag) => {
    const run = await cli.run([flag, heap]);
    expect(run).toMatchObject({ exitCode: 0, stderr: said });
    expect(run.stdout).toContain('main.(*shop).newOrder');
  });

  test('-focus', async () => {
    const run = await cli.run(['-top', '-focus=(*shop).newOrder', heap]);
    expect(run).toMatchObject({ exitCode: 0, stderr: said });
    expect(run.stdout).toContain('Showing nodes accounting for 10856.41kB');
  });

  test('is a pattern like any other with -compat', async () => {
    const run = await cli.run(['-compat', '-peek=(*shop).newOrder', heap]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^parsing argument regexp \(\*shop\)\.newOrder: error parsing regexp: /);
  });
});

describe.skipIf(!requireTool('go'))('as the go tool pprof of this machine answers it', () => {
  /** pprof prints some things in another order each time: then one of its answers has to be ours, soon or late. */
  const attempts = 60;
  const pprof = requireTool('go')
    ? execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim()
    : '';

  test.each([...sessions, ...generatedSessions()])('$name', async (session: Session) => {
    const ours = await runSession(compatible(), session);
    let theirs = await runSession([pprof], session);
    for (let i = 1; i < attempts && JSON.stringify(theirs) !== JSON.stringify(ours); i++)
      theirs = await runSession([pprof], session);
    expect(ours).toEqual(theirs);
  });
});
