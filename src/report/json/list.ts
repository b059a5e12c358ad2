// The list report as JSON: functions, their files, and the lines of these with values.

import type { SourceLookup } from '#ports';
import type { ReportContext } from '../context.ts';
import type { ListedFile, ListReport } from '../list.ts';
import type { JsonMembers, JsonObject } from './members.ts';
import { jsonValue } from './numbers.ts';

export function listJson({ context, functions }: ListReport): JsonMembers {
  return {
    functions: functions.map(({ name, files }) => ({
      name,
      files: files.map((file) => fileFacts(context, file)),
    })),
  };
}

function fileFacts(context: ReportContext, { path, flat, cum, source, lines }: ListedFile): JsonObject {
  return {
    path,
    flat: jsonValue(context, flat),
    cum: jsonValue(context, cum),
    source: sourceFacts(source),
    lines: lines.map((line) => ({
      line: line.number,
      flat: jsonValue(context, line.flat),
      cum: jsonValue(context, line.cum),
      text: line.text ?? null,
      note: line.notes.join('; '),
    })),
  };
}

function sourceFacts(source: SourceLookup): JsonObject {
  return source.kind === 'found'
    ? { path: source.path, reason: source.reason, error: null, tried: [] }
    : { path: null, reason: '', error: source.error, tried: source.tried };
}
