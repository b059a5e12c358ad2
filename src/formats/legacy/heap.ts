// Reads heap profile texts: of tcmalloc and gperftools (heap, sampled heap, growth, fragmentation) and of Go's debug=1.

import { numericLabel, type Label, type Profile, type ValueType } from '#profile';
import { createDraft, finishDraft, type Draft } from './draft.ts';
import { averageSize, scaleHeapSample } from './heap-scaling.ts';
import { parseInt64 } from './integers.ts';
import { malformedLine, quotedLine, readFirstLine, type LineReader } from './lines.ts';
import { isMemoryMapSentinel, parseTrailingMemoryMap } from './memory-map.ts';
import { createTextSamples } from './text-samples.ts';

/** Undefined if the first line is not the header of a heap profile. */
export function parseHeap(bytes: Uint8Array, options: { readonly compat: boolean }): Profile | undefined {
  const lines = readFirstLine(bytes);
  const header = lines === undefined ? undefined : parseHeader(lines.text());
  if (lines === undefined || header === undefined) return undefined;

  const draft = createDraft();
  const samples = createTextSamples(bytes, lines, draft, options);
  while (lines.next()) {
    if (lines.isBlankOrComment()) {
      samples.comment();
      continue;
    }
    const line = lines.text();
    if (isMemoryMapSentinel(line)) break;
    const match = sampleLine.exec(line);
    if (match === null) throw malformedLine(lines.number, `is no heap sample: ${quotedLine(line)}`);
    const { values, blockSize } = parseValues(match, header, lines);
    const end = lines.start + match.index + match[0].length;
    samples.begin(values, [bytesLabel(draft, blockSize)], end - match[5]!.length, end);
  }
  samples.end();

  return finishDraft(draft, {
    header: {
      sampleTypes: header.hasAllocations ? [...allocationTypes, ...inUseTypes] : plainTypes,
      periodType: { type: 'space', unit: 'bytes' },
      period: header.period,
    },
    mappings: parseTrailingMemoryMap(bytes, lines),
  });
}

const plainTypes: readonly ValueType[] = [
  { type: 'objects', unit: 'count' },
  { type: 'space', unit: 'bytes' },
];
const allocationTypes: readonly ValueType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
];
const inUseTypes: readonly ValueType[] = [
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];

interface HeapHeader {
  readonly period: bigint;
  /** Whether samples are to be scaled up by what `period` says of the sampling. */
  readonly isSampled: boolean;
  readonly hasAllocations: boolean;
}

const totals = String.raw`heap profile: *([0-9]+): *([0-9]+) *\[ *([0-9]+): *([0-9]+) *\]`;
const heapHeader = new RegExp(`${totals} *@ *(heap[_a-z0-9]*)/?([0-9]*)`);
const growthHeader = new RegExp(`${totals} @ (?:growthz?|fragmentationz?)`);

function parseHeader(line: string): HeapHeader | undefined {
  const match = heapHeader.exec(line);
  if (match === null) {
    return growthHeader.test(line) ? { period: 1n, isSampled: false, hasAllocations: false } : undefined;
  }
  const [, inUseCount, inUseSize, allocatedCount, allocatedSize, kind, rateText = ''] = match;
  const rate = rateText === '' ? 0n : parseInt64(rateText);
  if (rate === undefined) return undefined;
  const hasAllocations =
    (allocatedCount !== inUseCount && allocatedCount !== '0') ||
    (allocatedSize !== inUseSize && allocatedSize !== '0');
  switch (kind) {
    case 'heapz_v2':
    case 'heap_v2':
      return { period: rate, isSampled: true, hasAllocations };
    case 'heapprofile':
      return { period: 1n, isSampled: false, hasAllocations };
    case 'heap':
      // Go writes twice its rate here, as early versions of the C++ profiler did.
      return { period: rate / 2n, isSampled: true, hasAllocations };
    default:
      return undefined;
  }
}

// A number starts where a run of digits does, which keeps matching linear.
const sampleLine = /(-[0-9]+|(?<![0-9])[0-9]+): *(-?[0-9]+) *\[ *([0-9]+): *([0-9]+) *\] @([ x0-9a-f]*)/;

function parseValues(
  [line, inUseCount, inUseSize, allocatedCount, allocatedSize]: RegExpExecArray,
  header: HeapHeader,
  lines: LineReader,
): { values: bigint[]; blockSize: bigint } {
  const values: bigint[] = [];
  let blockSize = 0n;

  function add(countText = '', sizeText = '', what: string): void {
    const count = parseInt64(countText);
    const size = parseInt64(sizeText);
    if (count === undefined || size === undefined) {
      throw malformedLine(lines.number, `has a number of more than 64 bits: ${quotedLine(line)}`);
    }
    if (count === 0n && size !== 0n) {
      throw malformedLine(lines.number, `has an ${what} count of 0 but ${size} ${what} bytes`);
    }
    if (count !== 0n) blockSize = averageSize(size, count);
    values.push(
      ...(count !== 0n && header.isSampled ? scaleHeapSample(count, size, header.period) : [count, size]),
    );
  }

  if (header.hasAllocations) add(allocatedCount, allocatedSize, 'allocation');
  add(inUseCount, inUseSize, 'in-use');
  return { values, blockSize };
}

function bytesLabel({ builder }: Draft, blockSize: bigint): Label {
  return numericLabel(builder.strings, 'bytes', blockSize);
}
