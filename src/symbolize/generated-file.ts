// One generated JavaScript file with its source map: where its lines and names come from.

import type * as traceMapping from '@jridgewell/trace-mapping';
import type { MappedSource } from '#ports';

/** Source map libraries are not needed by most profiles, so the caller imports it. */
export type SourceMapLibrary = Pick<typeof traceMapping, 'AnyMap' | 'decodedMappings' | 'traceSegment'>;

/** Lines and columns count from 1; a column of 0 is unknown. */
export interface OriginalPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Lines and columns count from 1; a column of 0 is unknown. */
export interface GeneratedFile {
  /** Undefined for code that the compiler added. Without a column, what comes first on the line counts. */
  originalOf(line: number, column: number): OriginalPosition | undefined;
  /** What the function was called that the code calls `name` and that starts there, if the map knows. */
  originalName(name: string, line: number, column: number): string | undefined;
  /** Whether the line may be where a function of this name starts. */
  mayName(name: string, line: number): boolean;
}

/** @throws Error of the library or the JSON parser when the map is broken. */
export function readGeneratedFile(source: MappedSource, library: SourceMapLibrary): GeneratedFile {
  const map = new library.AnyMap(source.map, source.mapPath);
  const mappings = library.decodedMappings(map);
  const textOf = (line: number): string => source.lines[line - 1] ?? '';

  return {
    originalOf(line, column) {
      const segment =
        column > 0
          ? library.traceSegment(map, line - 1, column - 1)
          : mappings[line - 1]?.find((candidate) => candidate.length > 1);
      return segment === undefined || segment === null ? undefined : positionOf(map, segment);
    },
    originalName(name, line, column) {
      const start = isIdentifier(name) ? nameStart(textOf(line), name, column) : -1;
      const segment = start < 0 ? null : library.traceSegment(map, line - 1, start);
      // A segment that starts earlier is about other code.
      return segment?.[0] === start && segment.length === 5 ? map.names[segment[4]] : undefined;
    },
    mayName: (name, line) => textOf(line).includes(name) || textOf(line).includes('constructor'),
  };
}

/** Whether a name is one that stands in the code, unlike `(anonymous)` or `get size`. */
export function isIdentifier(name: string): boolean {
  return /^#?[\w$]+$/.test(name);
}

function positionOf(
  map: traceMapping.TraceMap,
  segment: Readonly<traceMapping.SourceMapSegment>,
): OriginalPosition | undefined {
  if (segment.length === 1) return undefined;
  const [, source, line, column] = segment;
  const file = map.resolvedSources[source];
  if (file === undefined || !map.sources[source]) return undefined;
  return { file, line: line + 1, column: column + 1 };
}

/**
 * Offset of the name of the function that starts at the column, which is where V8 sees its parameters:
 * `name(…)`, `name = (…) =>`, `name: async function (…)`. -1 when there is none.
 */
function nameStart(text: string, name: string, column: number): number {
  if (column === 0) {
    const declared = new RegExp(`(?<![\\w$#])${name.replaceAll('$', String.raw`\$`)}\\s*[=:(]`);
    return text.search(declared);
  }
  const before = text.slice(Math.max(0, column - 1 - maxDeclaration), column - 1);
  const declaration = before.replace(/\s*(?:[=:]\s*(?:async\b\s*)?(?:function\b[\s*]*)?)?$/, '');
  return declaration.endsWith(name) ? column - 1 - before.length + declaration.length - name.length : -1;
}

/** Of a line with a whole program on it, what may belong to the declaration of one function. */
const maxDeclaration = 300;
