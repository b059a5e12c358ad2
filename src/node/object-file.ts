// Tells programs from profiles by their first bytes.

import { closeSync, openSync, readSync } from 'node:fs';

/** ELF, Mach-O (32 and 64 bit, either byte order, and universal) and PE. */
const magics = ['7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', '4d5a'];

/** Whether `path` is a file that starts like a program; false when it cannot be read. */
export function isObjectFile(path: string): boolean {
  const start = Buffer.alloc(4);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, start, 0, start.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // Whoever reads it as a profile will say why it cannot be read.
    return false;
  }
  const hex = start.toString('hex');
  return magics.some((magic) => hex.startsWith(magic));
}
