// Finds what a Go program knows of itself: its line table, where its code begins, and the data of its functions.

import { ObjectFileError } from '#ports';
import {
  isGoLineTable,
  readGoLineTable,
  storedTextStart,
  type GoFunctionData,
  type GoLineTable,
} from './go-line-table.ts';
import { sectionAt, sectionBytes, type ImageSection, type ObjectImage } from './object-image.ts';

/** In ELF, in position-independent ELF, and in Mach-O. */
const lineTableSections = new Set(['.gopclntab', '.data.rel.ro.gopclntab', '__gopclntab']);
/** Of those that hold the module data; the first is only for it, since Go 1.26. */
const moduleSections = /^(?:\.go\.module|__go_module|\.noptrdata|__noptrdata|\.data|__data|\.data\.rel\.ro)$/;
/** Fields of the runtime's `moduledata`, in words from its start, since Go 1.20. */
const moduleFields = { text: 22, functionData: 40, count: 41 } as const;

/** The line table of a program by Go 1.18 or later; undefined in others. */
export function readGoProgram(image: ObjectImage): GoLineTable | undefined {
  try {
    const found = findLineTable(image);
    if (found === undefined) return undefined;
    const { view, address } = found;
    const module = findModule(image, address);
    const text =
      module?.text ?? image.symbolAddress('runtime.text') ?? storedText(image, view) ?? textSection(image);
    if (text === undefined) return undefined;
    const data = module?.functionData ?? image.symbolAddress('go:func.*');
    return readGoLineTable(view, image, text, data === undefined ? undefined : functionData(image, data));
  } catch (error) {
    // Damaged; other ways to find names are left.
    if (error instanceof ObjectFileError) return undefined;
    throw error;
  }
}

interface FoundTable {
  readonly view: DataView;
  readonly address: bigint;
}

function findLineTable(image: ObjectImage): FoundTable | undefined {
  const section = image.sections.find(({ name }) => lineTableSections.has(name));
  if (section !== undefined) {
    const view = sectionBytes(image, section);
    return isGoLineTable(view, image) ? { view, address: section.address } : undefined;
  }
  // PE files have it in the middle of a section.
  const address = image.symbolAddress('runtime.pclntab');
  if (address === undefined) return undefined;
  const holder = sectionAt(image, address);
  if (holder === undefined) return undefined;
  const bytes = sectionBytes(image, holder);
  const view = new DataView(bytes.buffer, Number(address - holder.address));
  return isGoLineTable(view, image) ? { view, address } : undefined;
}

interface GoModule {
  readonly text: bigint;
  readonly functionData: bigint;
}

/** The module data begin with the address of the line table; what follows must make sense. */
function findModule(image: ObjectImage, lineTable: bigint): GoModule | undefined {
  const wordSize = image.is64 ? 8 : 4;
  for (const section of image.sections) {
    if (!moduleSections.test(section.name)) continue;
    const view = sectionBytes(image, section);
    const word = (at: number): bigint =>
      image.is64 ? view.getBigUint64(at, image.littleEndian) : BigInt(view.getUint32(at, image.littleEndian));
    const last = view.byteLength - moduleFields.count * wordSize;
    for (let at = 0; at <= last; at += wordSize) {
      if (word(at) !== lineTable) continue;
      const text = word(at + moduleFields.text * wordSize);
      const functionData = word(at + moduleFields.functionData * wordSize);
      if (sectionAt(image, text)?.isCode === true && sectionAt(image, functionData)?.isCode === false) {
        return { text, functionData };
      }
    }
  }
  return undefined;
}

/** Unless the loader was to correct it. */
function storedText(image: ObjectImage, view: DataView): bigint | undefined {
  const start = storedTextStart(view, image);
  return sectionAt(image, start)?.isCode === true ? start : undefined;
}

function textSection({ sections }: ObjectImage): bigint | undefined {
  return sections.find(({ name }) => name === '.text' || name === '__text')?.address;
}

function functionData(image: ObjectImage, address: bigint): GoFunctionData | undefined {
  const section: ImageSection | undefined = sectionAt(image, address);
  if (section === undefined) return undefined;
  return { view: sectionBytes(image, section), start: Number(address - section.address) };
}
