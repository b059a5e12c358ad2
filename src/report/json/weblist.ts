// The weblist report as JSON: files, their functions, lines, and the instructions of each line.

import type { WeblistInstruction, WeblistLine, WeblistReport } from '../weblist.ts';
import type { ReportContext } from '../context.ts';
import type { JsonMembers, JsonObject } from './members.ts';
import { jsonAddress, jsonValue } from './numbers.ts';

export function weblistJson({ context, files, rangesLeftOut }: WeblistReport): JsonMembers {
  return {
    rangesLeftOut,
    functions: files.flatMap(({ path, source, functions }) =>
      functions.map(({ name, flat, cum, lines }) => ({
        name,
        file: path,
        source: source.kind === 'found' ? source.path : null,
        flat: jsonValue(context, flat),
        cum: jsonValue(context, cum),
        lines: lines.map((line) => lineFacts(context, line)),
      })),
    ),
  };
}

function lineFacts(context: ReportContext, line: WeblistLine): JsonObject {
  return {
    line: line.number,
    flat: jsonValue(context, line.flat),
    cum: jsonValue(context, line.cum),
    text: line.text,
    instructions: line.instructions
      .filter(({ text }) => text !== undefined)
      .map((instruction) => instructionFacts(context, instruction)),
  };
}

function instructionFacts(context: ReportContext, instruction: WeblistInstruction): JsonObject {
  const { address, flat, cum, text = '', file, line, depth } = instruction;
  return {
    address: jsonAddress(address),
    flat: jsonValue(context, flat),
    cum: jsonValue(context, cum),
    text,
    file,
    line,
    inlined: depth,
  };
}
