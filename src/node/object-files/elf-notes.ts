// Finds the build id of an ELF file among its notes.

import { noteSegment, type ElfLayout } from './elf-base.ts';
import { createFieldReader, textAt, type FieldOrder } from './field-reader.ts';
import type { FileBytes } from './file-bytes.ts';

const noteSection = 7;
const gnuBuildId = 3;
const maxNoteSize = 2 ** 20;

interface NotedSection {
  readonly type: number;
  readonly offset: number | undefined;
  readonly size: number;
  readonly align: number;
}

/** GNU's build id in lower-case hex; '' when there is none or the notes are damaged. */
export function readElfBuildId(
  file: FileBytes,
  layout: ElfLayout & FieldOrder & { readonly sections: readonly NotedSection[] },
): string {
  for (const { type, offset, fileSize, align } of layout.segments) {
    if (type !== noteSegment) continue;
    const id = idInNotes(file, layout, Number(offset), Number(fileSize), Number(align));
    if (id !== '') return id;
  }
  for (const { type, offset, size, align } of layout.sections) {
    if (type !== noteSection || offset === undefined) continue;
    const id = idInNotes(file, layout, offset, size, align);
    if (id !== '') return id;
  }
  return '';
}

function idInNotes(file: FileBytes, order: FieldOrder, offset: number, size: number, align: number): string {
  if (size > maxNoteSize || offset + size > file.size) return '';
  const view = file.read(offset, size);
  const padded = (length: number): number => Math.ceil(length / Math.max(align, 1)) * Math.max(align, 1);
  const notes = createFieldReader(view, order);
  while (notes.position + 12 <= size) {
    const start = notes.position;
    const [nameSize, length, type] = [notes.u32(), notes.u32(), notes.u32()];
    const description = start + padded(12 + nameSize);
    if (description + length > size) return '';
    if (type === gnuBuildId && textAt(view, start + 12) === 'GNU') {
      return Buffer.from(view.buffer, view.byteOffset + description, length).toString('hex');
    }
    notes.position = description + padded(length);
  }
  return '';
}
