// The debugging sections of a program or library, expanded where they are compressed.

import * as zlib from 'node:zlib';
import type { FieldOrder } from '../field-reader.ts';
import { sectionBytes, type ImageSection, type ObjectImage } from '../object-image.ts';

/** Of DWARF 2 to 5; empty where the file has none. */
export interface DebugSections extends FieldOrder {
  readonly info: DataView;
  readonly abbreviations: DataView;
  readonly lines: DataView;
  readonly strings: DataView;
  readonly lineStrings: DataView;
  readonly stringOffsets: DataView;
  readonly addresses: DataView;
  /** Up to DWARF 4, and since DWARF 5. */
  readonly ranges: DataView;
  readonly rangeLists: DataView;
}

const none = new DataView(new ArrayBuffer(0));
/** More is no debugging data, but an attack. */
const maxExpanded = 2 ** 31;

/** Whether there are debugging data in the file, or a note on where they are, that can be read or not. */
export function hasDebugSections({ sections }: ObjectImage): boolean {
  return sections.some(({ name, offset }) => debugName.test(name) && offset !== undefined);
}

const debugName = /^(?:\.|__)z?(debug_\w+|gnu_debugaltlink)$/;

/**
 * Undefined when the file has none, or some of them are in another file or compressed in a way that Node does not know.
 * @throws ObjectFileError when the file is cut short; RangeError and zlib's errors when it is damaged.
 */
export function readDebugSections(image: ObjectImage): DebugSections | undefined {
  const named = new Map<string, ImageSection>();
  for (const section of image.sections) {
    const name = debugName.exec(section.name)?.[1];
    if (name !== undefined && section.offset !== undefined) named.set(name, section);
  }
  // Parts that several programs have in common may be in a file of their own.
  if (!named.has('debug_info') || named.has('gnu_debugaltlink')) return undefined;
  const bytes = (name: string): DataView => {
    const section = named.get(name);
    return section === undefined ? none : expanded(image, section);
  };
  return {
    littleEndian: image.littleEndian,
    is64: image.is64,
    info: bytes('debug_info'),
    abbreviations: bytes('debug_abbrev'),
    lines: bytes('debug_line'),
    strings: bytes('debug_str'),
    lineStrings: bytes('debug_line_str'),
    // Mach-O has room for 16 bytes of a name.
    stringOffsets: named.has('debug_str_offs') ? bytes('debug_str_offs') : bytes('debug_str_offsets'),
    addresses: bytes('debug_addr'),
    ranges: bytes('debug_ranges'),
    rangeLists: bytes('debug_rnglists'),
  };
}

function expanded(image: ObjectImage, section: ImageSection): DataView {
  const view = sectionBytes(image, section);
  const { littleEndian, is64 } = image;
  // GNU's older way: "ZLIB" and the size, as 64 bits with the highest first.
  if (/^(?:\.|__)z/.test(section.name)) return inflated(view, 12, zlib.inflateSync);
  if (!section.isCompressed) return view;
  const kind = view.getUint32(0, littleEndian);
  const headerSize = is64 ? 24 : 12;
  if (kind === compressions.zlib) return inflated(view, headerSize, zlib.inflateSync);
  if (kind === compressions.zstd && 'zstdDecompressSync' in zlib) {
    return inflated(view, headerSize, zlib.zstdDecompressSync as typeof zlib.inflateSync);
  }
  throw new RangeError(`compressed in the way ${kind}`);
}

const compressions = { zlib: 1, zstd: 2 } as const;

function inflated(view: DataView, headerSize: number, expand: typeof zlib.inflateSync): DataView {
  const packed = new Uint8Array(view.buffer, view.byteOffset + headerSize, view.byteLength - headerSize);
  const bytes = expand(packed, { maxOutputLength: maxExpanded });
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
