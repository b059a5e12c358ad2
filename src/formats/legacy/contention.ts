// Reads contention texts: Go's block and mutex with debug=1, and contentionz of C++ programs.

import { type Profile, type ValueType } from '#profile';
import { createDraft, finishDraft } from './draft.ts';
import { parseInt64, parseInt64Literal, truncateToInt64 } from './integers.ts';
import { malformedLine, quotedLine, readFirstLine, type LineReader } from './lines.ts';
import { parseTrailingMemoryMap } from './memory-map.ts';
import { createTextSamples } from './text-samples.ts';

const contentions: ValueType = { type: 'contentions', unit: 'count' };

/** Undefined if the first line is not the header of a contention profile, or attributes are not C++'s or Go's. */
export function parseContention(
  bytes: Uint8Array,
  options: { readonly compat: boolean },
): Profile | undefined {
  const lines = readFirstLine(bytes);
  const header =
    lines === undefined ? undefined : /^--- (?:contentionz |mutex:|contention:)/.exec(lines.text())?.[0];
  if (lines === undefined || header === undefined) return undefined;
  const attributes = parseAttributes(lines);
  if (attributes === undefined) return undefined;

  const draft = createDraft();
  const samples = createTextSamples(bytes, lines, draft, options);
  do {
    if (lines.isBlankOrComment()) {
      samples.comment();
      continue;
    }
    const line = lines.text();
    if (nextSection.test(line)) break;
    const match = sampleLine.exec(line);
    // Java's contentionz, which is tried later, starts in the same way.
    if (match === null && header === '--- contentionz ') return undefined;
    if (match === null)
      throw malformedLine(lines.number, `is no "<delay> <count> @ <addresses>": ${quotedLine(line)}`);
    const end = lines.start + match.index + match[0].length;
    samples.begin(parseValues(match, attributes, lines), [], end - match[5]!.length, end);
  } while (lines.next());
  samples.end();

  return finishDraft(draft, {
    header: {
      sampleTypes: [contentions, { type: 'delay', unit: 'nanoseconds' }],
      periodType: contentions,
      period: attributes.period,
      durationNanos: attributes.durationNanos,
    },
    mappings: parseTrailingMemoryMap(bytes, lines),
  });
}

interface Attributes {
  period: bigint;
  durationNanos: bigint;
  cyclesPerSecond: bigint;
}

/** Reads `name = value` lines up to the first line that is none, which is the current line then. */
function parseAttributes(lines: LineReader): Attributes | undefined {
  const attributes: Attributes = { period: 1n, durationNanos: 0n, cyclesPerSecond: 0n };
  while (lines.next()) {
    if (lines.isBlankOrComment()) continue;
    const line = lines.trimmed();
    const equals = line.indexOf('=');
    if (line.startsWith('---') || equals < 0) break;
    const name = line.slice(0, equals).trim();
    if (name === 'discarded samples') continue;
    const value = parseInt64Literal(line.slice(equals + 1).trim());
    if (value === undefined) return undefined;
    switch (name) {
      case 'cycles/second':
        attributes.cyclesPerSecond = value;
        break;
      case 'sampling period':
        attributes.period = value;
        break;
      case 'ms since reset':
        attributes.durationNanos = BigInt.asIntN(64, value * 1_000_000n);
        break;
      default:
        return undefined;
    }
  }
  return attributes;
}

// `<delay> <count> @`; a single run of digits is a delay and, its last digit, a count.
const sampleLine = /(?<![0-9])(?:([0-9]+) +([0-9]+)|([0-9]+)([0-9])) @([ x0-9a-f]*)/;

const nextSection = /^[\t\v\f\r ]*---/;

/** Contentions, and nanoseconds of delay: both as if all had been sampled. */
function parseValues(
  match: RegExpExecArray,
  { period, cyclesPerSecond }: Attributes,
  lines: LineReader,
): bigint[] {
  let delay = parseInt64(match[1] ?? match[3] ?? '');
  let count = parseInt64(match[2] ?? match[4] ?? '');
  if (delay === undefined || count === undefined) {
    throw malformedLine(lines.number, `has a number of more than 64 bits: ${quotedLine(match[0])}`);
  }
  if (period > 0n) {
    if (cyclesPerSecond > 0n) {
      delay = truncateToInt64((Number(delay) * Number(period)) / (Number(cyclesPerSecond) / 1e9));
    }
    count = BigInt.asIntN(64, count * period);
  }
  return [count, delay];
}
