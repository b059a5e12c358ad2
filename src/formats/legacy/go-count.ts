// Reads the texts of Go profiles that count stacks: goroutine and threadcreate with debug=1, and custom ones.

import { decodeText, type Profile, type ValueType } from '#profile';
import { createDraft, finishDraft } from './draft.ts';
import { parseInt64Literal } from './integers.ts';
import { malformedLine, quotedLine, readFirstLine } from './lines.ts';
import { parseTrailingMemoryMap } from './memory-map.ts';
import { createTextSamples } from './text-samples.ts';

const header = /^([^\t\n\f\r ]+) profile: total [0-9]+$/;
const sampleLine = /^([0-9]+) @((?: 0x[0-9a-f]+)+)$/;

/** Undefined if the first line that is no comment is not `<name> profile: total <count>`. */
export function parseGoCount(bytes: Uint8Array, options: { readonly compat: boolean }): Profile | undefined {
  const lines = readFirstLine(bytes);
  if (lines === undefined) return undefined;
  while (lines.isBlankOrComment() && lines.next());
  const match = header.exec(lines.text());
  if (match === null) return undefined;
  const name = decodeText(bytes.subarray(lines.start, lines.start + match[1]!.length));

  const draft = createDraft();
  const samples = createTextSamples(bytes, lines, draft, options);
  while (lines.next()) {
    if (lines.isBlankOrComment()) {
      samples.comment();
      continue;
    }
    const line = lines.text();
    if (line.startsWith('---')) break;
    const match = sampleLine.exec(line);
    const count = match === null ? undefined : parseInt64Literal(match[1]!);
    if (match === null || count === undefined) {
      throw malformedLine(lines.number, `is no "<count> @ <addresses>": ${quotedLine(line)}`);
    }
    samples.begin([count], [], lines.end - match[2]!.length, lines.end);
  }
  samples.end();

  const type: ValueType = { type: name, unit: 'count' };
  return finishDraft(draft, {
    header: { sampleTypes: [type], periodType: type, period: 1n },
    mappings: parseTrailingMemoryMap(bytes, lines),
  });
}
