// Goroutine dumps: names, inlined calls, labels, and what stands between and around goroutines.

import { readFileSync } from 'node:fs';
import { checkProfile, ProfileError, type Profile } from '#profile';
import { stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { parseLegacy } from './legacy.ts';

function parse(text: string): Profile {
  const profile = parseLegacy(new TextEncoder().encode(text), { compat: false });
  checkProfile(profile);
  return profile;
}

const waiting = (id: number, argument: string, creator = 3): string =>
  `goroutine ${id} [chan receive, 5 minutes, locked to thread]:
main.(*feed).wait(...)
\t/srv/shop/feed.go:8
main.run[...]({${argument}, 0x3?})
\t/srv/shop/run.go:12 +0x1d
created by main.start in goroutine ${creator}
\t/srv/shop/run.go:30 +0x99
`;

test('goroutines with equal stacks and labels are one sample', () => {
  const profile = parse(
    `SIGQUIT: quit\n\n${waiting(7, '0xc000012340')}\n${waiting(8, '0xc000099999', 9)}\nexit status 2\n`,
  );
  expect(profile.sampleTypes).toEqual([{ type: 'goroutine', unit: 'count' }]);
  expect(stacksOfProfile(profile)).toBe(
    'main.run[...]>main.(*feed).wait 2 creator=main.start state=chan receive wait=300seconds',
  );
  const { strings, functions, lines, locations } = profile;
  expect(Array.from(functions.filename, (file) => strings.text(file))).toEqual([
    '/srv/shop/feed.go',
    '/srv/shop/run.go',
  ]);
  expect([...lines.line]).toEqual([8n, 12n]);
  expect(locations.count).toBe(1);
});

test.each([
  [
    'panic',
    'goroutine 1 [running]:\npanic({0x1?, 0x2?})\n\t/go/panic.go:9 +0x1\nmain.main.func1()\n\t/a.go:2 +0x1\n',
    'main.main.func1;runtime.gopanic 1 state=running',
  ],
  ['scan', 'goroutine 1 [sleep (scan), 1 minutes]:\nf()\n\t/a.go:1 +0x1\n', 'f 1 state=sleep wait=60seconds'],
  [
    'crash',
    'goroutine 1 gp=0xc000 m=0 mp=0x5 [running]:\nf(0x1)\n\t/a.go:1 +0x5 fp=0xc0 sp=0xc1 pc=0x4\n',
    'f 1 state=running',
  ],
  [
    'labels',
    'goroutine 1 [select labels:{"a": "b", "c": "]"}]:\nf()\n\t/a.go:1 +0x1\n',
    'f 1 a=b c=] state=select',
  ],
  ['windows', 'goroutine 1 [select]:\r\nf()\r\n\tC:/a b/a.go:1 +0x1\r\n\r\nf()\r\n', 'f 1 state=select'],
  [
    'elided',
    'goroutine 1 [select]:\nf()\n\t/a.go:1 +0x1\n...23 frames elided...\ng()\n\t/a.go:2 +0x1\n',
    'g;[frames elided];f 1 state=select',
  ],
  [
    'old elided',
    'goroutine 1 [select]:\nf()\n\t/a.go:1 +0x1\n...additional frames elided...\ncreated by g\n\t/a.go:2 +0x1\n',
    '[frames elided];f 1 creator=g state=select',
  ],
  [
    'cgo',
    'goroutine 1 [syscall]:\nnon-Go function at pc=0x55\nc_read\n\t/c.c:7 pc=0x66\nmain.f()\n\t/a.go:2 +0x1\n',
    'main.f;c_read;non-Go function 1 state=syscall',
  ],
  [
    'elsewhere',
    'goroutine 1 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by g\n\t/a.go:2 +0x1\n',
    ' 1 creator=g state=running',
  ],
  [
    'ancestors',
    'goroutine 9 [select]:\nf()\n\t/a.go:1 +0x1\ncreated by g\n\t/a.go:2 +0x1\n[originating from goroutine 1]:\nh(...)\n\t/a.go:3 +0x1\n',
    'f 1 creator=g state=select',
  ],
  ['cut short', 'goroutine 9 [select]:\nf(...)\n\t/a.go:1\nmain.g(0x1', 'f 1 state=select'],
])('%s', (_, text, expected) => {
  expect(stacksOfProfile(parse(text))).toBe(expected);
});

test('the stack of a thread, goroutine 0, is not counted', () => {
  expect(parse('goroutine 0 [idle]:\nf()\n\t/a.go:1 +0x1\n').samples.count).toBe(0);
});

test('lines before it may be longer than any of its own', () => {
  expect(parse(`${'x'.repeat(200_000)}\n${waiting(1, '0x1')}`).samples.count).toBe(1);
});

test('pprof does not read it', () => {
  expect(() => parseLegacy(new TextEncoder().encode(waiting(1, '0x1')), { compat: true })).toThrow(
    ProfileError,
  );
});

test('the dump of a real program has the names of its binary goroutine profile', () => {
  const drawn = stacksOfProfile(
    parseLegacy(readFileSync('tests/corpus/go/goroutine.debug2.txt'), { compat: false }),
  );
  expect(drawn).toContain(
    'runtime/pprof.Do;main.(*feed).subscribe.func1;main.awaitEvents 40 creator=main.(*feed).subscribe state=chan receive',
  );
});
