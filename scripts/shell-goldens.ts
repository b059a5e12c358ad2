// Records what the real `go tool pprof` makes of the scripted sessions of the shell. Part of `npm run goldens`.

import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { asRecorded, runSession, sessions, writeRecorded, type Recorded } from '../tests/shell/sessions.ts';

/** How often pprof has to print the same, as its order is random in places. */
const repetitions = 4;

const program = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();
const version = execFileSync('go', ['version'], { encoding: 'utf8' }).replace('go version', '').trim();
const recorded: Record<string, Recorded['sessions'][string]> = {};
for (const session of sessions) {
  const transcripts = [];
  for (let run = 0; run < repetitions; run++) transcripts.push(await runSession([program], session));
  const [transcript, ...again] = transcripts;
  if (transcript === undefined || !again.every((other) => isDeepStrictEqual(other, transcript)))
    throw new Error(`pprof is not of one mind about the session ${session.name}: leave out what varies`);
  recorded[session.name] = asRecorded(transcript);
}
writeRecorded({ pprof: version, sessions: recorded });
process.stdout.write(`${sessions.length} sessions of ${version}\n`);
