// The shell without a terminal: lines from a pipe or a file, as pprof has it for scripts.

import { generateReport, type Profile, type Request, type World } from '#driver';
import { readInputLines, writeReport } from '#node';
import { deliverReport } from '../deliver.ts';
import { createShellSession } from './session.ts';

/** Ends with its input, or with the one who reads its answers. @throws FetchError when input cannot be read. */
export async function runPipedShell(profile: Profile, request: Request, world: World): Promise<void> {
  const printLines = (text: string): void => text.replace(/\n$/, '').split('\n').forEach(world.message);
  const session = createShellSession(profile, request, {
    isTerminal: false,
    print: async (text) => printLines(text),
    printError: printLines,
    async report(wanted) {
      const output = await generateReport(profile, wanted, world);
      await deliverReport(output, wanted, world, { show: (chunks) => writeReport('', chunks) });
    },
  });
  if (!(await prompt())) return;
  for await (const line of readInputLines()) {
    if (!(await session.run(line)) || !(await prompt())) return;
  }
}

/** The same on a terminal and elsewhere, so that people and programs that know pprof find it. */
export const promptText = '(pprof) ';

/** @returns whether somebody may read it. */
function prompt(): Promise<boolean> {
  return writeReport('', [promptText]);
}
