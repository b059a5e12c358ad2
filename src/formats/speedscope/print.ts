// Writes speedscope's JSON (https://www.speedscope.app/file-format-schema.json): one profile per sample type, frames shared.

import type { Profile } from '#profile';

import {
  flameFrames,
  flameStacks,
  sumsByStack,
  type FlameFrames,
  type FlameStacks,
} from '../flame-stacks.ts';

const chunkLength = 65_536;

/** Units that speedscope knows; all others are plain numbers to it. */
const speedscopeUnits: ReadonlySet<string> = new Set([
  'bytes',
  'nanoseconds',
  'microseconds',
  'milliseconds',
  'seconds',
]);

/**
 * The JSON in chunks of about 64 kB. `name` is the title that speedscope shows. Each stack comes once, with
 * the sum of its samples; a stack whose sum is not above 0 is left out, for it has no width.
 */
export function* printSpeedscope(profile: Profile, name: string): Generator<string> {
  let chunk = '';
  for (const piece of pieces(profile, name)) {
    chunk += piece;
    if (chunk.length >= chunkLength) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

function* pieces(profile: Profile, name: string): Generator<string> {
  const frames = flameFrames(profile);
  const flame = flameStacks(profile, frames, Uint32Array.from(frames.names.keys()));
  yield '{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"heapwise"';
  yield `,"name":${JSON.stringify(name)},"activeProfileIndex":${defaultSampleType(profile)}`;
  yield ',"shared":{"frames":[';
  yield* framePieces(profile, frames);
  yield ']},"profiles":[';
  for (let type = 0; type < profile.sampleTypes.length; type++) {
    if (type > 0) yield ',';
    yield* profilePieces(profile, type, flame);
  }
  yield ']}\n';
}

function* framePieces({ functions, strings }: Profile, frames: FlameFrames): Generator<string> {
  for (let frame = 0; frame < frames.names.length; frame++) {
    const file = frame < functions.count ? strings.text(functions.filename[frame]!) : '';
    const line = frame < functions.count ? Number(functions.startLine[frame]!) : 0;
    const place = { ...(file === '' ? {} : { file }), ...(line > 0 ? { line } : {}) };
    yield `${frame === 0 ? '' : ','}${JSON.stringify({ name: frames.names[frame]!, ...place })}`;
  }
}

function* profilePieces(profile: Profile, type: number, flame: FlameStacks): Generator<string> {
  const { offsets, locations } = flame.stacks;
  const weights = Float64Array.from(sumsByStack(profile.samples, type, flame), Number);
  const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const sampleType = profile.sampleTypes[type]!;
  const unit = speedscopeUnits.has(sampleType.unit) ? sampleType.unit : 'none';
  yield `{"type":"sampled","name":${JSON.stringify(sampleType.type)},"unit":"${unit}"`;
  yield `,"startValue":0,"endValue":${total},"samples":[`;
  let isFirst = true;
  for (let stack = 0; stack < weights.length; stack++) {
    if (weights[stack]! <= 0) continue;
    yield `${isFirst ? '' : ','}[${locations.subarray(offsets[stack], offsets[stack + 1]).join(',')}]`;
    isFirst = false;
  }
  yield '],"weights":[';
  isFirst = true;
  for (const weight of weights) {
    if (weight <= 0) continue;
    yield `${isFirst ? '' : ','}${weight}`;
    isFirst = false;
  }
  yield ']}';
}

/** The one that the profile names, else the last, as in pprof. */
function defaultSampleType(profile: Profile): number {
  const named = profile.sampleTypes.findIndex(({ type }) => type === profile.defaultSampleType);
  return named === -1 ? Math.max(0, profile.sampleTypes.length - 1) : named;
}
