import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SourceLookup } from '#ports';
import { createSourceReader } from './source-reader.ts';

// One machine with a Go module `example.com/shop` in /work/shop, and everything else that sources may be in.
const machine = realpathSync(mkdtempSync(join(tmpdir(), 'source-reader-')));
const at = (path: string): string => join(machine, path);

const files = [
  'work/shop/main.go',
  'work/shop/pkg/cart/cart.go',
  'work/shop/pkg/cart/item.go',
  'work/shop/other/cart/item.go',
  'work/shop/web/src/app.ts',
  'work/shop/web/page one.mjs',
  'work/shop/pkg/only-here.go',
  'work/shop/server.go',
  'work/shop/node_modules/left/index.js',
  'work/shop/vendor/github.com/Dep/vendored/v.go',
  'work/shop/tools/lint/lint.go',
  'work/above.go',
  'lib/shared/shared.go',
  'gocache/github.com/!burnt!sushi/toml@v1.2.3/decode.go',
  'gopath/pkg/mod/golang.org/x/net@v0.1.0/http2/frame.go',
  'home/go/pkg/mod/gopkg.in/yaml.v3@v3.0.1/yaml.go',
  'home/.cargo/registry/src/index.crates.io-1949/serde-1.0.0/src/lib.rs',
  'home/.rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/iter.rs',
  'go/src/runtime/malloc.go',
  'go/src/net/http/server.go',
];

beforeAll(() => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  for (const path of files) write(path, `// ${path}\n`);
  write('work/shop/go.mod', 'module example.com/shop\n\ngo 1.26\n');
  write('work/shop/tools/go.mod', '// Tools.\nmodule "tools.example.com"\n');
  write('go/VERSION', 'go1.26.8\ntime 2026-01-01T00:00:00Z\n');
});
afterAll(() => rmSync(machine, { recursive: true }));

interface Query {
  readonly trimmed?: string;
  readonly searchPath?: string;
  readonly compat?: boolean;
  readonly workingDirectory?: string;
}

function find(path: string, query: Query = {}): SourceLookup {
  const { workingDirectory = at('work/shop') } = query;
  const environment = {
    GOROOT: at('go'),
    GOMODCACHE: at('gocache'),
    GOPATH: at('gopath'),
    HOME: at('home'),
  };
  const reader = createSourceReader({ environment, workingDirectory });
  const { trimmed = path, searchPath = workingDirectory, compat = false } = query;
  return reader.find({ path, trimmed, searchPath, compat });
}

/** The file found, below the machine, and why it was taken. */
function foundBy(lookup: SourceLookup): readonly [file: string, reason: string] {
  if (lookup.kind === 'missing') throw new Error([lookup.error, ...lookup.tried].join('\n'));
  const file = lookup.path.slice(machine.length + 1);
  expect(lookup.lines).toEqual([`// ${file}`]);
  return [file, lookup.reason];
}

describe.each([true, false])('as pprof looks, with compat %s', (compat) => {
  test.each<[string, Query, string]>([
    ['an absolute path', { trimmed: at('lib/shared/shared.go') }, 'lib/shared/shared.go'],
    ['a path in the working directory', { trimmed: 'pkg/cart/cart.go' }, 'work/shop/pkg/cart/cart.go'],
    ['a path in a directory above', { trimmed: 'above.go' }, 'work/above.go'],
    [
      'a path in the second of the directories',
      { trimmed: 'shared.go', searchPath: `${at('work')}:${at('lib/shared')}` },
      'lib/shared/shared.go',
    ],
    ['a path that leaves the directory', { trimmed: '../above.go' }, 'work/above.go'],
  ])('%s', (_, query, file) => {
    expect(foundBy(find('/build/x.go', { ...query, compat }))).toEqual([file, '']);
  });

  test('the error of a relative path names the search path', () => {
    const lookup = find('a/b.x', { searchPath: '/one:/two', compat });
    expect(lookup).toMatchObject({ error: 'could not find file a/b.x on path /one:/two' });
  });

  test('the error of an absolute path is that of opening it', () => {
    expect(find('/no/b.x', { compat })).toMatchObject({ error: 'open /no/b.x: no such file or directory' });
  });
});

