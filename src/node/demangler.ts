// Demangles names: C++ and Rust by a library in WebAssembly, Swift by Swift's own tool where it is installed.

import { readFileSync } from 'node:fs';
import { ObjectFileError, type Demangle } from '#ports';
import { runTool } from './object-files/run-tool.ts';
import { createToolFinder } from './object-files/tool-paths.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export function createDemangler(environment: Environment): Demangle {
  return async (names) => {
    const isSwift = (name: string): boolean => /^_?\$[sS]/.test(name);
    const swift = await demangleSwift(names.filter(isSwift), environment);
    const others = names.every(isSwift) ? (name: string) => name : await loadDemangler();
    return names.map((name) => (isSwift(name) ? (swift.get(name) ?? name) : others(name)));
  };
}

/** What the library's module has, as wasm-bindgen makes it: texts are passed as a place in memory and a length. */
interface DemanglerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  demangle_any(start: number, length: number): readonly [start: number, length: number];
  __wbindgen_malloc(length: number, align: number): number;
  __wbindgen_free(start: number, length: number, align: number): void;
}

/** Node has it, and Node's types have not. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: DemanglerExports } }>;
};

/** @returns what demangles one name, and returns what is not mangled as it is. */
async function loadDemangler(): Promise<(name: string) => string> {
  const path = await wasmPath();
  if (path === undefined) return (name) => name;
  // The library's own loader is for bundlers, and keeps one instance for the whole process.
  const imports = { './index_bg.js': { __wbindgen_init_externref_table: () => undefined } };
  const { instance } = await WebAssembly.instantiate(readFileSync(path), imports);
  const {
    memory,
    demangle_any: demangle,
    __wbindgen_malloc: allocate,
    __wbindgen_free: free,
  } = instance.exports;
  return (name) => {
    const bytes = Buffer.from(name);
    const given = allocate(bytes.length, 1);
    Buffer.from(memory.buffer).set(bytes, given);
    try {
      // The callee frees what it was given.
      const [start, length] = demangle(given, bytes.length);
      const text = Buffer.from(memory.buffer).toString('utf8', start, start + length);
      free(start, length, 1);
      // Of what it does not know it takes the "_" of macOS away.
      return text === name.slice(1) ? name : text;
    } catch {
      // A name that is made to break it.
      return name;
    }
  };
}

/** Undefined in an installation without the library: mangled names are better than no report. */
async function wasmPath(): Promise<string | undefined> {
  const { createRequire } = await import('node:module');
  try {
    return createRequire(import.meta.filename).resolve('gecko-profiler-demangle/index_bg.wasm');
  } catch {
    return undefined;
  }
}

async function demangleSwift(
  names: readonly string[],
  environment: Environment,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const findTool = createToolFinder({ tools: '', environment, platform: process.platform });
  const program = findTool('swift-demangle');
  if (program === undefined) return new Map();
  try {
    const output = await runTool(program, ['--compact'], environment, `${names.join('\n')}\n`);
    const lines = output.split('\n');
    return new Map(names.map((name, i) => [name, lines[i] || name]));
  } catch (error) {
    if (error instanceof ObjectFileError) return new Map();
    throw error;
  }
}
