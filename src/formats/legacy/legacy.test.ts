// The formats that pprof knows: values, addresses, mappings and labels of small texts, as `go tool pprof -raw` has them.

import { checkProfile, ProfileError, type Profile } from '#profile';
import { stacksOfProfile } from '#testing';
import { describe, expect, test } from 'vitest';
import { parseLegacy } from './legacy.ts';

const memoryMap = [
  '--- Memory map: ---',
  '00400000-00500000 r-xp 00000000 08:01 1 /usr/bin/shop',
  '7f0000000000-7f0000001000 r-xp 00002000 08:01 2 /lib/libc.so.6',
].join('\n');

function parse(content: string | Uint8Array, compat = true): Profile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const profile = parseLegacy(bytes, { compat });
  checkProfile(profile);
  return profile;
}

/** Callers first, as `stacksOfProfile` has it. */
function samplesOf(content: string | Uint8Array): string[] {
  return stacksOfProfile(parse(content)).split('\n');
}

function typesOf({ sampleTypes }: Profile): string {
  return sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(' ');
}

function mappingsOf({ mappings, strings }: Profile): string[] {
  return Array.from({ length: mappings.count }, (_, i) => {
    const [start, limit, offset] = [mappings.start[i]!, mappings.limit[i]!, mappings.offset[i]!];
    const names = [strings.text(mappings.file[i]!), strings.text(mappings.buildId[i]!)].filter(
      (text) => text !== '',
    );
    return [`${start.toString(16)}-${limit.toString(16)}@${offset.toString(16)}`, ...names].join(' ');
  });
}

