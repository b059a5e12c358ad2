// Takes a pasted name, such as `(*T).method`, for what it is: where a pattern matches nothing, but is part of a name.

import type { Matcher, Profile } from '#profile';
import type { RegexpCompiler } from './regexp.ts';

export interface LiteralNamesInput {
  readonly profile: Profile;
  /** The regexps that users may have meant as names; '' for none. */
  readonly patterns: readonly string[];
  readonly compile: RegexpCompiler;
  message(text: string): void;
}

/**
 * A compiler that takes as literal text those of the patterns, or of their alternatives (`a|b`), that match no
 * function, file or binary of the profile as regular expressions, and are part of the name of one. It says so.
 * Most patterns are part of no name as they stand; only for the others are the names searched twice.
 */
export function withLiteralNames(input: LiteralNamesInput): RegexpCompiler {
  const { profile, patterns, compile, message } = input;
  const replaced = new Map<string, Matcher>();
  for (const pattern of new Set(patterns)) {
    if (!mayBeName(pattern)) continue;
    const parts = [...new Set([pattern, ...pattern.split('|')])];
    const literal = parts.filter((part) => mayBeName(part) && occurs(profile, contains(part)));
    if (literal.length === 0 || matchesSomething(profile, pattern, compile)) continue;
    const matcher = literal.includes(pattern)
      ? contains(pattern)
      : anyOf(pattern.split('|'), literal, compile);
    if (matcher === undefined) continue;
    replaced.set(pattern, matcher);
    const [named = ''] = literal;
    message(`"${named}" matches nothing as a regular expression: taken as literal text`);
  }
  return (pattern) => replaced.get(pattern) ?? compile(pattern);
}

/** Whether it can be a name, of letters, and yet match differently as a pattern. A dot does no harm. */
function mayBeName(pattern: string): boolean {
  return /[\\^$*+?()[\]{}|]/.test(pattern) && /[\p{L}\p{N}]/u.test(pattern);
}

function contains(text: string): Matcher {
  return (name) => name.includes(text);
}

/** Of alternatives, some of them literal. @returns undefined when another is no regular expression. */
function anyOf(
  parts: readonly string[],
  literal: readonly string[],
  compile: RegexpCompiler,
): Matcher | undefined {
  try {
    const matchers = parts
      .filter((part) => part !== '')
      .map((part) => (literal.includes(part) ? contains(part) : compile(part)));
    return (name) => matchers.some((matches) => matches(name));
  } catch {
    return undefined;
  }
}

/** @returns false also when the pattern is no regular expression. */
function matchesSomething(profile: Profile, pattern: string, compile: RegexpCompiler): boolean {
  let matches: Matcher;
  try {
    matches = compile(pattern);
  } catch {
    return false;
  }
  return occurs(profile, matches);
}

/** Whether a function, file or binary has such a name. */
function occurs({ functions, mappings, strings }: Profile, matches: Matcher): boolean {
  // 0: not looked at; names come up again and again.
  const seen = new Uint8Array(strings.count);
  for (const column of [functions.name, functions.filename, mappings.file]) {
    for (const index of column) {
      if (seen[index] === 1) continue;
      seen[index] = 1;
      if (matches(strings.text(index))) return true;
    }
  }
  return false;
}
