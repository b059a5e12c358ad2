// Tells where an ELF file is in memory: the difference between process addresses and those of its symbol table.
// A process address x is at byte x - start + offset of the file, and a segment says which address its bytes have.

import { ObjectFileError, type MappedRange } from '#ports';
import { wrapped } from './object-image.ts';

export interface ElfLayout {
  readonly path: string;
  /** 1 object code, 2 program at a fixed address, 3 program or library at any. */
  readonly type: number;
  readonly segments: readonly ElfSegment[];
  readonly sections: readonly { readonly name: string; readonly address: bigint }[];
}

export interface ElfSegment {
  readonly type: number;
  /** 1 for code. */
  readonly flags: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly align: bigint;
}

export const noteSegment = 4;
const loadSegment = 1;
const codeFlag = 1;
export const fileTypes = { objectCode: 1, fixed: 2, movable: 3 } as const;

const pageSize = 4096n;
const maxAddress = 2n ** 64n - 1n;
/** Where the half of the address space begins that is the kernel's. */
const kernelHalf = 2n ** 63n;
/** Where 64-bit PowerPC has its kernel. */
const powerPcKernel = 0xc000_0000_0000_0000n;

/**
 * The rules are those of pprof's elfexec.GetBase.
 * @param segment that the mapping shows; undefined in files without segments, such as kernel modules.
 * @param kernelStart the address of `_stext` or `_text`, if the file is a kernel's.
 * @throws ObjectFileError for mappings that the file cannot have.
 */
export function elfBase(
  { type, path }: ElfLayout,
  segment: ElfSegment | undefined,
  range: MappedRange,
  kernelStart: bigint | undefined,
): bigint {
  const { start, limit, offset } = range;
  // A made-up mapping of the whole address space: addresses are the file's already.
  if (coversEverything(range)) return 0n;
  if (type === fileTypes.objectCode) {
    if (offset !== 0n) throw unmappable(path, range);
    return start;
  }
  if (type !== fileTypes.fixed && type !== fileTypes.movable) {
    throw new ObjectFileError(`${path} is neither a program nor a library (ELF type ${type})`);
  }
  const isFixed = type === fileTypes.fixed;
  if (segment === undefined) return isFixed ? 0n : wrapped(start - offset);
  const isUserProgram = isFixed && kernelStart === undefined && start > 0n && start < kernelHalf;
  if (!isUserProgram) {
    const base = kernelBase(segment, range, kernelStart);
    if (base !== undefined) return wrapped(base);
    if (isFixed) {
      // ChromeOS shows its kernel at 0.
      if (start === 0n && limit !== 0n && kernelStart === undefined) return wrapped(-segment.address);
      throw unmappable(path, range);
    }
  }
  return wrapped(start - offset + segment.offset - segment.address);
}

/** Profilers say different things of where a kernel is; undefined for what is no kernel. */
function kernelBase(
  segment: ElfSegment,
  { start, limit, offset }: MappedRange,
  kernelStart: bigint | undefined,
): bigint | undefined {
  if (segment.address === wrapped(start - offset)) return offset;
  if (start === 0n && limit !== 0n && kernelStart !== undefined) return -kernelStart;
  const isSamePlace = kernelStart !== undefined && start % pageSize === kernelStart % pageSize;
  if (start >= kernelHalf && limit > start && [0n, powerPcKernel, start].includes(offset)) {
    // perf has the mapping start at the kernel's first symbol.
    return start - (isSamePlace ? kernelStart : segment.address);
  }
  return start % pageSize !== 0n && isSamePlace ? start - kernelStart : undefined;
}

/** As mappings are that stand for none: of profiles without mappings, or from 0 to the end. */
function coversEverything({ start, limit, offset }: MappedRange): boolean {
  return start === 0n && offset === 0n && (limit === 0n || limit === maxAddress);
}

/**
 * The base at an address, for many addresses of one mapping.
 * @returns a function that throws ObjectFileError when no segment, or more than one, may be at an address.
 */
export function baseFinder(
  layout: ElfLayout,
  range: MappedRange,
  kernelStart: bigint | undefined,
): (address: bigint) => bigint {
  const segments = mappedSegments(layout, range, kernelStart);
  if (segments.length <= 1) {
    const base = elfBase(layout, segments[0], range, kernelStart);
    return () => base;
  }
  return (address) => {
    const fileOffset = address - range.start + range.offset;
    const holding = segments.filter((segment) => holds(segment, fileOffset));
    if (holding.length !== 1) throw notMapped(layout, holding.length, fileOffset);
    return elfBase(layout, holding[0], range, kernelStart);
  };
}

/**
 * The segments that the mapping may show; none in files that have none.
 * @throws ObjectFileError when the mapping shows none of those that there are.
 */
function mappedSegments(
  layout: ElfLayout,
  range: MappedRange,
  kernelStart: bigint | undefined,
): readonly ElfSegment[] {
  const { start, limit, offset } = range;
  if (kernelStart !== undefined || start >= limit || limit >= kernelHalf) {
    const text = textSegment(layout);
    return text === undefined ? [] : [text];
  }
  const loaded = layout.segments.filter(({ type }) => type === loadSegment);
  const mapped = loaded.filter((segment) => mayBeMapped(segment, offset, offset + limit - start));
  if (mapped.length === 0 && loaded.length > 0) throw notMapped(layout, 0, offset);
  return mapped;
}

function notMapped({ path }: ElfLayout, count: number, fileOffset: bigint): ObjectFileError {
  return new ObjectFileError(
    `${path} has ${count} segments for byte ${fileOffset}, so it is not what was mapped there`,
  );
}

/** Whether a mapping of bytes `from` to `to` of the file may show the segment. */
function mayBeMapped(segment: ElfSegment, from: bigint, to: bigint): boolean {
  if (segment.fileSize === 0n) return false;
  const end = segment.offset + segment.memorySize;
  if (from >= end || segment.offset >= to) return false;
  // Mappings begin at a page, so a segment may be mapped from a little before its first byte, but not more.
  const inPage = segment.address % pageSize;
  const firstMapped = segment.offset > inPage ? segment.offset - inPage : 0n;
  if (from < firstMapped) return false;
  // A mapping of the last page that goes on behind it is of the next segment.
  return !(from > segment.offset && end < from + pageSize && to >= end + pageSize);
}

function holds({ offset, memorySize }: ElfSegment, fileOffset: bigint): boolean {
  return fileOffset >= offset && fileOffset < offset + memorySize;
}

/** The segment with the section `.text`. */
export function textSegment({ sections, segments }: ElfLayout): ElfSegment | undefined {
  const text = sections.find(({ name }) => name === '.text');
  if (text === undefined) return undefined;
  return segments.find(
    ({ type, flags, address, memorySize }) =>
      type === loadSegment &&
      (flags & codeFlag) !== 0 &&
      text.address >= address &&
      text.address < address + memorySize,
  );
}

/** Of the first segment with code, from the start of its page. */
export function loadAddressOf({ segments }: ElfLayout): bigint | undefined {
  const first = segments.find(({ type, flags }) => type === loadSegment && (flags & codeFlag) !== 0);
  if (first === undefined) return undefined;
  return first.align === 0n ? first.address : first.address - (first.address % first.align);
}

function unmappable(path: string, { start, limit, offset }: MappedRange): ObjectFileError {
  const hex = [start, limit, offset].map((address) => `0x${address.toString(16)}`);
  return new ObjectFileError(
    `${path} cannot be mapped at ${hex[0]} to ${hex[1]}, offset ${hex[2]}; it may be another build`,
  );
}
