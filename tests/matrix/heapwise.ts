// Runs this project on a command line in this process, as the command does.

import { existsSync } from 'node:fs';
import { createWorld, parseCommandLine } from '#cli';
import { describeFailure, generateReport, loadProfile, type ReportOutput } from '#driver';
import { isObjectFile } from '#node';
import { encodeText } from '#profile';

/** What came of a command line: the report, uncompressed, or the lines that say why there is none. */
export type Outcome =
  | { readonly kind: 'report'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly lines: readonly string[] };

/**
 * @param argv without the program.
 * @throws what is none of our errors, and so a bug.
 */
export async function runHeapwise(argv: readonly string[], timeZone: string): Promise<Outcome> {
  try {
    const surroundings = { isFile: existsSync, isObjectFile, environment: process.env };
    const invocation = parseCommandLine(argv, surroundings);
    if (invocation.kind !== 'run') return { kind: 'failed', lines: [`${invocation.kind}, not a report`] };
    const { request } = invocation;
    const environment = { ...process.env, TZ: timeZone };
    const world = createWorld({ environment, message: () => undefined });
    const profile = await loadProfile(request, world);
    return { kind: 'report', bytes: bytesOf(await generateReport(profile, request, world)) };
  } catch (error) {
    return { kind: 'failed', lines: describeFailure(error).lines };
  }
}

function bytesOf(output: ReportOutput): Uint8Array {
  if (output.kind !== 'text') return output.bytes;
  const parts = [...output.chunks].map((chunk) => (typeof chunk === 'string' ? encodeText(chunk) : chunk));
  return Buffer.concat(parts);
}
