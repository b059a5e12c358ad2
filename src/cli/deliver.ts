// Takes a finished report to where the user wants it: a file, standard output, or a numbered file beside a terminal.

import { findCommand, type ReportOutput, type Request } from '#driver';
import { gzip, openNumberedFile, writeReport } from '#node';

/** @throws OutputError when it cannot be written. */
export async function deliverReport(
  output: ReportOutput,
  request: Request,
  message: (text: string) => void,
): Promise<void> {
  const path = outputPath(request);
  if (path !== '') message(`Generating report in ${path}`);
  await writeReport(path, output.kind === 'proto' ? [gzip(output.bytes)] : output.chunks);
}

/** Where the report goes: '' is standard output, unless binary data would end up on a terminal. */
function outputPath({ command, config }: Request): string {
  if (config.output !== '') return config.output;
  const suffix = findCommand(command ?? '')?.fileSuffix ?? '';
  return suffix !== '' && process.stdout.isTTY ? openNumberedFile('profile', suffix) : '';
}
