// Closes what the compiler lets through: the layers, their shape and their names, by the same tsconfigs.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Folder {
  readonly path: string;
  readonly pure: boolean;
  readonly mayImport: readonly string[];
}

interface Import {
  readonly file: string;
  readonly target: string;
}

interface FolderProject {
  readonly compilerOptions: { readonly types?: readonly string[] };
  readonly references: readonly { readonly path: string }[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');
const importPattern =
  /^(?:import|export)\b[^;'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
const exportListPattern = /^export (?:type )?\{[^}]*\}(?: from '[^']+')?;$/gm;
const commentPattern = /\/\*[^]*?\*\/|^\s*\/\/.*$/gm;
const forbiddenName =
  /^(?:utils?|helpers?|common|misc|manager|types)(?:\.|$)|[-.](?:utils?|helpers?|manager)\./;

/** Every folder with a tsconfig under src/, such as `web/server`. */
const folders: ReadonlyMap<string, Folder> = new Map(
  filesUnder(src, /^tsconfig\.json$/).map((file) => {
    const path = dirname(file);
    const { compilerOptions, references } = JSON.parse(read(file)) as FolderProject;
    const mayImport = references.map((reference) => relative(src, join(path, reference.path)));
    return [relative(src, path), { path, pure: compilerOptions.types === undefined, mayImport }];
  }),
);

describe.each([...folders])('src/%s', (name, { path, mayImport }) => {
  const product = productFiles(path);
  const imports = product.flatMap(importsOf);

  test('imports other folders by #name, and only those that its tsconfig references', () => {
    const strays = imports.filter(({ file, target }) =>
      target.startsWith('#')
        ? !mayImport.includes(target.slice(1))
        : target.startsWith('.') && relative(path, join(dirname(file), target)).startsWith('..'),
    );
    expect(strays).toEqual([]);
  });

  test('has a README.md of at most 15 lines', () => {
    const readme = join(path, 'README.md');
    expect(existsSync(readme), `${readme} exists`).toBe(true);
    expect(read(readme).trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });

  test('has an index.ts that only names exports', () => {
    const code = read(join(path, 'index.ts')).replaceAll(commentPattern, '');
    expect(code.replaceAll(exportListPattern, '').trim()).toBe('');
  });

  test('has no cycle of files', () => {
    expect(findCycle(imports)).toEqual([]);
  });

  test('keeps no state in modules, and each file starts with what it is for', () => {
    expect(product.filter((file) => /^(?:export )?(?:let|var)\b/m.test(read(file)))).toEqual([]);
    const silent = product.filter(
      (file) => basename(file) !== 'index.ts' && !/^(?:#!.*\n)?\/[/*]/.test(read(file)),
    );
    expect(silent).toEqual([]);
  });

  test(`is read by package.json as #${name}`, () => {
    const packageJson = JSON.parse(read(join(root, 'package.json'))) as { imports: Record<string, unknown> };
    expect(packageJson.imports[`#${name}`]).toEqual({
      source: `./src/${name}/index.ts`,
      default: `./dist/${name}/index.js`,
    });
  });
});

test.each([...folders].filter(([, { pure }]) => pure))(
  'src/%s is pure: it imports no node:* and references only pure folders',
  (_, { path, mayImport }) => {
    const imports = productFiles(path).flatMap(importsOf);
    expect(imports.filter(({ target }) => target.startsWith('node:'))).toEqual([]);
    expect(mayImport.filter((other) => folders.get(other)?.pure !== true)).toEqual([]);
  },
);

test('files are at most 500 lines long and named after their subject', () => {
  const written = ['src', 'tests', 'bench', 'scripts']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesUnder(join(root, folder), /\.(?:tsx?|mjs|sh)$/));
  expect(written.filter((file) => read(file).split('\n').length > 501)).toEqual([]);
  expect(
    written.filter((file) =>
      relative(root, file)
        .split('/')
        .some((part) => forbiddenName.test(part)),
    ),
  ).toEqual([]);
});

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function filesUnder(folder: string, name: RegExp): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function productFiles(folder: string): string[] {
  return filesUnder(folder, /(?<!\.test|\.d)\.tsx?$/);
}

function importsOf(file: string): Import[] {
  const code = read(file).replaceAll(commentPattern, '');
  return [...code.matchAll(importPattern)].map((match) => ({
    file,
    target: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

/** The files of one cycle of relative imports, or none. */
function findCycle(imports: readonly Import[]): string[] {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file))
      return [...trail.slice(trail.indexOf(file)), file].map((step) => relative(src, step));
    if (done.has(file)) return [];
    const targets = imports.filter((edge) => edge.file === file && edge.target.startsWith('.'));
    for (const { target } of targets) {
      const cycle = visit(join(dirname(file), target), [...trail, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  return imports.map(({ file }) => visit(file, [])).find((cycle) => cycle.length > 0) ?? [];
}
