// Regular expressions that users write: RE2 syntax and semantics, as in Go.

import type { Matcher } from '#profile';
import { UsageError } from './errors.ts';

/** Compiles patterns. @throws UsageError with Go's text for one that RE2 refuses. */
export type RegexpCompiler = (pattern: string) => Matcher;

/** The library is large, so it is loaded only when some pattern is more than plain text. */
export async function loadRegexpCompiler(patterns: Iterable<string>): Promise<RegexpCompiler> {
  let isNeeded = false;
  for (const pattern of patterns) isNeeded ||= !isPlainText(pattern);
  if (!isNeeded) return (pattern) => (text) => text.includes(pattern);
  const { RE2JS } = await import('re2js');
  return (pattern) => {
    if (isPlainText(pattern)) return (text) => text.includes(pattern);
    try {
      const regexp = RE2JS.compile(pattern);
      return (text) => regexp.test(text);
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : String(error));
    }
  };
}

/** A pattern without any character that means something in RE2. */
function isPlainText(pattern: string): boolean {
  return /^[\w/ :,;<>='"@#%&!~`-]*$/.test(pattern);
}
