// Writes a report as one JSON document, line by line, so that a large one is never a single string.

import { linesInChunks } from '../chunks.ts';
import type { ReportContext } from '../context.ts';
import type { Json, JsonMembers, JsonTexts } from './members.ts';
import { profileFacts } from './profile-facts.ts';

/** The document `heapwise/<report>/v1` (docs/json.md) in chunks of about 64 kB. */
export function printJson(report: string, context: ReportContext, members: JsonMembers): Generator<string> {
  return linesInChunks(
    documentLines({ schema: `heapwise/${report}/v1`, profile: profileFacts(context), ...members }),
  );
}

function* documentLines(members: JsonMembers): Generator<string> {
  const entries = Object.entries(members);
  yield '{';
  for (const [i, [name, value]] of entries.entries()) {
    const end = i < entries.length - 1 ? ',' : '';
    const texts = elementTexts(value);
    if (texts === undefined) yield `"${name}": ${JSON.stringify(value)}${end}`;
    else {
      yield `"${name}": [`;
      yield* withCommas(texts);
      yield `]${end}`;
    }
  }
  yield '}';
}

function elementTexts(value: Json | JsonTexts): Iterable<string> | undefined {
  if (Array.isArray(value)) return value.map((element) => JSON.stringify(element));
  return isTexts(value) ? value.texts : undefined;
}

function isTexts(value: Json | JsonTexts): value is JsonTexts {
  return typeof value === 'object' && value !== null && 'texts' in value;
}

function* withCommas(texts: Iterable<string>): Generator<string> {
  let previous: string | undefined;
  for (const text of texts) {
    if (previous !== undefined) yield `${previous},`;
    previous = text;
  }
  if (previous !== undefined) yield previous;
}
