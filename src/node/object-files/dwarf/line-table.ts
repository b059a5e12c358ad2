// Reads the table of a unit that says which line each address is from: a program of a small machine that writes rows
// (DWARF 5, section 6.2).

import { countUpTo } from './address-map.ts';
import type { DebugSections } from './debug-sections.ts';
import { createDwarfCursor, type DwarfCursor } from './dwarf-cursor.ts';
import { readFileNames, type FileNames } from './line-files.ts';
import { readHead, type LineTableHead } from './line-head.ts';
import type { Unit } from './units.ts';

export interface LineTable {
  readonly files: FileNames;
  /** The row of an address; -1 for none. */
  rowAt(address: number): number;
  /** As `go tool pprof` looks for it: by the order of rows in the file, so that some are never found. */
  rowInFileOrder(address: number): number;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
  /** What `files` calls the file of a row. */
  readonly file: Uint32Array;
}

/** Columns with a number per row, in the order of the file. */
interface Rows {
  readonly address: number[];
  readonly file: number[];
  readonly line: number[];
  readonly column: number[];
  /** 1 for rows that only say where the code ends. */
  readonly isEnd: number[];
}

/** @throws RangeError when the table is damaged. */
export function readLineTable(
  unit: Unit,
  sections: DebugSections,
  isCode: (address: number) => boolean,
): LineTable | undefined {
  if (unit.lineTable < 0) return undefined;
  const cursor = createDwarfCursor(sections.lines, sections.littleEndian, unit.lineTable);
  const head = readHead(cursor, unit);
  const files = readFileNames(cursor, head, unit, sections);
  cursor.position = head.program;
  const rows = runProgram(cursor, head, files);
  return {
    files,
    rowAt: orderedSearch(rows, isCode),
    rowInFileOrder: fileOrderSearch(rows),
    line: Uint32Array.from(rows.line),
    column: Uint32Array.from(rows.column),
    file: Uint32Array.from(rows.file),
  };
}

const code = {
  extended: 0,
  copy: 1,
  advanceAddress: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  advanceBySpecial255: 8,
  advanceFixed: 9,
} as const;
const extendedCode = { endSequence: 1, setAddress: 2, defineFile: 3 } as const;

function runProgram(cursor: DwarfCursor, head: LineTableHead, files: FileNames): Rows {
  const { end, operands, lineBase, lineRange, shortestInstruction, operationsPerInstruction } = head;
  const rows: Rows = { address: [], file: [], line: [], column: [], isEnd: [] };
  let [address, operation, file, line, column] = [0, 0, 1, 1, 0];
  function addRow(isEnd: number): void {
    rows.address.push(address);
    rows.file.push(file);
    rows.line.push(line);
    rows.column.push(column);
    rows.isEnd.push(isEnd);
  }
  function advance(operations: number): void {
    if (operationsPerInstruction === 1) {
      address += shortestInstruction * operations;
      return;
    }
    operation += operations;
    address += shortestInstruction * Math.floor(operation / operationsPerInstruction);
    operation %= operationsPerInstruction;
  }
  while (cursor.position < end) {
    const operationCode = cursor.u8();
    if (operationCode >= operands.length) {
      const special = operationCode - operands.length;
      advance(Math.floor(special / lineRange));
      line += lineBase + (special % lineRange);
      addRow(0);
      continue;
    }
    switch (operationCode) {
      case code.extended: {
        const length = cursor.uleb();
        const next = cursor.position + length;
        switch (cursor.u8()) {
          case extendedCode.endSequence:
            addRow(1);
            [address, operation, file, line, column] = [0, 0, 1, 1, 0];
            break;
          case extendedCode.setAddress:
            address = cursor.unsigned(length - 1);
            operation = 0;
            break;
          case extendedCode.defineFile:
            files.define(cursor);
            break;
        }
        cursor.position = next;
        break;
      }
      case code.copy:
        addRow(0);
        break;
      case code.advanceAddress:
        advance(cursor.uleb());
        break;
      case code.advanceLine:
        line += cursor.sleb();
        break;
      case code.setFile:
        file = cursor.uleb();
        break;
      case code.setColumn:
        column = cursor.uleb();
        break;
      case code.advanceBySpecial255:
        advance(Math.floor((255 - operands.length) / lineRange));
        break;
      case code.advanceFixed:
        address += cursor.unsigned(2);
        operation = 0;
        break;
      default:
        for (let i = 0; i < operands[operationCode]!; i++) cursor.uleb();
    }
  }
  return rows;
}

/** Sequences are in any order, and rows within them by address. */
function orderedSearch(
  { address, isEnd }: Rows,
  isCode: (address: number) => boolean,
): (address: number) => number {
  const addresses = Float64Array.from(address);
  const sequences: { readonly start: number; readonly first: number; readonly last: number }[] = [];
  for (let row = 0, first = 0; row < addresses.length; row++) {
    if (isEnd[row] === 0) continue;
    const start = addresses[first]!;
    if (start < addresses[row]! && isCode(start)) sequences.push({ start, first, last: row });
    first = row + 1;
  }
  sequences.sort((a, b) => a.start - b.start);
  const starts = Float64Array.from(sequences, ({ start }) => start);
  return (wanted) => {
    const sequence = sequences[countUpTo(starts, wanted) - 1];
    if (sequence === undefined || wanted >= addresses[sequence.last]!) return -1;
    const { first, last } = sequence;
    return first + countUpTo(addresses.subarray(first, last), wanted) - 1;
  };
}

/** The row before the first one that is behind the address, unless code ends with it. */
function fileOrderSearch({ address, isEnd }: Rows): (address: number) => number {
  const highestSoFar = Float64Array.from(address);
  for (let row = 1; row < highestSoFar.length; row++) {
    highestSoFar[row] = Math.max(highestSoFar[row]!, highestSoFar[row - 1]!);
  }
  return (wanted) => {
    const next = countUpTo(highestSoFar, wanted);
    return next === 0 || next === address.length || isEnd[next - 1] !== 0 ? -1 : next - 1;
  };
}
