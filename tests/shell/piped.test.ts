// The shell without a terminal prints what `go tool pprof` prints: as recorded, and live where Go is installed.

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCli, type Cli } from '../e2e/run-cli.ts';
import { requireTool } from '../require-tool.ts';
import { generatedSessions } from './generated-sessions.ts';
import { asRecorded, readRecorded, runSession, sessions, type Session } from './sessions.ts';

const minute = 60_000;
const recorded = readRecorded();

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
}, minute);
afterAll(() => cli.remove());

describe(`as go tool pprof (${recorded.pprof}) answered it`, () => {
  test.each(sessions)('$name', async (session) => {
    expect(asRecorded(await runSession(cli.command, session))).toEqual(recorded.sessions[session.name]);
  });

  test('every recorded session is compared', () => {
    expect(Object.keys(recorded.sessions)).toEqual(sessions.map(({ name }) => name));
  });
});

describe.skipIf(!requireTool('go'))('as the go tool pprof of this machine answers it', () => {
  /** pprof prints some things in another order each time: then one of its answers has to be ours. */
  const attempts = 5;
  const pprof = requireTool('go')
    ? execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim()
    : '';

  test.each([...sessions, ...generatedSessions()])(
    '$name',
    async (session: Session) => {
      const ours = await runSession([...cli.command, '-compat'], session);
      let theirs = await runSession([pprof], session);
      for (let i = 1; i < attempts && JSON.stringify(theirs) !== JSON.stringify(ours); i++)
        theirs = await runSession([pprof], session);
      expect(ours).toEqual(theirs);
    },
    minute,
  );
});
