// The abbreviations of a unit: which attributes an entry with a given code has, and how each is written.

import { createDwarfCursor, type DwarfCursor } from './dwarf-cursor.ts';
import { sizeOfForm, skipForm, type UnitFormat } from './dwarf-forms.ts';

export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** One of each per attribute; constants are those that stand here and not in the entry, else 0. */
  readonly attributes: readonly number[];
  readonly forms: readonly number[];
  readonly constants: readonly number[];
  /** Bytes of an entry behind its code; -1 when entries differ. */
  readonly size: number;
}

const implicitConstantForm = 0x21;
/** Compilers number from 1 on; more are in no file. */
const mostCodes = 2 ** 20;

export interface Abbreviations {
  /** Undefined for codes that the table does not have. @throws RangeError when the table is damaged. */
  withCode(code: number): Abbreviation | undefined;
}

/** Only those that are used are kept: most often only the first entry of a unit is read. */
export function createAbbreviations(view: DataView, offset: number, format: UnitFormat): Abbreviations {
  // All numbers here are LEB128, so the byte order is of no matter.
  const cursor = createDwarfCursor(view, true, offset);
  let places: number[] | undefined;
  const read: (Abbreviation | undefined)[] = [];
  return {
    withCode(code) {
      const known = read[code];
      if (known !== undefined) return known;
      places ??= findAbbreviations(cursor);
      const place = places[code] ?? 0;
      if (place === 0) return undefined;
      while (read.length < code) read.push(undefined);
      cursor.position = place - 1;
      return (read[code] = readAbbreviation(cursor, format));
    },
  };
}

/** By code: where it is, counted from 1; 0 for codes that are not there. */
function findAbbreviations(cursor: DwarfCursor): number[] {
  const places: number[] = [];
  for (let code = cursor.uleb(); code !== 0; code = cursor.uleb()) {
    if (code > mostCodes) throw new RangeError(`an abbreviation has the code ${code}`);
    while (places.length < code) places.push(0);
    places[code] = cursor.position + 1;
    cursor.uleb(); // Tag.
    cursor.u8(); // Whether it has children.
    for (let isLast = false; !isLast;) {
      const [attribute, form] = [cursor.uleb(), cursor.uleb()];
      if (form === implicitConstantForm) cursor.sleb();
      isLast = attribute === 0 && form === 0;
    }
  }
  return places;
}

function readAbbreviation(cursor: DwarfCursor, format: UnitFormat): Abbreviation {
  const tag = cursor.uleb();
  const hasChildren = cursor.u8() !== 0;
  const [attributes, forms, constants]: [number[], number[], number[]] = [[], [], []];
  let size = 0;
  for (;;) {
    const [attribute, form] = [cursor.uleb(), cursor.uleb()];
    if (attribute === 0 && form === 0) break;
    const own = sizeOfForm(form, format);
    size = own < 0 || size < 0 ? -1 : size + own;
    attributes.push(attribute);
    forms.push(form);
    constants.push(form === implicitConstantForm ? cursor.sleb() : 0);
  }
  return { tag, hasChildren, attributes, forms, constants, size };
}

/** Moves on behind the attributes of an entry. */
export function skipEntry(cursor: DwarfCursor, { size, forms }: Abbreviation, format: UnitFormat): void {
  if (size >= 0) {
    cursor.position += size;
    return;
  }
  for (let i = 0; i < forms.length; i++) skipForm(cursor, forms[i]!, format);
}