function errorOf(content: string | Uint8Array): ProfileError {
  try {
    parse(content);
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
  throw new Error('it was read without an error');
}

describe('heap texts', () => {
  const line = '  1: 100 [ 2: 300] @ 0x400124 0x400457';

  test('what is allocated in all comes before what is in use, and return addresses go back to their calls', () => {
    const profile = parse(
      `heap profile: 1: 100 [2: 300] @ heapprofile\n${line}\n\n# comment\n${memoryMap}\n`,
    );
    expect(typesOf(profile)).toBe(
      'alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes',
    );
    expect(stacksOfProfile(profile)).toBe('0x400456;0x400123 2 300 1 100 bytes=100');
    expect(mappingsOf(profile)).toEqual([
      '400000-500000@0 /usr/bin/shop',
      '7f0000000000-7f0000001000@2000 /lib/libc.so.6',
    ]);
    expect([...profile.locations.mapping]).toEqual([0, 0]);
    expect(profile.period).toBe(1n);
    expect(profile.dropFrames).toContain('|tcmalloc::.*|');
    expect(profile.keepFrames).toBe(String.raw`runtime\.panic|runtime\.reflectcall|runtime\.call[0-9]*`);
  });

  test.each([
    ['heap_v2/524288', 524_288n, '0x400456;0x400123 6991 1048726 5243 524338 bytes=100'],
    ['heapz_v2/1', 1n, '0x400456;0x400123 2 300 1 100 bytes=100'],
    ['heap/1048576', 524_288n, '0x400456;0x400123 6991 1048726 5243 524338 bytes=100'],
    ['heap_v2', 0n, '0x400456;0x400123 2 300 1 100 bytes=100'],
  ])('@ %s is scaled by its rate', (kind, period, expected) => {
    const profile = parse(`heap profile: 1: 100 [2: 300] @ ${kind}\n${line}\n`);
    expect(profile.period).toBe(period);
    expect(stacksOfProfile(profile)).toBe(expected);
  });

  test.each(['growthz', 'growth', 'fragmentationz'])('@ %s has two values and no sampling', (kind) => {
    const profile = parse(`heap profile: 1: 100 [2: 300] @ ${kind}\n${line}\n`);
    expect(typesOf(profile)).toBe('objects/count space/bytes');
    expect(stacksOfProfile(profile)).toBe('0x400456;0x400123 1 100 bytes=100');
  });

  test('sizes of released memory are negative, and nothing is nothing', () => {
    const header = 'heap profile: 1: 100 [1: 100] @ heap_v2/1\n';
    expect(samplesOf(`${header}-2: -7 [0: 0] @\n0: 0 [0: 0] @ 0x0\n`)).toEqual([
      ' -2 -7 bytes=3',
      '0xffffffffffffffff 0 0 bytes=0',
    ]);
  });

  test.each([
    ['words', 'is no heap sample: "words"'],
    ['0: 5 [1: 5] @ 0x1', 'in-use count of 0 but 5'],
    ['1: 5 [0: 5] @ 0x1', 'allocation count of 0 but 5'],
    ['1: 9223372036854775808 [1: 5] @ 0x1', 'number of more than 64 bits'],
    ['1: 5 [1: 5] @ 0x12345678123456781', 'address of more than 64 bits'],
    ['x'.repeat(70_000), 'longer than 65535 bytes'],
  ])('says what is wrong with %#', (text, message) => {
    const error = errorOf(`heap profile: 1: 100 [2: 300] @ heapprofile\n\n${text}\n`);
    expect(error).toMatchObject({ code: 'malformed', offset: 3 });
    expect(error.message).toContain(message);
  });
});

describe('Go count texts', () => {
  test('equal stacks stay apart, and a line of dashes ends the samples', () => {
    const profile = parse(
      '# comment\n\ngoroutine profile: total 3\n2 @ 0x11 0x21\n#\t0x10\tmain.f+0x1\t/f.go:1\n\n1 @ 0x11\n---\nrest',
    );
    expect(typesOf(profile)).toBe('goroutine/count');
    expect(profile.periodType).toEqual({ type: 'goroutine', unit: 'count' });
    expect(stacksOfProfile(profile)).toBe('0x20;0x10 2\n0x10 1');
    expect(mappingsOf(profile)).toEqual(['0-ffffffffffffffff@0']);
    expect(profile.dropFrames).toMatch(/^ProfileData::Add\|/);
  });

  test.each(['1 @', '1 @ 0x1 main', '09 @ 0x1', '1 @ 0x12345678123456781'])('refuses "%s"', (line) => {
    expect(errorOf(`goroutine profile: total 3\n${line}\n`)).toMatchObject({ code: 'malformed', offset: 2 });
  });
});

describe('threadz', () => {
  const thread = (name: string): string => `--- Thread 7f (name: ${name}/1) stack: ---\n`;

  test('threads at one place are counted together, and a leaf that comes twice is one frame', () => {
    const text = `--- threadz 1 ---\n\n${thread('a')} PC: 0x400100 f\n 0x400100\n 0x400201 0x400301\n${thread('b')}[same as previous thread]\n${thread('c')}0x400100\n${memoryMap}\n`;
    expect(samplesOf(text)).toEqual(['0x400300;0x400200;0x400100 2', '0x400100 1']);
  });

  test('a list of threads may stand alone', () => {
    expect(samplesOf(`${thread('a')}0x5 0x7\n---- no stack trace for b\n`)).toEqual(['0x6;0x5 1']);
  });

  test('without its memory map it is cut short', () => {
    expect(errorOf(`${thread('a')}0x5\n\n`)).toMatchObject({ code: 'malformed', offset: 3 });
    expect(errorOf(`${thread('a')}0x5\n---- other\n`).message).toContain('is no thread');
  });
});

describe('contention texts', () => {
  test('contentionz: cycles become nanoseconds, and samples are scaled by their period', () => {
    const profile = parse(
      `--- contentionz 1 ---\ncycles/second = 2000000000\nsampling period = 100\nms since reset = 1500\ndiscarded samples = 0\n  1000  3 @ 0x400124 0x400457\n${memoryMap}\n`,
    );
    expect(typesOf(profile)).toBe('contentions/count delay/nanoseconds');
    expect(profile).toMatchObject({ period: 100n, durationNanos: 1_500_000_000n });
    expect(stacksOfProfile(profile)).toBe('0x400456;0x400123 300 50000');
    expect(profile.dropFrames).toMatch(/^RecordLockProfileData\|.*~SpinLockHolder\.\*$/);
  });

  test.each(['--- mutex:', '--- contention:'])('%s', (header) => {
    expect(samplesOf(`${header}\ncycles/second=0x3b9aca00\n70 2 @ 0x11 0x21\n77 @\n`)).toContain(
      '0x20;0x10 2 70',
    );
    expect(errorOf(`${header}\ncycles/second=1\nwords\n`)).toMatchObject({ code: 'malformed', offset: 3 });
  });

  test('a single number is a delay and, its last digit, a count', () => {
    expect(samplesOf('--- mutex:\n123 @ 0x11\n')).toEqual(['0x10 3 12']);
  });

  test.each(['colour=red', 'sampling period=many', 'cycles/second=1_'])(
    'the attribute %s is unknown',
    (line) => {
      expect(errorOf(`--- mutex:\n${line}\n`).code).toBe('unrecognized');
    },
  );
});

describe('Java', () => {
  test('heapz: addresses give way to names', () => {
    const profile = parse(
      [
        '--- heapz 1 ---\nformat = java\nresolution = bytes',
        '      7048      2 @ 0x1 0x2 0x3\n       100      1 @ 0x5 0x9\n',
        ' 0x1 shop.Cart.add (Cart.java:12)\n 0x2 lib (x) (/usr/lib/libjvm.so)\n 0x3 a generated stub/JIT',
        ' 0x5 GC\n 0x77 unused (U.java:1)',
      ].join('\n'),
    );
    expect(typesOf(profile)).toBe('inuse_objects/count inuse_space/bytes');
    expect(stacksOfProfile(profile)).toBe(
      'STUB;lib (x);shop.Cart.add 298 1052103 bytes=3524\n0x0;GC 5243 524338 bytes=100',
    );
    const { functions, strings, lines } = profile;
    expect(Array.from(functions.filename, (file) => strings.text(file))).toEqual([
      'Cart.java',
      'libjvm.so',
      '',
      '',
    ]);
    expect([...lines.line]).toEqual([12n, 0n, 0n, 0n]);
  });

  test('contentionz: values are scaled by the period', () => {
    const profile = parse(
      '--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 10\nms since reset = 2\n 14 1 @ 0x1\n 0x1 a (A.java:-1)\n',
    );
    expect(typesOf(profile)).toBe('contentions/count delay/microseconds');
    expect(stacksOfProfile(profile)).toBe('a 10 140');
    expect(profile).toMatchObject({ period: 10n, durationNanos: 2_000_000n });
  });

  test.each([
    ['--- heapz 1 ---\nformat = java\nresolution = bytes\n 5 0 @ 0x1\n', 'count of 0'],
    ['--- heapz 1 ---\nformat = java\n 5 1 @ 0x1\n', 'without the attribute "resolution"'],
    ['--- contentionz 1 ---\nformat = java\nms since reset = soon\n', 'no 64-bit integer'],
    ['--- heapz 1 ---\nformat = c\n', 'unrecognized profile format'],
    ['--- heapz 1 ---\ncolour = red\n', 'unrecognized profile format'],
  ])('refuses %#', (text, message) => {
    expect(errorOf(text).message).toContain(message);
  });
});

describe('binary CPU profiles', () => {
  /** A profile of words of 4 or 8 bytes. */
  function cpu(words: readonly number[], size: 4 | 8, littleEndian: boolean, tail = ''): Uint8Array {
    const text = new TextEncoder().encode(tail);
    const bytes = new Uint8Array(words.length * size + text.length);
    const view = new DataView(bytes.buffer);
    words.forEach((word, i) => {
      if (size === 4) view.setUint32(i * 4, word, littleEndian);
      else view.setBigUint64(i * 8, BigInt(word), littleEndian);
    });
    bytes.set(text, words.length * size);
    return bytes;
  }

  const header = [0, 3, 0, 10_000, 0];
  const end = [0, 1, 0];

  test.each([
    [4, true],
    [4, false],
    [8, true],
    [8, false],
  ] as const)('words of %i bytes, little endian: %s', (size, littleEndian) => {
    const words = [...header, 2, 2, 0x400100, 0x400201, 1, 2, 0x400500, 0x400601, ...end];
    const profile = parse(cpu(words, size, littleEndian, memoryMap));
    expect(typesOf(profile)).toBe('samples/count cpu/nanoseconds');
    expect(profile.period).toBe(10_000_000n);
    expect(stacksOfProfile(profile)).toBe('0x400200;0x400100 2 20000000\n0x400600;0x400500 1 10000000');
    expect(mappingsOf(profile)[0]).toBe('400000-500000@0 /usr/bin/shop');
  });

  test('the frames of a signal handler, at most two, and a repeated leaf go', () => {
    const first = [1, 4, 0x10, 0x91, 0x81, 0x31];
    const second = [1, 5, 0x20, 0x91, 0x81, 0x20, 0x41];
    const words = [...header, ...first, ...second, ...end];
    expect(samplesOf(cpu(words, 8, true))).toEqual(['0x30;0x10 1 10000000', '0x40;0x20 1 10000000']);
  });

  test('Java: every address is exact, and named by the table', () => {
    const words = [0, 3, 1, 10_000, 0, 1, 2, 0x10, 0x20, ...end];
    expect(samplesOf(cpu(words, 8, true, ' 0x10 f (F.java:3)\n 0x20 g (G.java:4)\n'))).toEqual([
      'g;f 1 10000000',
    ]);
  });

  test('data that ends early is refused, with the byte of the sample', () => {
    expect(errorOf(cpu([...header, 1, 200, 5], 8, true))).toMatchObject({ code: 'truncated', offset: 40 });
    expect(errorOf(cpu([...header, 1], 8, true))).toMatchObject({ code: 'truncated', offset: 40 });
  });
});

describe('other content', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['zeros', new Uint8Array(1 << 20)],
    ['bytes without a line break', new Uint8Array(1 << 20).fill(0x61)],
    ['prose', new TextEncoder().encode('<html>404</html>\n')],
  ])('%s is unrecognized', (_, bytes) => {
    for (const compat of [true, false]) {
      expect(() => parse(bytes, compat)).toThrow(expect.objectContaining({ code: 'unrecognized' }));
    }
  });

  // With a regular expression that backtracks, each of these takes minutes.
  test.each([
    ['digits', `heap profile: 1: 1 [1: 1] @ heapprofile\n${'1'.repeat(65_000)}\n`],
    ['delays', `--- mutex:\n1 1 @ 0x1\n${'1'.repeat(65_000)}\n`],
    ['ranges', `goroutine profile: total 1\n1 @ 0x1\n${memoryMap}\n${`${'a'.repeat(65_000)}\n`.repeat(20)}`],
    ['attributes', `--- heapz 1 ---\n${'a'.repeat(2_000_000)}\n`],
    ['parentheses', `--- heapz 1 ---\nresolution=bytes\n1 1 @ 0x1\n 0x1 ${' ('.repeat(500_000)}:1)\n`],
    ['labels', `goroutine profile: total 1\n1 @ 0x1\n# labels: {${'"\\'.repeat(30_000)}}\n`],
    ['headers', 'goroutine 1 [a labels:{'.repeat(100_000)],
  ])('hostile %s take no time', (_, text) => {
    const start = process.cpuUsage();
    for (const compat of [true, false]) {
      try {
        parse(text, compat);
      } catch (error) {
        expect(error).toBeInstanceOf(ProfileError);
      }
    }
    // Of processor time, with what runs beside it.
    expect(process.cpuUsage(start).user).toBeLessThan(20e6);
  });
});
