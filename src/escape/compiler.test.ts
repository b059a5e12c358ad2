// Both forms of what the Go compiler writes, as go1.26.8 wrote them for examples/go-escape.

import { describe, expect, test } from 'vitest';
import { ProfileError } from '#profile';
import { parseCompilerJson } from './compiler-json.ts';
import { parseCompilerText } from './compiler-text.ts';
import { mergeFacts } from './diagnostic.ts';

const place = (file: string, line: number, column: number): string =>
  `{"uri":"file://${file}","range":{"start":{"line":${line},"character":${column}},"end":{"line":${line},"character":${column}}}}`;

const file = '/shop/orders.go';
const json = [
  `{"version":0,"package":"example.com/escape","goos":"linux","goarch":"amd64","gc_version":"go1.26.8","file":"${file}"}`,
  `{"range":{"start":{"line":81,"character":17},"end":{"line":81,"character":17}},"severity":3,"code":"cannotInlineFunction","source":"go compiler","message":"marked go:noinline"}`,
  `{"range":{"start":{"line":53,"character":36},"end":{"line":53,"character":36}},"severity":3,"code":"escape","source":"go compiler","message":"\\u0026Item{...} escapes to heap","relatedInformation":[{"location":${place(file, 48, 9)},"message":"inlineLoc"},{"location":${place(file, 53, 36)},"message":"escflow:    flow: ~r0 ← \\u0026{storage for \\u0026Item{...}}:"},{"location":${place(file, 53, 36)},"message":"escflow:      from \\u0026Item{...} (spill)"},{"location":${place(file, 48, 9)},"message":"inlineLoc"},{"location":${place(file, 53, 36)},"message":"escflow:      from ~r0 = \\u0026Item{...} (assign-pair)"}]}`,
  `{"range":{"start":{"line":53,"character":36},"end":{"line":53,"character":36}},"severity":3,"code":"escape","source":"go compiler","message":""}`,
  `{"range":{"start":{"line":82,"character":6},"end":{"line":82,"character":6}},"severity":3,"code":"escapes","source":"go compiler","message":"printed escapes to heap","relatedInformation":[{"location":${place(file, 87, 16)},"message":"escflow:    flow: {heap} ← \\u0026printed:"},{"location":${place(file, 87, 16)},"message":"escflow:      from \\u0026printed (address-of)"}]}`,
].join('\n');

describe('the JSON form', () => {
  const facts = parseCompilerJson(json, 'orders.json');

  test('has the chain of inlined calls, innermost first, and the flow', () => {
    expect(facts.compiler).toBe('go1.26.8');
    const [item, printed] = facts.diagnostics;
    expect(facts.diagnostics).toHaveLength(2);
    expect(item).toEqual({
      package: 'example.com/escape',
      chain: [
        { file, line: 48, column: 9 },
        { file, line: 53, column: 36 },
      ],
      isWholeChain: true,
      subject: '&Item{...}',
      isVariable: false,
      flow: [
        { expression: '&Item{...}', effect: 'spill', position: { file, line: 53, column: 36 } },
        { expression: '~r0 = &Item{...}', effect: 'assign-pair', position: { file, line: 53, column: 36 } },
      ],
    });
    expect(printed).toMatchObject({ subject: 'printed', isVariable: true, chain: [{ line: 82 }] });
  });

  test('tells what is never inlined', () => {
    expect(facts.refusals).toEqual([
      { position: { file, line: 81, column: 17 }, reason: 'marked go:noinline' },
    ]);
  });

  test.each([
    ['', /not written by the Go compiler/],
    ['{"version":1}', /not written by the Go compiler/],
    ['[]\n', /not written by the Go compiler/],
    [`${json}\n{"range":`, /orders.json: line 6 is no JSON object/],
    ['null', /line 1 is no JSON object/],
  ])('refuses %j', (text, message) => {
    expect(() => parseCompilerJson(text, 'orders.json')).toThrow(ProfileError);
    expect(() => parseCompilerJson(text, 'orders.json')).toThrow(message);
  });

  test('survives values of other kinds than the compiler writes', () => {
    const odd = `${json.split('\n')[0]}\n{"code":"escape","message":3,"relatedInformation":"none","range":null}`;
    expect(parseCompilerJson(odd, 'x').diagnostics).toMatchObject([{ subject: '', chain: [{ line: 0 }] }]);
  });
});

const text = `# example.com/escape [example.com/escape.test]
./orders.go:81:6: cannot inline (*Order).Print: marked go:noinline
./orders.go:47:6: can inline NewItem with cost 7 as: func(string, int) *Item { return &Item{...} }
./orders.go:53:36: inlining call to NewItem
./orders.go:48:9: &Item{...} escapes to heap in NewItem:
./orders.go:48:9:   flow: ~r0 ← &{storage for &Item{...}}:
./orders.go:48:9:     from &Item{...} (spill) at ./orders.go:48:9
./orders.go:48:9:     from return &Item{...} (return) at ./orders.go:48:2
./orders.go:47:14: parameter article leaks to {storage for &Item{...}} for NewItem with derefs=0:
./orders.go:47:14:     from Item{...} (struct literal element) at ./orders.go:48:14
./orders.go:48:9: &Item{...} escapes to heap
./orders.go:53:18: append(o.Items, *(~r0)) escapes to heap in (*Order).AddItem:
./orders.go:53:18:     from append(o.Items, *(~r0)) (spill) at ./orders.go:53:18
./orders.go:53:18: append escapes to heap
./orders.go:82:6: printed escapes to heap in (*Order).Print:
./orders.go:82:6:     from &printed (address-of) at ./orders.go:87:16
./orders.go:82:6: moved to heap: printed
./orders.go:106:16: make([]byte, size) does not escape
`;

describe('the text form', () => {
  const facts = parseCompilerText(text, 'build.log');

  test('tells each escape once, with its flow', () => {
    expect(
      facts.diagnostics.map(({ subject, isVariable, flow }) => [subject, isVariable, flow.length]),
    ).toEqual([
      ['&Item{...}', false, 2],
      ['append(o.Items, *(~r0))', false, 1],
      ['printed', true, 1],
    ]);
    expect(facts.diagnostics[0]).toMatchObject({
      package: 'example.com/escape',
      chain: [{ file: 'orders.go', line: 48, column: 9 }],
      isWholeChain: false,
    });
  });

  test('also without -m=2, and with the line ends of Windows', () => {
    const short = './a.go:3:9: &T{...} escapes to heap\r\n./a.go:4:2: moved to heap: t\r\n';
    expect(parseCompilerText(short, 'log').diagnostics).toMatchObject([
      { subject: '&T{...}', isVariable: false, flow: [] },
      { subject: 't', isVariable: true, flow: [] },
    ]);
  });

  test('keeps two expressions of one place apart', () => {
    const two = './a.go:3:9: x escapes to heap\n./a.go:3:9: y escapes to heap\n';
    expect(parseCompilerText(two, 'log').diagnostics.map(({ subject }) => subject)).toEqual(['x', 'y']);
  });

  test('refuses what no compiler wrote', () => {
    expect(() => parseCompilerText('hello\n', 'notes.txt')).toThrow(/notes.txt: not the output of go build/);
  });
});

test('facts of generic code that was compiled twice are told once, the longer of them', () => {
  const once = parseCompilerJson(json, 'a');
  const bare = { ...once, diagnostics: once.diagnostics.map((diagnostic) => ({ ...diagnostic, flow: [] })) };
  expect(mergeFacts([bare, once]).diagnostics).toEqual(once.diagnostics);
});
