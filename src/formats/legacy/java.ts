// Reads Java's heap and contention texts (heapz, contentionz).

import { numericLabel, type Label, type Profile, type ValueType } from '#profile';
import { createAddressReader } from './addresses.ts';
import { createDraft, finishDraft, type Draft } from './draft.ts';
import { averageSize, scaleHeapSample } from './heap-scaling.ts';
import { parseInt64Literal } from './integers.ts';
import { parseJavaLocations } from './java-locations.ts';
import { createLineReader, malformedLine, quotedLine, type LineReader } from './lines.ts';

type Kind = 'heap' | 'contention';

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['--- heapz 1 ---', 'heap'],
  ['--- contentionz 1 ---', 'contention'],
]);

/** Undefined if the first line is not the header of such a text, or the attributes are not Java's. */
export function parseJava(bytes: Uint8Array): Profile | undefined {
  // The header is short, whatever white space is around it.
  const firstBreak = bytes.subarray(0, 0x10000).indexOf(0x0a);
  if (firstBreak < 0) return undefined;
  const lines = createLineReader(bytes, 0, Number.POSITIVE_INFINITY);
  lines.next();
  const kind = kinds.get(lines.trimmed());
  const attributes = kind === undefined ? undefined : parseAttributes(lines, kind);
  if (kind === undefined || attributes === undefined) return undefined;

  const draft = createDraft();
  const position = readSamples(bytes, lines, kind, attributes, draft);
  parseJavaLocations(bytes, position, draft);
  if (attributes.sampleTypes.length === 0 && draft.samples.stack.length > 0) {
    throw malformedLine(
      1,
      'starts a profile without the attribute "resolution", so that nothing says what it counts',
    );
  }
  return finishDraft(draft, { header: attributes, dropsAddresses: true });
}

interface Attributes {
  sampleTypes: readonly ValueType[];
  periodType: ValueType;
  period: bigint;
  durationNanos: bigint;
}

const attributeLine = /(?<![\w ])([\w ]+)=([\w ]+)/;

/** Reads attributes up to the first line that is none, which is the current line then. */
function parseAttributes(lines: LineReader, kind: Kind): Attributes | undefined {
  const attributes: Attributes = {
    sampleTypes: [],
    periodType: { type: '', unit: '' },
    period: 0n,
    durationNanos: 0n,
  };
  while (nextWholeLine(lines)) {
    const line = lines.trimmed();
    if (line === '') continue;
    const match = attributeLine.exec(line);
    if (match === null) break;
    const name = match[1]!.trim();
    const value = match[2]!.trim();
    switch (`${kind}/${name}`) {
      case 'heap/format':
      case 'contention/format':
        if (value !== 'java') return undefined;
        break;
      case 'heap/resolution':
        attributes.sampleTypes = [
          { type: 'inuse_objects', unit: 'count' },
          { type: 'inuse_space', unit: value },
        ];
        break;
      case 'contention/resolution':
        attributes.sampleTypes = [
          { type: 'contentions', unit: 'count' },
          { type: 'delay', unit: value },
        ];
        break;
      case 'contention/sampling period':
        attributes.periodType = { type: 'contentions', unit: 'count' };
        attributes.period = integer(value, lines);
        break;
      case 'contention/ms since reset':
        attributes.durationNanos = BigInt.asIntN(64, integer(value, lines) * 1_000_000n);
        break;
      default:
        return undefined;
    }
  }
  return attributes;
}

/** Java's writers end every line; one without a line break belongs to the location table. */
function nextWholeLine(lines: LineReader): boolean {
  return lines.next() && lines.hasLineBreak;
}

const sampleLine = /(?<![0-9])([0-9]+) +([0-9]+) +@ +([ x0-9a-f]*)/;

/** Reads samples from the current line on; gives the byte where the location table starts. */
function readSamples(
  bytes: Uint8Array,
  lines: LineReader,
  kind: Kind,
  { period }: Attributes,
  draft: Draft,
): number {
  const addresses = createAddressReader(bytes, draft, 'none');
  for (let isWhole = lines.hasLineBreak; isWhole; isWhole = nextWholeLine(lines)) {
    const line = lines.trimmed();
    if (line === '') continue;
    const match = sampleLine.exec(line);
    if (match === null) break;
    const end = lines.indentEnd + match.index + match[0].length;
    addresses.read(end - match[3]!.length, end, lines.number);
    // The size or delay comes first here.
    const count = integer(match[2]!, lines);
    const amount = integer(match[1]!, lines);
    const stack = draft.stacks.add(addresses.locations, 0, addresses.count);
    if (kind === 'contention') {
      draft.addSample(stack, period === 0n ? [count, amount] : [times(count, period), times(amount, period)]);
    } else if (count === 0n) {
      throw malformedLine(lines.number, `has a count of 0: ${quotedLine(line)}`);
    } else {
      draft.addSample(stack, scaleHeapSample(count, amount, heapSamplingRate), [
        bytesLabel(draft, averageSize(amount, count)),
      ]);
    }
  }
  return lines.start;
}

const heapSamplingRate = 524_288n;

function times(value: bigint, period: bigint): bigint {
  return BigInt.asIntN(64, value * period);
}

function bytesLabel({ builder }: Draft, size: bigint): Label {
  return numericLabel(builder.strings, 'bytes', size);
}

function integer(text: string, lines: LineReader): bigint {
  const value = parseInt64Literal(text);
  if (value === undefined)
    throw malformedLine(lines.number, `has no 64-bit integer where one must be: ${quotedLine(text)}`);
  return value;
}
