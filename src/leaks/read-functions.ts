// The sites of profiles whose stacks do not hold still: V8 inlines functions while the program runs.

import type { Profile } from '#profile';
import { isApplicationFrame } from './application-frames.ts';
import { readSampled, type SampledValue, type ValueModel } from './sampled-values.ts';
import { isNewborn } from './sample-ages.ts';
import { addTo, createColumns, type Columns } from './columns.ts';

/**
 * What each distinct stack of own functions holds. V8 shows physical frames, so what a function allocated may be
 * billed to its caller from one snapshot to the next: only what is below a function, whoever it is billed to, is
 * comparable.
 */
export interface StackTotals {
  readonly stacks: readonly FunctionStack[];
  readonly total: Columns;
  /** For each snapshot and each of its samples, the index into `stacks`; -1 for none. */
  readonly stackOfSample: readonly Int32Array[];
}

export interface FunctionStack {
  /** Names of the functions of the program, leaf first, each once. */
  readonly functions: readonly string[];
  readonly columns: Columns;
}

/** Whether a profile is of a program whose functions are inlined and compiled anew while it runs. */
export function isV8({ functions, strings }: Profile): boolean {
  return functions.filename.some((index) => /^(?:node|file):|\.[cm]?[jt]sx?$/.test(strings.text(index)));
}

/**
 * @param ages of each snapshot, seconds by set of labels; undefined where they are not known. What was born after the
 * first snapshot, and lived to be seen, is then counted as allocated.
 */
export function readFunctions(
  profiles: readonly Profile[],
  models: readonly ValueModel[],
  times: Float64Array,
  ages: readonly Float64Array[] | undefined,
): StackTotals {
  const total = createColumns(profiles.length);
  const stacks: FunctionStack[] = [];
  const indexOf = new Map<string, number>();
  const value: SampledValue = { sampled: 0, weight: 1 };
  const stackOfSample = profiles.map((profile, snapshot) => {
    const model = models[snapshot]!;
    const { samples } = profile;
    const step = snapshot === 0 ? Number.POSITIVE_INFINITY : times[snapshot]! - times[snapshot - 1]!;
    const ownStacks = Array.from({ length: profile.stacks.count }, (_, stack) =>
      ownFunctions(profile, stack),
    );
    const found = new Int32Array(samples.count);
    for (let sample = 0; sample < samples.count; sample++) {
      const functions = ownStacks[samples.stack[sample]!]!;
      const key = functions.join('\n');
      let index = indexOf.get(key);
      if (index === undefined) {
        index = stacks.push({ functions, columns: createColumns(profiles.length) }) - 1;
        indexOf.set(key, index);
      }
      found[sample] = index;
      const objects = model.objects < 0 ? 0 : samples.values[model.objects]![sample]!;
      const bytes = samples.values[model.live]![sample]!;
      const age = ages?.[snapshot]![samples.labelSet[sample]!] ?? Number.NaN;
      const allocated = isNewborn(age, step) ? bytes : 0;
      readSampled(model, bytes, objects, value);
      addTo(total, snapshot, value, allocated);
      addTo(stacks[index]!.columns, snapshot, value, allocated);
    }
    return found;
  });
  for (const { allocated } of [total, ...stacks.map(({ columns }) => columns)]) {
    // Up to each snapshot, as Go counts it.
    for (let i = 1; i < allocated.length; i++) allocated[i]! += allocated[i - 1]!;
  }
  return { stacks, total, stackOfSample };
}

/** A recursive function counts once, where it is nearest to the leaf. */
function ownFunctions(
  { stacks, locations, lines, functions, strings }: Profile,
  stack: number,
): readonly string[] {
  const own = new Set<string>();
  let leaf = '';
  for (let i = stacks.offsets[stack]!; i < stacks.offsets[stack + 1]!; i++) {
    const location = stacks.locations[i]!;
    for (let row = locations.lineOffsets[location]!; row < locations.lineOffsets[location + 1]!; row++) {
      const fn = lines.function[row]!;
      const name = strings.text(functions.name[fn]!);
      const file = strings.text(functions.filename[fn]!);
      if (leaf === '') leaf = name;
      // What has no file is built into V8, such as Array.from.
      if (file !== '' && isApplicationFrame(name, file))
        own.add(functionLabel(name, file, functions.startLine[fn]!));
    }
  }
  return own.size > 0 ? [...own] : [leaf];
}

/** Functions without a name are told apart by where they begin. */
export function functionLabel(name: string, file: string, startLine: bigint): string {
  return name === anonymous ? `${anonymous} ${file.slice(file.lastIndexOf('/') + 1)}:${startLine}` : name;
}

export const anonymous = '(anonymous)';
