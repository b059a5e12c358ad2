// What the debugging data in a program or library (DWARF 2 to 5) say of addresses: functions, inlined calls and lines.

import type { SourceFrame } from '#ports';
import type { ObjectImage } from '../object-image.ts';
import { readDebugSections, type DebugSections } from './debug-sections.ts';
import { createParts, isDamage, orUnknown, type DwarfParts } from './dwarf-parts.ts';
import { createGoToolFrames } from './go-tool-frames.ts';

export interface Dwarf {
  /** Innermost first; none where nothing is known; undefined where the data are in another file. */
  framesAt(address: bigint): readonly SourceFrame[] | undefined;
  /** The frame that `go tool pprof` sees, if any. */
  goToolFrames(address: bigint): readonly SourceFrame[];
}

/** Numbers above are not exact, and only kernels have such addresses. */
const highestAddress = 2 ** 53;

/** Undefined when the file has no debugging data, or some that cannot be read here. */
export function readDwarf(image: ObjectImage): Dwarf | undefined {
  try {
    if (image.isRelocatable) return undefined;
    const sections = readDebugSections(image);
    const code = image.sections.filter(({ isCode, address }) => isCode && address !== 0n);
    if (sections === undefined || code.some(({ address }) => address >= highestAddress)) return undefined;
    const codeRanges = code.map(({ address, size }) => [Number(address), Number(address) + size] as const);
    return createDwarf(sections, (address) =>
      codeRanges.some(([start, end]) => address >= start && address < end),
    );
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

function createDwarf(sections: DebugSections, isCode: (address: number) => boolean): Dwarf {
  const parts = createParts(sections, isCode);
  const goToolFrames = createGoToolFrames(parts);
  return {
    framesAt: (address) => orUnknown(() => framesAt(parts, Number(address))),
    goToolFrames: (address) => orUnknown(() => goToolFrames(Number(address))) ?? [],
  };
}

function framesAt(parts: DwarfParts, address: number): readonly SourceFrame[] | undefined {
  const unit = parts.unitOf(address);
  if (unit === undefined) return [];
  if (unit.isSplit) return undefined;
  const lines = parts.linesOf(unit);
  const row = lines?.rowAt(address) ?? -1;
  let [file, line, column] =
    lines === undefined || row < 0
      ? ['', 0, 0]
      : [lines.files.path(lines.file[row]!), lines.line[row]!, lines.column[row]!];
  const functions = parts.functionsOf(unit);
  if (functions === undefined) return undefined;
  const frames: SourceFrame[] = [];
  // Each frame is at the place of the call of the one within it.
  for (let at = functions.at.ownerAt(address); at >= 0; at = functions.parent[at]!) {
    const { name, startLine } = parts.declarationAt(functions.entry[at]!);
    frames.push({ functionName: name, file, line, column, startLine });
    file = lines?.files.path(functions.callFile[at]!) ?? '';
    line = functions.callLine[at]!;
    column = functions.callColumn[at]!;
  }
  if (frames.length === 0 && file !== '') {
    frames.push({ functionName: '', file, line, column, startLine: 0 });
  }
  return frames;
}
