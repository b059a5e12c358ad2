// Reads the table by which a Go program knows its functions, files, lines and inlined calls (pclntab of Go 1.18 and
// later). It is there in stripped programs too. The format is that of Go's cmd/link and runtime/symtab.go.

import type { SourceFrame } from '#ports';
import type { ImageSymbol } from './object-image.ts';
import { textAt, type FieldOrder } from './field-reader.ts';

export interface GoLineTable {
  readonly count: number;
  /** Frames of a file address, innermost first; none outside of Go functions. First lines are 0 before Go 1.20. */
  framesAt(address: bigint): readonly SourceFrame[];
  functions(): readonly ImageSymbol[];
}

/** What functions point to, by offsets from `go:func.*`. */
export interface GoFunctionData {
  readonly view: DataView;
  /** Where `go:func.*` is in it. */
  readonly start: number;
}

const magics = { go118: 0xff_ff_ff_f0, go120: 0xff_ff_ff_f1 } as const;

/** Whether a table of a version that can be read begins there. */
export function isGoLineTable(view: DataView, { littleEndian, is64 }: FieldOrder): boolean {
  if (view.byteLength < 8) return false;
  const magic = view.getUint32(0, littleEndian);
  const isKnown = magic === magics.go118 || magic === magics.go120;
  return isKnown && view.getUint16(4) === 0 && view.getUint8(7) === (is64 ? 8 : 4);
}

/** What the table itself says of where the code begins; 0 since Go 1.26. */
export function storedTextStart(view: DataView, { littleEndian, is64 }: FieldOrder): bigint {
  return is64 ? view.getBigUint64(24, littleEndian) : BigInt(view.getUint32(16, littleEndian));
}

/** The tables in the table, as offsets, and the sizes of its structures. */
interface Layout {
  readonly names: number;
  readonly unitFiles: number;
  readonly files: number;
  readonly values: number;
  readonly functions: number;
  readonly count: number;
  /** Bytes of an instruction at least. */
  readonly quantum: number;
  readonly hasStartLines: boolean;
}

/**
 * @param view one for which `isGoLineTable` holds.
 * @param textStart file address of the code.
 * @param functionData undefined leaves inlined calls out.
 * @returns undefined when the table makes no sense.
 */
export function readGoLineTable(
  view: DataView,
  order: FieldOrder,
  textStart: bigint,
  functionData: GoFunctionData | undefined,
): GoLineTable | undefined {
  const { littleEndian } = order;
  const layout = readLayout(view, order);
  if (layout === undefined) return undefined;
  const u32 = (at: number): number => view.getUint32(at, littleEndian);
  const i32 = (at: number): number => view.getInt32(at, littleEndian);
  const texts = new Map<number, string>();
  /** Names and files come again and again. */
  function textOnce(offset: number): string {
    const known = texts.get(offset);
    if (known !== undefined) return known;
    const text = textAt(view, offset);
    texts.set(offset, text);
    return text;
  }
  const name = (offset: number): string => textOnce(layout.names + offset);
  /** Offset of a function's code from `textStart`; of the one behind the last: the end of all code. */
  const entry = (index: number): number => u32(layout.functions + index * 8);

  function findFunction(pc: number): number | undefined {
    if (pc < entry(0) || pc >= entry(layout!.count)) return undefined;
    let [low, high] = [0, layout!.count];
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (entry(middle) <= pc) low = middle;
      else high = middle;
    }
    return low;
  }

  function framesOf(index: number, pc: number): readonly SourceFrame[] {
    const row = layout!.functions + u32(layout!.functions + index * 8 + 4);
    const fn = readFunction(row);
    const valueAt = (table: number, at: number): number =>
      table === 0 ? -1 : tableValue(view, layout!.values + table, fn.entry, at, layout!.quantum);
    const frame = (nameOffset: number, at: number, startLine: number): SourceFrame => ({
      functionName: name(nameOffset),
      file: fileOf(fn.unit, valueAt(fn.files, at)),
      line: Math.max(valueAt(fn.lines, at), 0),
      column: 0,
      startLine,
    });
    const frames: SourceFrame[] = [];
    let at = pc;
    if (functionData !== undefined && fn.inlineTree !== noData) {
      const { view: calls, start } = functionData;
      for (let depth = 0; depth < maxInlined; depth++) {
        const call = valueAt(fn.inlined, at);
        if (call < 0) break;
        const row = start + fn.inlineTree + call * inlinedCallSize;
        frames.push(frame(calls.getInt32(row + 4, littleEndian), at, calls.getInt32(row + 12, littleEndian)));
        at = fn.entry + calls.getInt32(row + 8, littleEndian);
      }
    }
    frames.push(frame(fn.name, at, fn.startLine));
    return frames;
  }

  function readFunction(row: number): GoFunction {
    const tables = row + (layout!.hasStartLines ? 44 : 40);
    const [valueTables, dataTables] = [u32(row + 28), view.getUint8(tables - 1)];
    const inlineTree = tables + valueTables * 4 + inlineTreeIndex * 4;
    return {
      entry: u32(row),
      name: i32(row + 4),
      files: u32(row + 20),
      lines: u32(row + 24),
      unit: u32(row + 32),
      startLine: layout!.hasStartLines ? i32(row + 36) : 0,
      inlined: valueTables > inlinedIndex ? u32(tables + inlinedIndex * 4) : 0,
      // Before Go 1.20 its rows were others.
      inlineTree: layout!.hasStartLines && dataTables > inlineTreeIndex ? u32(inlineTree) : noData,
    };
  }

  function fileOf(unit: number, index: number): string {
    if (index < 0) return '';
    const offset = u32(layout!.unitFiles + (unit + index) * 4);
    return offset === noData ? '' : textOnce(layout!.files + offset);
  }

  return {
    count: layout.count,
    framesAt(address) {
      try {
        const pc = Number(address - textStart);
        const index = findFunction(pc);
        return index === undefined ? [] : framesOf(index, pc);
      } catch (error) {
        // A damaged table points behind its end.
        if (error instanceof RangeError) return [];
        throw error;
      }
    },
    functions: () =>
      Array.from({ length: layout.count }, (_, index) => ({
        name: name(i32(layout.functions + u32(layout.functions + index * 8 + 4) + 4)),
        address: textStart + BigInt(entry(index)),
        size: BigInt(entry(index + 1) - entry(index)),
      })),
  };
}

