// The raw report: everything that is in a profile, as text, table by table.

import { goDuration } from '#measurement';
import {
  compareText,
  encodeText,
  labelsOf,
  mappingHasFilenames,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  sampleValue,
  type Label,
  type Profile,
} from '#profile';

import { createByteText, joinedTexts, maxPadded } from './byte-text.ts';
import { chunkLength, linesInChunks, type TextChunk } from './chunks.ts';
import { goTime, type TimeZone } from './time.ts';

/** The text in chunks of about 64 kB, made while it is being read. */
export function* printRaw(profile: Profile, timeZone: TimeZone): Generator<TextChunk> {
  yield* linesInChunks(headerLines(profile, timeZone));
  yield* sampleChunks(profile);
  yield* linesInChunks(tableLines(profile));
}

function* headerLines(profile: Profile, timeZone: TimeZone): Generator<string> {
  for (const comment of profile.comments) yield `Comment: ${comment}`;
  if (profile.docUrl !== '') yield `Doc: ${profile.docUrl}`;
  yield `PeriodType: ${profile.periodType.type} ${profile.periodType.unit}`;
  yield `Period: ${profile.period}`;
  if (profile.timeNanos !== 0n) yield `Time: ${goTime(profile.timeNanos, timeZone)}`;
  // Cut to four characters, units and all: '10.5', '1m30'.
  if (profile.durationNanos !== 0n) yield `Duration: ${goDuration(profile.durationNanos).slice(0, 4)}`;
  yield 'Samples:';
  yield sampleTypeLine(profile);
}

function* tableLines(profile: Profile): Generator<string> {
  yield 'Locations';
  yield* locationLines(profile);
  yield 'Mappings';
  yield* mappingLines(profile);
}

function sampleTypeLine(profile: Profile): string {
  const types = profile.sampleTypes.map(({ type, unit }) => {
    return `${type}/${unit}${type === profile.defaultSampleType ? '[dflt]' : ''}`;
  });
  return types.join(' ').trim();
}

/** Nearly all of a large report is location ids, so they are copied as bytes rather than joined as strings. */
function* sampleChunks(profile: Profile): Generator<TextChunk> {
  const { samples, stacks, locations, labelSets } = profile;
  const ids = joinedTexts(Array.from(locations.id, (id) => `${id} `));
  const labelBytes: (Uint8Array | undefined)[] = Array.from({ length: labelSets.count });
  const text = createByteText();
  for (let sample = 0; sample < samples.count; sample++) {
    for (let type = 0; type < samples.values.length; type++) {
      const value = samples.values[type]![sample]!;
      text.addAscii(' ');
      if (value >= 0 && value <= maxPadded) text.addPadded(value);
      else text.addAscii(String(sampleValue(samples, type, sample)).padStart(10));
    }
    text.addAscii(': ');
    const stack = samples.stack[sample]!;
    text.addJoined(ids, stacks.locations, stacks.offsets[stack]!, stacks.offsets[stack + 1]!);
    const labelSet = samples.labelSet[sample]!;
    if (labelSet !== 0) {
      text.addBytes((labelBytes[labelSet] ??= encodeText(labelLines(profile, labelSet))));
    }
    text.addAscii('\n');
    if (text.length >= chunkLength) yield text.take();
  }
  if (text.length > 0) yield text.take();
}

/** The string labels on one line and the numeric ones on another, each begun by a newline. */
function labelLines(profile: Profile, labelSet: number): string {
  const { strings } = profile;
  const labels = labelsOf(profile.labelSets, labelSet);
  const firstNumber = labels.findIndex((label) => label.isNumber);
  const texts = labels.slice(0, firstNumber === -1 ? labels.length : firstNumber);
  const numbers = labels.slice(texts.length);
  const unitKeys = new Set(numbers.filter((label) => label.unit !== 0).map((label) => label.key));
  return (
    labelLine(profile, texts, (label) => strings.text(label.text)) +
    labelLine(profile, numbers, (label) => {
      // A key of which any value has a unit shows units for all its values.
      return unitKeys.has(label.key) ? `${label.number} ${strings.text(label.unit)}` : String(label.number);
    })
  );
}

function labelLine(profile: Profile, labels: readonly Label[], valueOf: (label: Label) => string): string {
  if (labels.length === 0) return '';
  const valuesOfKey = new Map<number, string[]>();
  for (const label of labels) {
    const values = valuesOfKey.get(label.key);
    if (values === undefined) valuesOfKey.set(label.key, [valueOf(label)]);
    else values.push(valueOf(label));
  }
  const entries = Array.from(
    valuesOfKey,
    ([key, values]) => `${profile.strings.text(key)}:[${values.join(' ')}]`,
  );
  return `\n${' '.repeat(16)}${entries.toSorted(compareText).join(' ')}`;
}

function* locationLines(profile: Profile): Generator<string> {
  const { locations, mappings } = profile;
  for (let location = 0; location < locations.count; location++) {
    const mapping = locations.mapping[location]!;
    let prefix = `${String(locations.id[location]).padStart(6)}: ${hex(locations.address[location]!)} `;
    if (mapping !== -1) prefix += `M=${mappings.id[mapping]} `;
    if (locations.isFolded[location] === 1) prefix += '[F] ';
    const first = locations.lineOffsets[location]!;
    const end = locations.lineOffsets[location + 1]!;
    if (first === end) yield prefix;
    for (let line = first; line < end; line++) {
      yield (line === first ? prefix : ' '.repeat(13)) + lineText(profile, line);
    }
  }
}

function lineText(profile: Profile, line: number): string {
  const { lines, functions, strings } = profile;
  const fn = lines.function[line]!;
  const name = functions.name[fn]!;
  const systemName = functions.systemName[fn]!;
  const position = `${strings.text(functions.filename[fn]!)}:${lines.line[line]}:${lines.column[line]}`;
  const text = `${strings.text(name)} ${position} s=${functions.startLine[fn]}`;
  return systemName === name ? text : `${text}(${strings.text(systemName)})`;
}

function* mappingLines(profile: Profile): Generator<string> {
  const { mappings, strings } = profile;
  for (let i = 0; i < mappings.count; i++) {
    const range = `${hex(mappings.start[i]!)}/${hex(mappings.limit[i]!)}/${hex(mappings.offset[i]!)}`;
    const names = `${strings.text(mappings.file[i]!)} ${strings.text(mappings.buildId[i]!)}`;
    yield `${mappings.id[i]}: ${range} ${names} ${flagText(mappings.flags[i]!)}`;
  }
}

function flagText(flags: number): string {
  return [
    (flags & mappingHasFunctions) === 0 ? '' : '[FN]',
    (flags & mappingHasFilenames) === 0 ? '' : '[FL]',
    (flags & mappingHasLineNumbers) === 0 ? '' : '[LN]',
    (flags & mappingHasInlineFrames) === 0 ? '' : '[IN]',
  ].join('');
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}
