import { expect, test } from 'vitest';
import { parseDisassembly } from './disassembler.ts';

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
