// Starts the interactive shell: greets, then reads lines from the terminal or from a pipe.

import { profileGreeting, type Profile, type Request, type World } from '#driver';
import type { StatusLine } from '#node';
import { runPipedShell } from './piped-shell.ts';

/** @returns when the user leaves. @throws FetchError when input cannot be read. */
export async function startShell(
  profile: Profile,
  request: Request,
  world: World,
  statusLine: StatusLine,
): Promise<void> {
  // A comment of the profile may have several lines.
  const labels = profileGreeting(profile, request.config, world).flatMap((label) => label.split('\n'));
  labels.forEach(world.message);
  world.message('Entering interactive mode (type "help" for commands, "o" for options)');
  if (!isTerminal()) return runPipedShell(profile, request, world);
  const { runTerminalShell } = await import('./terminal-shell.ts');
  return runTerminalShell(profile, request, world, statusLine);
}

/** Whether somebody can edit lines here: a terminal both ways, and not one that can do nothing. */
function isTerminal(): boolean {
  const kind = (process.env['TERM'] ?? '').toLowerCase();
  return (
    process.stdin.isTTY && (process.stderr.isTTY || process.stdout.isTTY) && kind !== '' && kind !== 'dumb'
  );
}
