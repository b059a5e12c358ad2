// Reads binary CPU profiles (profilez), as gperftools and Google's servers write them: native and Java, in words of four kinds.

import { createByteRangeTable, ProfileError, type Profile, type ProfileHeader } from '#profile';
import { callBefore } from './addresses.ts';
import { createDraft, finishDraft, framesOf, withoutSecond, type Draft } from './draft.ts';
import { parseJavaLocations } from './java-locations.ts';
import { parseMemoryMapAt } from './memory-map.ts';

interface WordKind {
  readonly size: 4 | 8;
  /** The word at a byte. */
  read(view: DataView, at: number): bigint;
}

const wordKinds: readonly WordKind[] = [
  { size: 4, read: (view, at) => BigInt(view.getUint32(at, true)) },
  { size: 4, read: (view, at) => BigInt(view.getUint32(at, false)) },
  { size: 8, read: (view, at) => view.getBigUint64(at, true) },
  { size: 8, read: (view, at) => view.getBigUint64(at, false) },
];

/** Undefined unless the bytes start with the words 0, 3, 0 or 1 (Java), a period in microseconds, 0. */
export function parseCpu(bytes: Uint8Array): Profile | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const kind of wordKinds) {
    if (bytes.length < 5 * kind.size) continue;
    const [zero, version, language, period = 0n, padding] = [0, 1, 2, 3, 4].map((word) =>
      kind.read(view, word * kind.size),
    );
    const isHeader = zero === 0n && version === 3n && period > 0n && padding === 0n;
    if (isHeader && language === 0n) return parseNative(bytes, view, kind, period);
    if (isHeader && language === 1n) return parseJava(bytes, view, kind, period);
  }
  return undefined;
}

function parseNative(bytes: Uint8Array, view: DataView, kind: WordKind, period: bigint): Profile {
  const draft = createDraft();
  const header = headerOf(period);
  const end = readSamples(bytes, view, kind, 'all but the leaf', draft);
  // A signal handler leaves up to two frames of its own between the leaf and its caller.
  dropUsualSecondFrame(draft);
  dropUsualSecondFrame(draft);
  return finishDraft(draft, { header, mappings: parseMemoryMapAt(bytes, end), dropsRepeatedLeaf: true });
}

function parseJava(bytes: Uint8Array, view: DataView, kind: WordKind, period: bigint): Profile {
  const draft = createDraft();
  const header = headerOf(period);
  const end = readSamples(bytes, view, kind, 'none', draft);
  parseJavaLocations(bytes, end, draft);
  return finishDraft(draft, { header, dropsAddresses: true });
}

function headerOf(microseconds: bigint): Pick<ProfileHeader, 'sampleTypes' | 'periodType' | 'period'> {
  return {
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    period: nanoseconds(microseconds),
  };
}

function nanoseconds(microseconds: bigint): bigint {
  return BigInt.asIntN(64, microseconds * 1000n);
}

/**
 * Reads records of a count, a depth and as many addresses, up to the end of the data or the record 0, 1, 0.
 * Gives the byte after them.
 */
function readSamples(
  bytes: Uint8Array,
  view: DataView,
  kind: WordKind,
  returnAddresses: 'all but the leaf' | 'none',
  draft: Draft,
): number {
  const { size, read } = kind;
  const period = nanoseconds(read(view, 3 * size));
  // Words are told apart by their bytes, which is faster than by their value.
  const words = createByteRangeTable(bytes);
  const exact: number[] = [];
  const calls: number[] = [];
  let frames = new Uint32Array(64);

  /** The location that the word at a byte stands for. As pprof has it, words missing at the end are 0. */
  function locationAt(start: number, isLeaf: boolean): number {
    const isExact = isLeaf || returnAddresses === 'none';
    if (start + size > bytes.length) return draft.locationAt(isExact ? 0n : callBefore(0n));
    const word = words.add(start, start + size);
    if (isExact) return (exact[word] ??= draft.locationAt(read(view, start)));
    return (calls[word] ??= draft.locationAt(callBefore(read(view, start))));
  }

  let at = 5 * size;
  while (at < bytes.length) {
    const addresses = at + 2 * size;
    if (addresses > bytes.length) throw cutShort(at);
    const count = read(view, at);
    const depth = Number(read(view, at + size));
    if (depth > Math.floor((bytes.length - addresses) / 4)) throw cutShort(at);
    at = addresses + depth * size;
    const isEnd = count === 0n && depth === 1 && (at > bytes.length || read(view, addresses) === 0n);
    if (isEnd) break;
    if (depth > frames.length) frames = new Uint32Array(depth * 2);
    for (let i = 0; i < depth; i++) frames[i] = locationAt(addresses + i * size, i === 0);
    const samples = BigInt.asIntN(64, count);
    draft.addSample(draft.stacks.add(frames, 0, depth), [samples, BigInt.asIntN(64, samples * period)]);
  }
  return Math.min(at, bytes.length);
}

function cutShort(offset: number): ProfileError {
  return new ProfileError(
    'truncated',
    `binary CPU profile is cut short in the sample at byte ${offset}; fetch it again`,
    offset,
  );
}

/** Drops the second frame where it is the one that (nearly) all samples have there. */
function dropUsualSecondFrame({ samples, stacks }: Draft): void {
  const table = stacks.build();
  const total = samples.stack.length;
  const samplesOf = new Map<number, number>();
  for (const stack of samples.stack) {
    const second = framesOf(table, stack)[1];
    if (second !== undefined) samplesOf.set(second, (samplesOf.get(second) ?? 0) + 1);
  }
  // One sample in 32 may be different.
  const enough = total - Math.floor(total / 32);
  const usual = [...samplesOf].find(([, count]) => count >= enough)?.[0];
  if (usual === undefined) return;
  for (let sample = 0; sample < total; sample++) {
    const frames = framesOf(table, samples.stack[sample]!);
    if (frames[1] === usual) samples.stack[sample] = stacks.add(withoutSecond(frames), 0, frames.length - 1);
  }
}
