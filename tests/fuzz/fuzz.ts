// Tries mutated profiles of the corpus: each must give a profile or a typed error, and soon.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { mutate } from './mutations.ts';
import { tryInput } from './pipeline.ts';
import type { Random } from './random.ts';

export interface Seed {
  /** Of the file in the corpus. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Finding {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly choice: number;
  readonly error: Error;
}

const corpus = 'tests/corpus';
/** Of processor time, which other programs on the machine do not change; tests beside this one count as well. */
const secondsAtMost = 10;

/** The files of the corpus that are small enough, as they are; gzipped ones also expanded. */
export function readSeeds(maxBytes: number): Seed[] {
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => `${corpus}/${name}`)
    .filter((path) => !/\.(?:md|ts|js|mjs|map|json)$/.test(path) && statSync(path).isFile())
    .flatMap((path) => {
      const bytes = readFileSync(path);
      return path.endsWith('.gz') && !path.includes('cut-short')
        ? [
            { path, bytes },
            { path, bytes: gunzipSync(bytes) },
          ]
        : [{ path, bytes }];
    })
    .filter(({ bytes }) => bytes.length <= maxBytes);
}

/**
 * One input made of `seed`. Undefined when all is well.
 * @param attempt is told of the input before it is tried, so that one that never ends can be found.
 */
export async function fuzzOnce(
  { path, bytes }: Seed,
  random: Random,
  attempt: (input: Uint8Array) => void = () => undefined,
): Promise<Finding | undefined> {
  const input = mutate(bytes, random);
  const choice = random.below(2 ** 16);
  attempt(input);
  const error = await failureOf(input, choice);
  return error === undefined ? undefined : { path, bytes: input, choice, error };
}

async function failureOf(input: Uint8Array, choice: number): Promise<Error | undefined> {
  const started = process.cpuUsage();
  try {
    await tryInput(input, choice);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1e6;
  return took > secondsAtMost ? new Error(`it took ${took.toFixed(1)} s`) : undefined;
}
