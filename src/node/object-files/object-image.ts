// What a program or library holds, whichever its file format.

import type { MappedRange } from '#ports';
import type { FieldOrder } from './field-reader.ts';
import type { FileBytes } from './file-bytes.ts';

export interface ObjectImage extends FieldOrder {
  readonly file: FileBytes;
  /** Lower-case hex; '' for none. */
  readonly buildId: string;
  readonly isElf: boolean;
  /** Whether addresses in it are still to be filled in by a linker. */
  readonly isRelocatable: boolean;
  readonly sections: readonly ImageSection[];
  /** Where debugging data of it may be that are not in it, the best place first. */
  readonly debugFiles: readonly string[];
  /** The file address that `go tool pprof` takes for the start of any mapping; undefined when it knows none. */
  readonly loadAddress: bigint | undefined;
  /** Functions and other symbols with code, in any order; none in a stripped file. @throws ObjectFileError */
  codeSymbols(): readonly ImageSymbol[];
  /** File address of any symbol by name. @throws ObjectFileError */
  symbolAddress(name: string): bigint | undefined;
  /**
   * What to take from process addresses to get file addresses.
   * @throws ObjectFileError when the file cannot be mapped like that.
   */
  addressRule(range: MappedRange): AddressRule;
}

/** @param processAddress one within the range; @throws ObjectFileError when it belongs to no part of the file. */
export type AddressRule = (processAddress: bigint) => bigint;

export interface ImageSection {
  readonly name: string;
  /** File address of its first byte; 0 when it is not loaded. */
  readonly address: bigint;
  readonly size: number;
  /** Where its bytes are in the file; undefined when it has none there. */
  readonly offset: number | undefined;
  readonly isCode: boolean;
  readonly isWritable: boolean;
  /** Whether its bytes are those of ELF's compression, with a head of their own. */
  readonly isCompressed: boolean;
}

export interface ImageSymbol {
  readonly name: string;
  readonly address: bigint;
  /** 0 when the file does not say. */
  readonly size: bigint;
}

/** All bytes of a section; empty when it has none in the file. @throws ObjectFileError */
export function sectionBytes(image: ObjectImage, section: ImageSection): DataView {
  return image.file.read(section.offset ?? 0, section.offset === undefined ? 0 : section.size);
}

/** The section that is loaded at a file address. */
export function sectionAt(image: ObjectImage, address: bigint): ImageSection | undefined {
  return image.sections.find(
    (section) =>
      section.address !== 0n &&
      address >= section.address &&
      address < section.address + BigInt(section.size),
  );
}

/** Addresses wrap around at 2^64. */
export function wrapped(address: bigint): bigint {
  return BigInt.asUintN(64, address);
}
