// Shortens C++ and Rust names that come demangled: parameters and template arguments go, as in pprof.

import { createStringTable, type Profile } from '#profile';

/** How much of a C++ name is shown (`-symbolize=demangle=…`). */
export type DemangleMode = 'default' | 'templates' | 'full' | 'none';

/**
 * The profile with simplified function names; only names that are still the system's are touched.
 * @param isForced starts from the system's names, whatever the profile shows.
 */
export function simplifyNames(profile: Profile, mode: DemangleMode, isForced: boolean): Profile {
  const functions = isForced ? withSystemNames(profile) : profile.functions;
  if (mode === 'none') return { ...profile, functions };
  const strings = createStringTable(profile.strings);
  let name: Uint32Array | undefined;
  for (let fn = 0; fn < functions.count; fn++) {
    const systemName = functions.systemName[fn]!;
    if (functions.name[fn] !== 0 && functions.name[fn] !== systemName) continue;
    const text = profile.strings.text(systemName);
    const simple = simplifyName(text, mode);
    if (simple === text && functions.name[fn] === systemName) continue;
    name ??= functions.name.slice();
    name[fn] = strings.add(simple);
  }
  return name === undefined
    ? { ...profile, functions }
    : { ...profile, strings, functions: { ...functions, name } };
}

function withSystemNames({ functions, strings }: Profile): Profile['functions'] {
  const { name, systemName } = functions;
  const original = (own: number, fn: number): number => {
    const other = systemName[fn]!;
    // A mangled name would be no gain: nothing here can take it apart.
    return own === 0 || other === 0 || isMangled(strings.text(other)) ? own : other;
  };
  return { ...functions, name: name.map(original) };
}

/** Itanium C++ and Rust, with the extra `_` of macOS. */
function isMangled(name: string): boolean {
  return /^_?_[ZR]/.test(name);
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