test('compat takes a directory for an empty file, and looks nowhere else', () => {
  expect(find('pkg', { compat: true })).toMatchObject({ kind: 'found', lines: [] });
  expect(find('runtime/malloc.go', { compat: true })).toEqual({
    kind: 'missing',
    error: `could not find file runtime/malloc.go on path ${at('work/shop')}`,
    tried: [],
  });
});

test.each([
  ['file:///MACHINE/work/shop/web/page%20one.mjs', 'work/shop/web/page one.mjs', 'as the profile names it'],
  ['file:/MACHINE/work/shop/server.go', 'work/shop/server.go', 'as the profile names it'],
  [
    'github.com/BurntSushi/toml@v1.2.3/decode.go',
    'gocache/github.com/!burnt!sushi/toml@v1.2.3/decode.go',
    'module cache',
  ],
  [
    '/home/ci/go/pkg/mod/github.com/!burnt!sushi/toml@v1.2.3/decode.go',
    'gocache/github.com/!burnt!sushi/toml@v1.2.3/decode.go',
    'module cache',
  ],
  [
    '/cache/modules/golang.org/x/net@v0.1.0/http2/frame.go',
    'gopath/pkg/mod/golang.org/x/net@v0.1.0/http2/frame.go',
    'module cache',
  ],
  ['gopkg.in/yaml.v3@v3.0.1/yaml.go', 'home/go/pkg/mod/gopkg.in/yaml.v3@v3.0.1/yaml.go', 'module cache'],
  ['runtime/malloc.go', 'go/src/runtime/malloc.go', 'standard library'],
  ['/usr/lib/golang/go/src/net/http/server.go', 'go/src/net/http/server.go', 'standard library'],
  [
    '/opt/hostedtoolcache/go/1.26.1/x64/src/net/http/server.go',
    'go/src/net/http/server.go',
    'standard library',
  ],
  ['C:\\Program Files\\Go\\src\\runtime\\malloc.go', 'go/src/runtime/malloc.go', 'standard library'],
  [
    '/usr/lib/go-1.19/src/net/http/server.go',
    'go/src/net/http/server.go',
    'standard library of go1.26.8, but the profile is of go1.19: lines may have moved',
  ],
  [
    '/home/ci/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22.0.linux-amd64/src/runtime/malloc.go',
    'go/src/runtime/malloc.go',
    'standard library of go1.26.8, but the profile is of go1.22: lines may have moved',
  ],
  ['example.com/shop/pkg/cart/cart.go', 'work/shop/pkg/cart/cart.go', 'module example.com/shop'],
  ['example.com/shop@v1.0.0/main.go', 'work/shop/main.go', 'module example.com/shop'],
  ['tools.example.com/lint/lint.go', 'work/shop/tools/lint/lint.go', 'module tools.example.com'],
  ['github.com/Dep/vendored@v1.0.0/v.go', 'work/shop/vendor/github.com/Dep/vendored/v.go', 'vendor folder'],
  [
    '/build/shop/vendor/github.com/Dep/vendored/v.go',
    'work/shop/vendor/github.com/Dep/vendored/v.go',
    'vendor folder',
  ],
  [
    '/root/.cargo/registry/src/github.com-1ecc/serde-1.0.0/src/lib.rs',
    'home/.cargo/registry/src/index.crates.io-1949/serde-1.0.0/src/lib.rs',
    'cargo registry',
  ],
  [
    '/rustc/0a1b2c/library/core/src/iter.rs',
    'home/.rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/iter.rs',
    'component rust-src',
  ],
  ['/home/ci/build/proj/pkg/cart/item.go', 'work/shop/pkg/cart/item.go', 'ends in pkg/cart/item.go'],
  [
    '/ci/node_modules/left/index.js',
    'work/shop/node_modules/left/index.js',
    'ends in node_modules/left/index.js',
  ],
  ['webpack:///./web/src/app.ts', 'work/shop/web/src/app.ts', 'ends in web/src/app.ts'],
  ['webpack://shop/./web/src/app.ts', 'work/shop/web/src/app.ts', 'ends in web/src/app.ts'],
  ['src/app.ts', 'work/shop/web/src/app.ts', 'the only file of this name'],
  ['/home/ci/x/only-here.go', 'work/shop/pkg/only-here.go', 'the only file of this name'],
])('%s is found elsewhere', (path, file, reason) => {
  expect(foundBy(find(path.replace('/MACHINE', machine)))).toEqual([file, reason]);
});

