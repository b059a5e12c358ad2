import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDemangler } from './demangler.ts';

test('C++ and Rust, whole', async () => {
  const demangle = createDemangler({ PATH: '' });
  const names = {
    _ZN4shop5PriceERKSt6vectorIiSaIiEE: 'shop::Price(std::vector<int, std::allocator<int> > const&)',
    _ZN12_GLOBAL__N_13fooEv: '(anonymous namespace)::foo()',
    _ZN4core3fmt9Formatter3pad17h1234567890abcdefE: 'core::fmt::Formatter::pad',
    _RNvCs1234_7mycrate3foo: 'mycrate::foo',
    main: 'main',
    _Zork: '_Zork',
    _ZNﬀ: '_ZNﬀ',
    '': '',
  };
  expect(await demangle(Object.keys(names))).toEqual(Object.values(names));
  // A second one, and after a name that is made to break it.
  const nested = `_Z1f${'N1a'.repeat(50_000)}`;
  expect(await demangle([nested, '_Z1fi'])).toEqual([nested, 'f(int)']);
});

test('Swift by its tool, where there is one', async () => {
  const name = '$s4main5ShopsV3runyyF';
  expect(await createDemangler({ PATH: '' })([name, '_Z1fi'])).toEqual([name, 'f(int)']);
  const folder = mkdtempSync(join(tmpdir(), 'swift-'));
  try {
    const script = '#!/bin/sh\nwhile read -r name; do echo "main.run() -> ()"; done\n';
    writeFileSync(join(folder, 'swift-demangle'), script, { mode: 0o755 });
    expect(await createDemangler({ PATH: folder })([name, '_Z1fi'])).toEqual(['main.run() -> ()', 'f(int)']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
