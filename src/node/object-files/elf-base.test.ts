import { describe, expect, test } from 'vitest';
import { ObjectFileError, type MappedRange } from '#ports';
import { baseFinder, elfBase, type ElfLayout, type ElfSegment } from './elf-base.ts';

function segment(values: Partial<ElfSegment>): ElfSegment {
  const size = values.fileSize ?? values.memorySize ?? 0x1000n;
  return {
    type: 1,
    flags: 5,
    offset: 0n,
    address: 0n,
    fileSize: size,
    memorySize: size,
    align: 4096n,
    ...values,
  };
}

function layout(type: number, ...segments: readonly ElfSegment[]): ElfLayout {
  const text = segments.find(({ flags }) => (flags & 1) !== 0)?.address ?? 0n;
  return { path: 'prog', type, segments, sections: [{ name: '.text', address: text }] };
}

function range(start: bigint, limit: bigint, offset: bigint): MappedRange {
  return { start, limit, offset };
}

const kernelText = segment({ offset: 0x20_0000n, address: 0xffff_ffff_8020_0000n, memorySize: 0x100_0000n });
const [fixed, movable, objectCode] = [2, 3, 1];

describe('elfBase', () => {
  test.each<[string, number, ElfSegment | undefined, MappedRange, bigint | undefined, bigint]>([
    ['a mapping of everything', movable, segment({}), range(0n, 2n ** 64n - 1n, 0n), undefined, 0n],
    ['a profile without mappings', fixed, segment({}), range(0n, 0n, 0n), undefined, 0n],
    ['object code', objectCode, undefined, range(0x2000n, 0x5000n, 0n), undefined, 0x2000n],
    ['a fixed program without segments', fixed, undefined, range(0x1000n, 0x5000n, 0n), undefined, 0n],
    [
      'a fixed program',
      fixed,
      segment({ address: 0x40_0000n }),
      range(0x40_0000n, 0x50_0000n, 0n),
      undefined,
      0n,
    ],
    [
      'a fixed program at another place',
      fixed,
      segment({ offset: 0xc00n, address: 0x200c00n }),
      range(0x61_0000n, 0x62_0000n, 0n),
      undefined,
      0x41_0000n,
    ],
    ['a library', movable, segment({}), range(0x7f00_0000n, 0x7f01_0000n, 0n), undefined, 0x7f00_0000n],
    [
      'a library whose code is not first',
      movable,
      segment({ offset: 0x2000n, address: 0x3000n }),
      range(0x7f00_2000n, 0x7f01_0000n, 0x2000n),
      undefined,
      0x7eff_f000n,
    ],
    [
      'a kernel at its address',
      fixed,
      kernelText,
      range(0xffff_ffff_8020_0000n, 0xffff_ffff_a000_0000n, 0n),
      undefined,
      0n,
    ],
    [
      'a kernel that was moved, from its first symbol',
      fixed,
      kernelText,
      range(0xffff_ffff_8320_0198n, 0xffff_ffff_8420_0000n, 0n),
      0xffff_ffff_8020_0198n,
      0x300_0000n,
    ],
    [
      'a kernel that was moved, from its segment',
      fixed,
      kernelText,
      range(0xffff_ffff_8320_0000n, 0xffff_ffff_8420_0000n, 0n),
      undefined,
      0x300_0000n,
    ],
    [
      'a kernel shown at 0',
      fixed,
      kernelText,
      range(0n, 0x2f9f_ffffn, 0n),
      0xffff_ffff_8020_0198n,
      2n ** 64n - 0xffff_ffff_8020_0198n,
    ],
    [
      'a kernel shown near 0',
      movable,
      kernelText,
      range(0x198n, 0x2f9f_ffffn, 0n),
      0xffff_ffff_8020_0198n,
      2n ** 64n - 0xffff_ffff_8020_0000n,
    ],
  ])('%s', (_, type, mapped, where, kernelStart, base) => {
    expect(elfBase(layout(type), mapped, where, kernelStart)).toBe(base);
  });

  test('mappings that make no sense', () => {
    expect(() => elfBase(layout(4), undefined, range(1n, 2n, 0n), undefined)).toThrow(ObjectFileError);
    expect(() => elfBase(layout(objectCode), undefined, range(1n, 2n, 3n), undefined)).toThrow(
      ObjectFileError,
    );
    const high = range(2n ** 63n, 2n ** 63n + 1n, 5n);
    expect(() => elfBase(layout(fixed), kernelText, high, undefined)).toThrow('may be another build');
  });
});

describe('baseFinder', () => {
  const readOnly = segment({ flags: 4, offset: 0n, address: 0n, memorySize: 0x800n });
  const code = segment({ offset: 0x1000n, address: 0x2000n, memorySize: 0x3000n });
  const data = segment({ flags: 6, offset: 0x4e00n, address: 0x7e00n, memorySize: 0x1000n });
  const program = layout(movable, readOnly, code, data);
  const baseAt = (where: ElfLayout, mapping: MappedRange, address: bigint): bigint =>
    baseFinder(where, mapping, undefined)(address);

  test('by the segment that the mapping shows', () => {
    const mapping = range(0x7f00_2000n, 0x7f00_5000n, 0x1000n);
    expect(baseAt(program, mapping, 0x7f00_3000n)).toBe(0x7f00_0000n);
  });

  test('by the first of those that a merged mapping shows: all are as far from their addresses', () => {
    const mapping = range(0x7f00_0000n, 0x7f00_6000n, 0n);
    expect(baseAt(program, mapping, 0x7f00_3fffn)).toBe(0x7f00_0000n);
  });

  test('of several segments on one page, by the one with the address', () => {
    const small = segment({ offset: 0x600n, address: 0x600n, memorySize: 0x200n });
    const next = segment({ offset: 0x900n, address: 0x1900n, memorySize: 0x600n });
    const mapping = range(0x7f00_0000n, 0x7f00_1000n, 0n);
    const packed = layout(movable, small, next);
    expect(baseAt(packed, mapping, 0x7f00_0700n)).toBe(0x7f00_0000n);
    expect(baseAt(packed, mapping, 0x7f00_0a00n)).toBe(0x7eff_f000n);
    expect(() => baseAt(packed, mapping, 0x7f00_0850n)).toThrow('0 segments');
  });

  test('kernels by their code, modules by nothing, other files not at all', () => {
    expect(baseAt(program, range(0n, 0n, 0n), 5n)).toBe(0n);
    expect(baseAt(layout(objectCode), range(0x1000n, 0x2000n, 0n), 0x1000n)).toBe(0x1000n);
    const beyond = range(0x7f00_0000n, 0x7f00_1000n, 0x10_0000n);
    expect(() => baseAt(program, beyond, 0x7f00_0000n)).toThrow(ObjectFileError);
  });
});
