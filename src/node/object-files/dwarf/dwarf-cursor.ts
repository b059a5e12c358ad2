// Reads the numbers of DWARF one after the other; they are JavaScript numbers, as code below 2^53 is all that is read.

import { textAt } from '../field-reader.ts';

/** Each read moves on. A read behind the end throws RangeError. */
export interface DwarfCursor {
  position: number;
  u8(): number;
  /** An unsigned number of 1, 2, 3, 4 or 8 bytes. */
  unsigned(bytes: number): number;
  /** LEB128. */
  uleb(): number;
  sleb(): number;
  /** Up to the zero byte. */
  text(): string;
}

export function createDwarfCursor(view: DataView, littleEndian: boolean, start = 0): DwarfCursor {
  const cursor: DwarfCursor = {
    position: start,
    u8: () => view.getUint8(cursor.position++),
    unsigned(bytes) {
      const at = cursor.position;
      cursor.position += bytes;
      switch (bytes) {
        case 1:
          return view.getUint8(at);
        case 2:
          return view.getUint16(at, littleEndian);
        case 4:
          return view.getUint32(at, littleEndian);
        case 8: {
          const [first, second] = [view.getUint32(at, littleEndian), view.getUint32(at + 4, littleEndian)];
          return littleEndian ? first + second * 2 ** 32 : first * 2 ** 32 + second;
        }
        case 3: {
          const [first, second] = [view.getUint16(at, littleEndian), view.getUint8(at + 2)];
          return littleEndian
            ? first + second * 2 ** 16
            : view.getUint8(at) * 2 ** 16 + view.getUint16(at + 1);
        }
        default:
          throw new RangeError(`no number of DWARF has ${bytes} bytes`);
      }
    },
    uleb() {
      let byte = view.getUint8(cursor.position++);
      if (byte < 0x80) return byte;
      let value = byte & 0x7f;
      for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
        byte = view.getUint8(cursor.position++);
        value += (byte & 0x7f) * scale;
      }
      return value;
    },
    sleb() {
      let value = 0;
      let scale = 1;
      let byte: number;
      do {
        byte = view.getUint8(cursor.position++);
        value += (byte & 0x7f) * scale;
        scale *= 0x80;
      } while (byte >= 0x80);
      return (byte & 0x40) === 0 ? value : value - scale;
    },
    text() {
      const at = cursor.position;
      while (view.getUint8(cursor.position) !== 0) cursor.position++;
      cursor.position++;
      return textAt(view, at);
    },
  };
  return cursor;
}
