// What `go tool pprof` makes of the debugging data of C and C++: one frame, with the name that stands in the entry of
// the function itself, which definitions of methods and templates do not have.

import type { SourceFrame } from '#ports';
import { countUpTo } from './address-map.ts';
import type { DwarfParts } from './dwarf-parts.ts';

export function createGoToolFrames(parts: DwarfParts): (address: number) => readonly SourceFrame[] {
  let names: NamedFunctions | undefined;
  return (address) => {
    const unit = parts.unitOf(address);
    const lines = unit && parts.linesOf(unit);
    const row = lines?.rowInFileOrder(address) ?? -1;
    if (unit === undefined || lines === undefined || row < 0) return [];
    names ??= readNamedFunctions(parts);
    const functionName = names.nameAt(address, unit.index);
    const file = lines.files.shortPath(lines.file[row]!);
    return [{ functionName, file, line: lines.line[row]!, column: 0, startLine: 0 }];
  };
}

interface NamedFunctions {
  /** That of the first function with a name of its own, in the order of the file from a unit on; '' for none. */
  nameAt(address: number, firstUnit: number): string;
}

/** Of functions, by where they begin; those of all units, as the tool goes on to the next ones. */
function readNamedFunctions({ units, functionsOf, declarationAt }: DwarfParts): NamedFunctions {
  const [starts, ends, entries, unitIndexes]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (const unit of units) {
    const functions = functionsOf(unit);
    if (functions === undefined) continue;
    const { ranges, entry, isInlined } = functions;
    for (const [i, owner] of ranges.owners.entries()) {
      if (isInlined[owner] === true) continue;
      starts.push(ranges.starts[i]!);
      ends.push(ranges.ends[i]!);
      entries.push(entry[owner]!);
      unitIndexes.push(unit.index);
    }
  }
  const order = Uint32Array.from(starts.keys()).sort((a, b) => starts[a]! - starts[b]!);
  const orderedStarts = Float64Array.from(order, (at) => starts[at]!);
  const highestEnd = Float64Array.from(order, (at) => ends[at]!);
  for (let i = 1; i < highestEnd.length; i++) highestEnd[i] = Math.max(highestEnd[i]!, highestEnd[i - 1]!);
  return {
    nameAt(address, firstUnit) {
      let [first, name] = [Number.POSITIVE_INFINITY, ''];
      for (let i = countUpTo(orderedStarts, address) - 1; i >= 0 && highestEnd[i]! > address; i--) {
        const at = order[i]!;
        const isCandidate = ends[at]! > address && unitIndexes[at]! >= firstUnit && entries[at]! < first;
        const ownName = isCandidate ? declarationAt(entries[at]!).ownName : undefined;
        if (ownName !== undefined) [first, name] = [entries[at]!, ownName];
      }
      return name;
    },
  };
}
