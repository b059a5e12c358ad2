// Takes an input through all of the program, in this process, and tells a refusal from a bug.

import { createWorld, parseCommandLine } from '#cli';
import { generateReport, loadProfile, UsageError, type World } from '#driver';
import { decodeProfile, encodeProfile, parseProfile } from '#formats';
import { createGunzip } from '#node';
import { FetchError } from '#ports';
import { checkProfile, ProfileError } from '#profile';

const commandLines: readonly (readonly string[])[] = [
  ['-top'],
  ['-top', '-cum', '-lines', '-noinlines'],
  ['-tree', '-addresses'],
  ['-peek=.'],
  ['-raw'],
  ['-traces'],
  ['-tags'],
  ['-dot', '-tagleaf=bytes'],
  ['-callgrind'],
  ['-comments'],
  ['-proto', '-focus=a'],
  ['-topproto', '-mean'],
  ['-top', '-format=json', '-ignore=a', '-relative_percentages'],
  ['-top', '-tagfocus=1:', '-divide_by=3', '-compat'],
];

const gunzip = createGunzip(2 ** 24);

/**
 * @param choice which report is made, any integer from 0 up.
 * @returns whether there was a report.
 * @throws whatever is none of the errors that bad input may lead to, and so a bug.
 */
export async function tryInput(bytes: Uint8Array, choice: number): Promise<boolean> {
  const argv = commandLines[choice % commandLines.length]!;
  try {
    checkRoundTrip(bytes);
    const invocation = parseCommandLine([...argv, 'input'], {
      isFile: () => false,
      isObjectFile: () => false,
      environment: {},
    });
    if (invocation.kind !== 'run') throw new Error(`${argv.join(' ')} is no report`);
    const world = worldOf(bytes);
    const profile = await loadProfile(invocation.request, world);
    checkProfile(profile);
    const output = await generateReport(profile, invocation.request, world);
    if (output.kind === 'text') for (const chunk of output.chunks) void chunk;
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** What is read must hold together, and once encoded it must stay the same. */
function checkRoundTrip(bytes: Uint8Array): void {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes) : bytes;
  const profile = parseProfile(plain, { compat: false });
  try {
    checkProfile(profile);
    // Not the first time: numeric labels of 0, which legacy profiles may have, are lost in encoding, as in pprof.
    const decoded = decodeProfile(encodeProfile(profile));
    const encoded = encodeProfile(decoded);
    const again = encodeProfile(decodeProfile(encoded));
    if (Buffer.compare(encoded, again) !== 0) throw new Error('encoding changes a profile');
  } catch (error) {
    throw isRefusal(error) ? new Error(`a profile that was read is refused: ${error.message}`) : error;
  }
}

function isRefusal(error: unknown): error is Error {
  return error instanceof ProfileError || error instanceof FetchError || error instanceof UsageError;
}

function worldOf(bytes: Uint8Array): World {
  const world = createWorld({ environment: { TZ: 'UTC' }, message: () => undefined });
  return {
    ...world,
    fetcher: { ...world.fetcher, fetch: () => Promise.resolve({ bytes, url: '' }) },
    gunzip,
  };
}
