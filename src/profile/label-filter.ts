// Filters samples by label values: tagfocus and tagignore.

import { parseNumberRange } from './label-range.ts';
import { matchEachOnce, type CompileMatcher, type Matcher } from './matcher.ts';
import type { Profile } from './profile.ts';
import { keepSamples, rowsWhere } from './select.ts';
import { labelSetsInUse } from './label-units.ts';

/** What the text of a tagfocus or tagignore option asks for. */
export interface LabelFilter {
  /** The text that was understood as a numeric range; undefined if it is regular expressions. */
  readonly range: string | undefined;
  /** Makes the question whether a label set of this profile satisfies the filter. */
  readonly ask: (profile: Profile) => (labelSet: number) => boolean;
}

/**
 * Reads `[key=]value`. A value like '32kb', '4mb:', ':64kb' or '12kb:64mb' is a range that any numeric label
 * (of the key) may be in, bounds included; a label counts in the unit that its key has in `units`. Any other
 * value is a comma-separated list of regular expressions: with a key, one of them must match one of its
 * string values; without, each must match a 'key:value'.
 * @throws ProfileError with code 'invalid' for a number beyond int64, and whatever `compile` throws.
 */
export function compileLabelFilter(
  text: string,
  units: ReadonlyMap<string, string>,
  compile: CompileMatcher,
): LabelFilter {
  const equals = text.indexOf('=');
  const key = equals <= 0 ? '' : text.slice(0, equals);
  const value = equals < 0 ? text : text.slice(equals + 1);
  const isInRange = parseNumberRange(value);
  if (isInRange !== undefined) {
    const ask: LabelFilter['ask'] = (profile) => (set) =>
      numericLabels(profile, set, key).some(({ key, number }) => isInRange(number, units.get(key) ?? ''));
    return { range: value, ask };
  }
  const matchers = value.split(',').map((pattern) => compile(pattern));
  return { range: undefined, ask: (profile) => askMatchers(profile, key, matchers) };
}

export interface LabelFilters {
  readonly focus?: LabelFilter | undefined;
  readonly ignore?: LabelFilter | undefined;
}

/** The filtered profile, and whether any sample satisfied the filters. */
export interface LabelFilterResult {
  readonly profile: Profile;
  readonly focusMatched: boolean;
  readonly ignoreMatched: boolean;
}

/** Keeps the samples whose labels satisfy `focus`, if there is one, and not `ignore`. */
export function filterByLabel(profile: Profile, { focus, ignore }: LabelFilters): LabelFilterResult {
  const isFocused = focus?.ask(profile) ?? ((): boolean => true);
  const isIgnored = ignore?.ask(profile) ?? ((): boolean => false);
  const isKept = new Uint8Array(profile.labelSets.count);
  let focusMatched = false;
  let ignoreMatched = false;
  for (const set of labelSetsInUse(profile)) {
    const focused = isFocused(set);
    const ignored = isIgnored(set);
    focusMatched ||= focused;
    ignoreMatched ||= ignored;
    if (focused && !ignored) isKept[set] = 1;
  }
  const { samples } = profile;
  const kept = rowsWhere(samples, (sample) => isKept[samples.labelSet[sample]!] === 1);
  return { profile: { ...profile, samples: keepSamples(samples, kept) }, focusMatched, ignoreMatched };
}

function numericLabels(profile: Profile, set: number, wantedKey: string): { key: string; number: bigint }[] {
  const { labelSets, strings } = profile;
  const labels: { key: string; number: bigint }[] = [];
  for (let row = labelSets.offsets[set]!; row < labelSets.offsets[set + 1]!; row++) {
    if (labelSets.isNumber[row] === 0) continue;
    const key = strings.text(labelSets.key[row]!);
    if (wantedKey === '' || key === wantedKey) labels.push({ key, number: labelSets.number[row]! });
  }
  return labels;
}

function askMatchers(
  { labelSets, strings }: Profile,
  wantedKey: string,
  matchers: readonly Matcher[],
): (set: number) => boolean {
  if (wantedKey !== '') {
    const matchesAny = matchEachOnce(strings, (text) => matchers.some((matcher) => matcher(text)));
    return (set) =>
      stringRows(set).some(
        (row) => strings.text(labelSets.key[row]!) === wantedKey && matchesAny(labelSets.text[row]!),
      );
  }
  const memories = matchers.map((matcher) => matchPairsOnce(matcher));
  return (set) => {
    const labels = stringRows(set).map(
      (row) => `${strings.text(labelSets.key[row]!)}:${strings.text(labelSets.text[row]!)}`,
    );
    return memories.every((matches) => labels.some((label) => matches(label)));
  };

  function stringRows(set: number): number[] {
    const rows: number[] = [];
    for (let row = labelSets.offsets[set]!; row < labelSets.offsets[set + 1]!; row++) {
      if (labelSets.isNumber[row] === 0) rows.push(row);
    }
    return rows;
  }
}

function matchPairsOnce(matcher: Matcher): Matcher {
  const answers = new Map<string, boolean>();
  return (label) => {
    let answer = answers.get(label);
    if (answer === undefined) answers.set(label, (answer = matcher(label)));
    return answer;
  };
}