interface GoFunction {
  /** As an offset from the start of the code. */
  readonly entry: number;
  readonly name: number;
  /** Tables of values by address; 0 for none. */
  readonly files: number;
  readonly lines: number;
  readonly inlined: number;
  /** First row of the compilation unit in the table of files. */
  readonly unit: number;
  readonly startLine: number;
  readonly inlineTree: number;
}

const noData = 0xff_ff_ff_ff;
const inlinedIndex = 2;
const inlineTreeIndex = 3;
const inlinedCallSize = 16;
/** More is a circle in a damaged file. */
const maxInlined = 1000;

function readLayout(view: DataView, { littleEndian, is64 }: FieldOrder): Layout | undefined {
  const size = is64 ? 8 : 4;
  if (view.byteLength < 8 + 8 * size) return undefined;
  const word = (index: number): number =>
    is64
      ? Number(view.getBigUint64(8 + index * 8, littleEndian))
      : view.getUint32(8 + index * 4, littleEndian);
  const layout: Layout = {
    count: word(0),
    names: word(3),
    unitFiles: word(4),
    files: word(5),
    values: word(6),
    functions: word(7),
    quantum: view.getUint8(6),
    hasStartLines: view.getUint32(0, littleEndian) === magics.go120,
  };
  const end = layout.functions + layout.count * 8 + 4;
  return layout.count > 0 && end <= view.byteLength ? layout : undefined;
}

/**
 * Looks an address up in a table of pairs of a step of the value and a step of the address, as varints.
 * @returns -1 when the table ends before.
 */
function tableValue(view: DataView, start: number, entry: number, target: number, quantum: number): number {
  let at = start;
  let value = -1;
  let pc = entry;
  let isFirst = true;
  for (;;) {
    let step = 0;
    let byte = view.getUint8(at++);
    step = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = view.getUint8(at++);
      step |= (byte & 0x7f) << shift;
    }
    if (step === 0 && !isFirst) return -1;
    value += step & 1 ? ~(step >>> 1) : step >>> 1;
    byte = view.getUint8(at++);
    let advance = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = view.getUint8(at++);
      advance |= (byte & 0x7f) << shift;
    }
    pc += (advance >>> 0) * quantum;
    isFirst = false;
    if (target < pc) return value;
  }
}
