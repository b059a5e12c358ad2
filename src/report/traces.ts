// The traces report: every sample with its labels and its stack.

import { label } from '#measurement';
import { assignFrameNodes, divided, type FrameNodes } from '#graph';
import { compareText, encodeText, labelsOf } from '#profile';
import { createByteText, joinedTexts, type JoinedTexts } from './byte-text.ts';
import { chunkLength, type TextChunk } from './chunks.ts';
import { formatValue, type ReportContext } from './context.ts';
import { profileLabels } from './header.ts';
import { padLeft } from './padding.ts';

export interface TracesReport {
  readonly context: ReportContext;
  /** The nodes of each location; frames of one location but the last are inlined. */
  readonly frames: FrameNodes;
  /** The name of each node. */
  readonly names: readonly string[];
}

export function buildTraces(context: ReportContext): TracesReport {
  const frames = assignFrameNodes(context.profile, { ...context.granularity, objectFile: false });
  return { context, frames, names: Array.from({ length: frames.count }, (_, node) => frames.name(node)) };
}

const separator = '-----------+-------------------------------------------------------\n';
const indent = ' '.repeat(10);

/** The text in chunks of about 64 kB, made while it is being read. */
export function* printTraces(report: TracesReport): Generator<TextChunk> {
  const { context } = report;
  const { samples, stacks, labelSets } = context.profile;
  yield `${profileLabels(context, context.outputUnit).join('\n')}\n`;
  const leaves = locationTexts(report, '');
  const callers = locationTexts(report, indent);
  const labels: (Uint8Array | undefined)[] = Array.from({ length: labelSets.count });
  const text = createByteText();
  for (let sample = 0; sample < samples.count; sample++) {
    const stack = samples.stack[sample]!;
    const start = stacks.offsets[stack]!;
    const end = stacks.offsets[stack + 1]!;
    if (start === end) continue;
    text.addAscii(separator);
    const set = samples.labelSet[sample]!;
    if (set !== 0) text.addBytes((labels[set] ??= encodeText(labelLines(context, set))));
    text.addBytes(
      encodeText(padLeft(10, formatValue(context, shownValue(context, sample), context.outputUnit))),
    );
    text.addJoined(leaves, stacks.locations, start, start + 1);
    text.addJoined(callers, stacks.locations, start + 1, end);
    if (text.length >= chunkLength) yield text.take();
  }
  text.addAscii(separator);
  yield text.take();
}

/** The lines of each location; what stands before the first of them is given. */
function locationTexts({ frames, names }: TracesReport, first: string): JoinedTexts {
  const texts: string[] = [];
  for (let location = 0; location + 1 < frames.offsets.length; location++) {
    const start = frames.offsets[location]!;
    const last = frames.offsets[location + 1]! - 1;
    let text = first;
    for (let frame = start; frame <= last; frame++) {
      if (frame > start) text += indent;
      text += `   ${names[frames.node[frame]!]}${frame < last ? ' (inline)' : ''}\n`;
    }
    texts.push(text);
  }
  return joinedTexts(texts);
}

/** Its value, or its mean. */
function shownValue({ profile, selection }: ReportContext, sample: number): number {
  const { values } = profile.samples;
  const divisor = selection.isMean ? values[0]![sample]! : 0;
  return divided(values[selection.sampleType]![sample]!, divisor);
}

/** One line for each key, string labels before numeric ones. */
function labelLines({ profile, labelUnits }: ReportContext, set: number): string {
  const { strings, labelSets } = profile;
  const texts = new Map<string, string[]>();
  const numbers = new Map<string, string[]>();
  for (const { key: keyIndex, isNumber, text, number } of labelsOf(labelSets, set)) {
    const key = strings.text(keyIndex);
    const value = isNumber ? label(Number(number), labelUnits.get(key) ?? '') : strings.text(text);
    const values = isNumber ? numbers : texts;
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else known.push(value);
  }
  return keyLines(texts) + keyLines(numbers);
}

function keyLines(values: ReadonlyMap<string, readonly string[]>): string {
  return Array.from(values, ([key, texts]) => `${padLeft(10, key)}:  ${texts.join(' ')}\n`)
    .toSorted(compareText)
    .join('');
}
