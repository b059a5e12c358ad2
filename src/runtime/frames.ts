// Frames of V8 as the locations of a profile, with original names and lines where source maps have them.

import type { ProfileBuilder } from '#profile';
import type { OriginalPositions } from './original-positions.ts';
import type { CallFrame } from './v8-profiles.ts';

export interface Frames {
  /** Location of a frame at the start of its function, or on a 1-based line of the code that ran. */
  location(frame: CallFrame, line?: number): number;
  /** Location of a call, by its 1-based place in the code that ran. */
  call(frame: CallFrame, line: number, column: number): number;
  /** Location of a frame that is not code, such as a kind of resource. */
  named(name: string): number;
  /** Location of a place in source code. */
  place(name: string, file: string, line: number, column: number): number;
}

export function createFrames(builder: ProfileBuilder, originals: OriginalPositions): Frames {
  const functionOf = new Map<string, number>();
  const locationOf = new Map<string, number>();

  function addFunction(
    name: string,
    file: string,
    startLine: number,
    startColumn: number,
    systemName: string,
  ): number {
    // Minified code has all its functions on one line, so the column tells them apart.
    const identity = `${name}\n${file}\n${startLine}:${startColumn}`;
    const known = functionOf.get(identity);
    if (known !== undefined) return known;
    const added = builder.addFunction({
      name: name === '' ? '(anonymous)' : name,
      systemName: systemName === '' ? '(anonymous)' : systemName,
      filename: file,
      startLine: BigInt(startLine),
    });
    functionOf.set(identity, added);
    return added;
  }

  function addLocation(fn: number, line: number, column: number): number {
    const identity = `${fn}:${line}:${column}`;
    const known = locationOf.get(identity);
    if (known !== undefined) return known;
    const added = builder.addLocation({
      lines: [{ function: fn, line: BigInt(line), column: BigInt(column) }],
    });
    locationOf.set(identity, added);
    return added;
  }

  return {
    location({ functionName, url, lineNumber, columnNumber }, line) {
      const start = originals.ofFunction(url, functionName, lineNumber + 1, columnNumber + 1);
      const fn = addFunction(start.name, start.file, start.line, start.column, functionName);
      if (line === undefined || line === lineNumber + 1) return addLocation(fn, start.line, start.column);
      const at = originals.ofLine(url, line);
      // A bundle's line may come from another file than the function that it is inlined in.
      return addLocation(fn, at.file === start.file ? at.line : start.line, at.column);
    },
    call({ functionName, url, lineNumber, columnNumber }, line, column) {
      const start = originals.ofFunction(url, functionName, lineNumber + 1, columnNumber + 1);
      const at = originals.ofFunction(url, '', line, column);
      const fn = addFunction(start.name, start.file, start.line, start.column, functionName);
      return addLocation(fn, at.file === start.file ? at.line : start.line, at.column);
    },
    named: (name) => addLocation(addFunction(name, '', 0, 0, name), 0, 0),
    place: (name, file, line, column) => addLocation(addFunction(name, file, 0, 0, name), line, column),
  };
}
