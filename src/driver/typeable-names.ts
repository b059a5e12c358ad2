// Names that Tab offers in the shell, written so that each stands as one word of a line and matches what it names.

import { relatedUnits } from '#measurement';
import type { Profile } from '#profile';

/**
 * The functions of a profile, sorted, each once. A name that is no single word, or would match something else as a
 * regular expression, is written as a pattern for it: `operator new` as `operator.new`. The name of a Go method,
 * `(*T).m`, stays as it is: it is no regular expression, and so is taken literally, unless `compat` is set.
 */
export function typeableFunctionNames({ functions, strings }: Profile, compat: boolean): readonly string[] {
  const harmless = compat ? /^[\w./:<>,&~@#%=;'"!-]+$/ : /^[\w./:(*)<>,&~@#%=;'"!-]+$/;
  const seen = new Uint8Array(strings.count);
  const names: string[] = [];
  for (const index of functions.name) {
    if (seen[index] === 1) continue;
    seen[index] = 1;
    const name = strings.text(index);
    if (name !== '') names.push(harmless.test(name) ? withoutSign(name) : patternFor(name));
  }
  return names.toSorted();
}

/** The units that the values of a profile can be shown in. */
export function typeableUnits({ sampleTypes }: Pick<Profile, 'sampleTypes'>): readonly string[] {
  return [...new Set(sampleTypes.flatMap(({ unit }) => relatedUnits(unit)))];
}

/** White space ends a word, and a terminal must not be shown what it would obey. */
function patternFor(name: string): string {
  const escaped = name.replaceAll(/[\\^$*+?()[\]{}|]/g, String.raw`\$&`);
  return withoutSign(escaped.replaceAll(/[\p{C}\p{Z}]/gu, '.'));
}

/** A word that starts with one of these means something else. */
function withoutSign(word: string): string {
  return word.replace(/^[->]/, '.');
}
