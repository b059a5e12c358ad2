import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDisassembler, parseDisassembly } from './disassembler.ts';

test("GNU's text", () => {
  const text = `
shop:     file format elf64-x86-64


Disassembly of section .text:

0000000000401b6c <shop::Round(int)>:
_ZN4shop5RoundEi():
/src/shop.cc:73
  401b6c:	push   %r12
  401b6e:	call   401060 <puts@plt>
/src/shop.cc:74 (discriminator 2)
  401b73:	ret
`;
  const place = { functionName: '_ZN4shop5RoundEi', file: '/src/shop.cc' };
  expect(parseDisassembly(text)).toEqual([
    { address: 0x40_1b6cn, text: 'push   %r12', ...place, line: 73 },
    { address: 0x40_1b6en, text: 'call   401060 <puts@plt>', ...place, line: 73 },
    { address: 0x40_1b73n, text: 'ret', ...place, line: 74 },
  ]);
});

test("LLVM's text", () => {
  const text = `
/tmp/shop:	file format elf64-x86-64

Disassembly of section .text:

0000000000401b6c <main>:
; main():
; /src/shop.cc:73
  401b6c:      	pushq	%r12
  401b6e:      	retq
`;
  expect(parseDisassembly(text)).toEqual([
    { address: 0x40_1b6cn, text: 'pushq\t%r12', functionName: 'main', file: '/src/shop.cc', line: 73 },
    { address: 0x40_1b6en, text: 'retq', functionName: 'main', file: '/src/shop.cc', line: 73 },
  ]);
});

test('an objdump that hangs is ended, said so, and not started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'disassembler-'));
  const [program, starts] = [join(folder, 'objdump'), join(folder, 'starts')];
  const version = 'case $1 in --version) echo GNU objdump 2.40; exit;; esac';
  writeFileSync(program, `#!/bin/sh\n${version}\necho >> ${starts}\nexec sleep 1000\n`, { mode: 0o755 });
  const disassemble = createDisassembler((name) => (name === 'objdump' ? program : undefined), {
    PATH: '/usr/bin:/bin',
    HEAPWISE_TOOL_TIMEOUT: '3',
  });
  const range = { path: '/nowhere', start: 0n, end: 16n, withLines: false, intelSyntax: false };
  const reason = 'objdump gave no answer for 3 s and was ended';
  await expect(disassemble(range)).rejects.toThrow(reason);
  await expect(disassemble(range)).rejects.toThrow(reason);
  expect(readFileSync(starts, 'utf8')).toBe('\n');
  rmSync(folder, { recursive: true });
});