test.each([
  ['of two files that end alike neither', '/ci/x/cart/item.go'],
  ['no file of the user for one of the standard library', '/usr/lib/go-1.19/src/net/mail/server.go'],
  ['no file of the user for one of a library', 'golang.org/x/net@v0.9.0/http2/server.go'],
  ['no file of another package', '/ci/node_modules/right/index.js'],
  ['no file outside for a path that leaves the folder', '../../../../etc/no-such/server.conf'],
  ['nothing for what is part of Node.js', 'node:internal/server.go'],
])('takes %s: %s', (_, path) => {
  expect(find(path).kind).toBe('missing');
});

test('what is missing tells where it was looked for', () => {
  expect(find('golang.org/x/text@v0.1.0/a.go')).toEqual({
    kind: 'missing',
    error: `could not find file golang.org/x/text@v0.1.0/a.go on path ${at('work/shop')}`,
    tried: [
      `not at ${at('gocache/golang.org/x/text@v0.1.0/a.go')} (module cache)`,
      `not at ${at('gopath/pkg/mod/golang.org/x/text@v0.1.0/a.go')} (module cache)`,
      `not at ${at('home/go/pkg/mod/golang.org/x/text@v0.1.0/a.go')} (module cache)`,
      `not at ${at('work/shop/vendor/golang.org/x/text/a.go')} (vendor folder)`,
      'set source_path to the directory that holds it',
    ],
  });
});

test('two directories with a file that ends alike are not told apart', () => {
  const searchPath = `${at('work/shop/pkg')}:${at('work/shop/other')}`;
  expect(find('/ci/y/cart/item.go', { searchPath }).kind).toBe('missing');
  expect(foundBy(find('/ci/y/cart/item.go', { searchPath: at('work/shop/other') }))).toEqual([
    'work/shop/other/cart/item.go',
    'ends in cart/item.go',
  ]);
});

test('the project around the working directory counts', () => {
  const workingDirectory = at('work/shop/web/src');
  expect(foundBy(find('/ci/shop/other/cart/item.go', { workingDirectory }))).toEqual([
    'work/shop/other/cart/item.go',
    'ends in other/cart/item.go',
  ]);
});

test('without GOROOT, Go is where its command leads', () => {
  mkdirSync(at('usr/bin'), { recursive: true });
  mkdirSync(at('go/bin'), { recursive: true });
  writeFileSync(at('go/bin/go'), '');
  symlinkSync(at('go/bin/go'), at('usr/bin/go'));
  const environment = { PATH: `/no/such:${at('usr/bin')}` };
  const reader = createSourceReader({ environment, workingDirectory: at('lib') });
  const path = 'runtime/malloc.go';
  const lookup = reader.find({ path, trimmed: path, searchPath: at('lib'), compat: false });
  expect(foundBy(lookup)).toEqual(['go/src/runtime/malloc.go', 'standard library']);
});

test('a file is read once', () => {
  const path = at('work/shop/main.go');
  const reader = createSourceReader({ environment: {}, workingDirectory: machine });
  const wanted = { path, trimmed: path, searchPath: machine, compat: false };
  expect(reader.find(wanted)).toBe(reader.find(wanted));
});
