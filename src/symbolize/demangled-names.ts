// Demangles function names and shortens those of C++ and Rust: parameters and template arguments go, as in pprof.

import type { Demangle } from '#ports';
import { createStringTable, type Profile } from '#profile';
import { simplifyDemangled, type DemangleMode } from './simplify-demangled.ts';

export interface DemangleOptions {
  readonly mode: DemangleMode;
  /** Starts from the system's names, whatever the profile shows. */
  readonly isForced: boolean;
  readonly demangle: Demangle;
}

/** The profile with function names as people write them; only names that are still the system's are touched. */
export async function demangleFunctions(
  profile: Profile,
  { mode, isForced, demangle }: DemangleOptions,
): Promise<Profile> {
  const functions = isForced ? withSystemNames(profile) : profile.functions;
  if (mode === 'none') return { ...profile, functions };
  const strings = createStringTable(profile.strings);
  const demangled = await demangledNames(profile, functions, demangle);
  let name: Uint32Array | undefined;
  for (let fn = 0; fn < functions.count; fn++) {
    if (!isSystemName(functions, fn)) continue;
    const systemName = functions.systemName[fn]!;
    const text = profile.strings.text(systemName);
    const whole = demangled.get(systemName);
    const simple =
      whole === undefined ? simplifyName(text, mode) : simplifyDemangled(whole, mode, isRust(text));
    if (simple === text && functions.name[fn] === systemName) continue;
    name ??= functions.name.slice();
    name[fn] = strings.add(simple);
  }
  return name === undefined
    ? { ...profile, functions }
    : { ...profile, strings, functions: { ...functions, name } };
}

function isSystemName({ name, systemName }: Profile['functions'], fn: number): boolean {
  return name[fn] === 0 || name[fn] === systemName[fn];
}

/** What the mangled ones among the system's names mean, by string index. */
async function demangledNames(
  { strings }: Profile,
  functions: Profile['functions'],
  demangle: Demangle,
): Promise<ReadonlyMap<number, string>> {
  const mangled = new Map<number, string>();
  for (let fn = 0; fn < functions.count; fn++) {
    const systemName = functions.systemName[fn]!;
    if (!isSystemName(functions, fn) || mangled.has(systemName)) continue;
    const text = strings.text(systemName);
    if (mangledPattern.test(text)) mangled.set(systemName, text);
  }
  const whole = await demangleMangled([...mangled.values()], demangle);
  const names = new Map<number, string>();
  for (const [systemName, text] of mangled) {
    const name = whole.get(text);
    if (name !== undefined) names.set(systemName, name);
  }
  return names;
}

/** What names mean that are mangled. */
async function demangleMangled(
  texts: readonly string[],
  demangle: Demangle,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (texts.length === 0) return names;
  // macOS puts one "_" more before every name, and GNU's linker a version behind.
  const answers = await demangle(texts.map((text) => text.replace(/^_(?=_[ZR]|\$[sS])|@.*$/g, '')));
  for (const [i, text] of texts.entries()) {
    const answer = answers[i] ?? '';
    if (answer !== '' && !mangledPattern.test(answer)) names.set(text, answer);
  }
  return names;
}

/** Mangled names as reports show them by default; names that are not mangled are left out. */
export async function shortNames(
  names: Iterable<string>,
  demangle: Demangle,
): Promise<ReadonlyMap<string, string>> {
  const mangled = [...new Set(names)].filter((name) => mangledPattern.test(name));
  const whole = await demangleMangled(mangled, demangle);
  return new Map([...whole].map(([name, text]) => [name, simplifyDemangled(text, 'default', isRust(name))]));
}

/** Of either of its two ways; the older ends in a hash. */
function isRust(name: string): boolean {
  return /^_?_R/.test(name) || /17h[\da-f]{16}E(?:\.|$)/.test(name);
}

/** C++ and Rust, then Swift. */
const mangledPattern = /^_?(?:_[ZR]|\$[sS]|_\$[sS])/;

function withSystemNames({ functions }: Profile): Profile['functions'] {
  const { name, systemName } = functions;
  return { ...functions, name: name.map((own, fn) => (own === 0 ? own : systemName[fn]! || own)) };
}

/** One name; a name that does not look like demangled C++ stays as it is. */
export function simplifyName(name: string, mode: DemangleMode): string {
  if (mode === 'full' || mode === 'none' || !looksDemangled(name)) return name;
  const withoutParameters = removeMatching(name, '(', ')');
  return mode === 'default' ? removeMatching(withoutParameters, '<', '>') : withoutParameters;
}

/** Java's `class.<init>` and Go's `foo.(*Bar[...]).Method` have brackets too. */
function looksDemangled(name: string): boolean {
  if (name.includes('.<') || name.includes(']).')) return false;
  return /[<>[\]]|::/.test(name);
}

/** Takes out everything between the outermost `open` and `close`; unbalanced names stay from there on. */
function removeMatching(name: string, open: string, close: string): string {
  let rest = name;
  let nesting = 0;
  let first = 0;
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] === open) {
      if (nesting === 0) first = i;
      nesting++;
    } else if (rest[i] === close) {
      nesting--;
      if (nesting < 0) return rest;
      if (nesting === 0) {
        rest = rest.slice(0, first) + rest.slice(i + 1);
        i = first - 1;
      }
    }
  }
  return rest;
}
