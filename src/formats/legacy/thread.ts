// Reads threadz texts: the stack of each thread of a program.

import type { Profile, ValueType } from '#profile';
import { createAddressReader, type AddressReader } from './addresses.ts';
import { createDraft, finishDraft } from './draft.ts';
import { malformedLine, quotedLine, readFirstLine, type LineReader } from './lines.ts';
import { isMemoryMapSentinel, parseTrailingMemoryMap } from './memory-map.ts';

const dumpHeader = /--- threadz [0-9]+ ---/;
const threadHeader = /--- Thread [0-9a-fA-F]+ \(name: .*\/[0-9]+\) stack: ---/s;

/** Undefined if the first line that is no comment is neither of threadz nor of one thread. */
export function parseThread(bytes: Uint8Array): Profile | undefined {
  const lines = readFirstLine(bytes);
  if (lines === undefined) return undefined;
  while (lines.isBlankOrComment() && lines.next());
  let line = lines.text();
  if (dumpHeader.test(line)) {
    while (lines.next()) {
      line = lines.text();
      if (line.startsWith('-') || isMemoryMapSentinel(line)) break;
    }
  } else if (!threadHeader.test(line)) {
    return undefined;
  }

  const draft = createDraft();
  const addresses = createAddressReader(bytes, draft, 'all but the leaf');
  while (!isMemoryMapSentinel(line) && !line.startsWith('---- no stack trace for')) {
    if (!threadHeader.test(line)) throw noThread(lines, line);
    const { nextLine, stack } = readStack(lines, addresses);
    line = nextLine;
    const counts = draft.samples.values[0];
    if (stack.length > 0) draft.addSample(draft.stacks.add(stack, 0, stack.length), [1n]);
    else if (counts !== undefined) counts[counts.length - 1]! += 1n;
  }

  const type: ValueType = { type: 'thread', unit: 'count' };
  return finishDraft(draft, {
    header: { sampleTypes: [type], periodType: type, period: 1n },
    mappings: parseTrailingMemoryMap(bytes, lines),
    dropsRepeatedLeaf: true,
  });
}

/** The addresses up to the next header; none for a thread that is where the one before it is. */
function readStack(lines: LineReader, addresses: AddressReader): { nextLine: string; stack: number[] } {
  const stack: number[] = [];
  let isSame = false;
  let trimmed = '';
  while (lines.next()) {
    trimmed = lines.trimmed();
    if (trimmed.startsWith('---')) break;
    if (trimmed.includes('same as previous thread')) {
      isSame = true;
      continue;
    }
    addresses.read(lines.start, lines.end, lines.number, stack.length === 0);
    for (let i = 0; i < addresses.count; i++) stack.push(addresses.locations[i]!);
  }
  return { nextLine: trimmed, stack: isSame ? [] : stack };
}

function noThread(lines: LineReader, line: string): Error {
  const what =
    lines.end > lines.start
      ? `is no thread's header: ${quotedLine(line)}`
      : 'ends the file before its memory map';
  return malformedLine(lines.number, what);
}
