// Reads what stands before the program of a line table (DWARF 5, section 6.2.4), up to the names of files.

import type { DwarfCursor } from './dwarf-cursor.ts';
import type { Unit } from './units.ts';

export interface LineTableHead {
  readonly version: number;
  readonly offsetSize: number;
  readonly addressSize: number;
  /** Where the program begins and ends. */
  readonly program: number;
  readonly end: number;
  readonly shortestInstruction: number;
  readonly operationsPerInstruction: number;
  readonly lineBase: number;
  readonly lineRange: number;
  /** How many numbers stand behind each code below the special ones. */
  readonly operands: readonly number[];
}

/** @throws RangeError for versions that are not known, and tables that make no sense. */
export function readHead(cursor: DwarfCursor, { addressSize: addressSizeOfUnit }: Unit): LineTableHead {
  const short = cursor.unsigned(4);
  const offsetSize = short === 0xff_ff_ff_ff ? 8 : 4;
  const length = offsetSize === 8 ? cursor.unsigned(8) : short;
  const end = cursor.position + length;
  const version = cursor.unsigned(2);
  if (version < 2 || version > 5) throw new RangeError(`line tables of version ${version} are not known`);
  const addressSize = version >= 5 ? cursor.u8() : addressSizeOfUnit;
  if (version >= 5) cursor.u8(); // Size of segment selectors, which nobody has.
  const headLength = cursor.unsigned(offsetSize);
  const program = cursor.position + headLength;
  const shortestInstruction = cursor.u8();
  const operationsPerInstruction = version >= 4 ? cursor.u8() : 1;
  cursor.u8(); // Whether rows are good places for breakpoints.
  const lineBase = (cursor.u8() << 24) >> 24;
  const [lineRange, firstSpecial] = [cursor.u8(), cursor.u8()];
  if (lineRange === 0 || operationsPerInstruction === 0) throw new RangeError('a line table divides by 0');
  const operands = [0];
  while (operands.length < firstSpecial) operands.push(cursor.u8());
  return {
    version,
    offsetSize,
    addressSize,
    program,
    end,
    shortestInstruction,
    operationsPerInstruction,
    lineBase,
    lineRange,
    operands,
  };
}
