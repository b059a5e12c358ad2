// Asks a regular expression about the names in a profile, about each distinct text once.

import type { Profile } from './profile.ts';
import type { StringTable } from './strings.ts';

/** Whether a text matches. Profiles know nothing of regular expressions; whoever compiled one passes it as this. */
export type Matcher = (text: string) => boolean;

/** Compiles the source of a regular expression (RE2); it may throw, and nothing here catches that. */
export type CompileMatcher = (pattern: string) => Matcher;

/** The matcher over string indexes; it remembers its answers. */
export function matchEachOnce(strings: StringTable, matcher: Matcher): (string: number) => boolean {
  const unknown = 0;
  const no = 1;
  const yes = 2;
  const answers = new Uint8Array(strings.count);
  return (string) => {
    if (answers[string] === unknown) answers[string] = matcher(strings.text(string)) ? yes : no;
    return answers[string] === yes;
  };
}

/** What a matcher says of the tables of one profile: 1 for a row that matches. */
export interface MatchedNames {
  /** Length `functions.count`: the name or the file name matches. */
  readonly functions: Uint8Array;
  /** Length `mappings.count`: the file matches. */
  readonly mappings: Uint8Array;
}

export function matchNames({ strings, functions, mappings }: Profile, matcher: Matcher): MatchedNames {
  const matches = matchEachOnce(strings, matcher);
  const matchedFunctions = new Uint8Array(functions.count);
  for (let fn = 0; fn < functions.count; fn++) {
    if (matches(functions.name[fn]!) || matches(functions.filename[fn]!)) matchedFunctions[fn] = 1;
  }
  const matchedMappings = new Uint8Array(mappings.count);
  for (let mapping = 0; mapping < mappings.count; mapping++) {
    if (matches(mappings.file[mapping]!)) matchedMappings[mapping] = 1;
  }
  return { functions: matchedFunctions, mappings: matchedMappings };
}

/** Whether the file of the location's mapping matches. */
export function mappingMatches({ locations }: Profile, matched: MatchedNames, location: number): boolean {
  const mapping = locations.mapping[location]!;
  return mapping >= 0 && matched.mappings[mapping] === 1;
}

/** Whether the function of a line matches by its name or its file. */
export function lineMatches({ lines }: Profile, matched: MatchedNames, line: number): boolean {
  return matched.functions[lines.function[line]!] === 1;
}
