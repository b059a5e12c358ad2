// Reads the sites of allocation off the profiles of a series: what each holds at each snapshot.

import type { Profile } from '#profile';
import { isApplicationFrame } from './application-frames.ts';
import { addTo, createColumns, type Columns } from './columns.ts';
import { readSampled, type SampledValue, type ValueModel } from './sampled-values.ts';

export interface Site {
  /** Names of its functions, leaf first: those by which it is told from other sites. */
  readonly frames: readonly string[];
  readonly columns: Columns;
}

export interface Sites {
  readonly sites: readonly Site[];
  readonly total: Columns;
  /** For each snapshot and each of its samples, the index into `sites`; -1 for none. */
  readonly siteOfSample: readonly Int32Array[];
}

/**
 * Which two frames tell sites apart. Of an allocation the innermost two of the program: it has its helpers, and who
 * called one is what matters. Of a goroutine where it waits, and the function that it was started with.
 */
export type SiteFrames = 'allocation' | 'goroutine';

export function readSites(
  profiles: readonly Profile[],
  models: readonly ValueModel[],
  siteFrames: SiteFrames,
): Sites {
  const framesOfStack = siteFrames === 'allocation' ? allocationFrames : goroutineFrames;
  const count = profiles.length;
  const total = createColumns(count);
  const names = new Map<string, number>();
  const texts: string[] = [];
  const siteOf = new Map<number, number>();
  const frames: (readonly string[])[] = [];
  const columns: Columns[] = [];
  const value: SampledValue = { sampled: 0, weight: 1 };
  const siteOfSample = profiles.map((profile, snapshot) => {
    const { samples } = profile;
    const model = models[snapshot]!;
    const siteOfStack = stackSites(profile);
    const sites = new Int32Array(samples.count);
    for (let sample = 0; sample < samples.count; sample++) {
      const site = siteOfStack[samples.stack[sample]!]!;
      sites[sample] = site;
      const bytes = samples.values[model.live]![sample]!;
      const objects = model.objects < 0 ? 0 : samples.values[model.objects]![sample]!;
      const allocated = model.allocated < 0 ? 0 : samples.values[model.allocated]![sample]!;
      readSampled(model, bytes, objects, value);
      addTo(total, snapshot, value, allocated);
      if (site >= 0) addTo(columns[site]!, snapshot, value, allocated);
    }
    return sites;
  });
  return {
    sites: columns.map((each, site) => ({ frames: frames[site]!, columns: each })),
    total,
    siteOfSample,
  };

  /** The site of each stack of one profile, added if it is new. */
  function stackSites(profile: Profile): Int32Array {
    const { stacks } = profile;
    const nameOfFunction = functionNames(profile);
    const sites = new Int32Array(stacks.count).fill(-1);
    for (let stack = 0; stack < stacks.count; stack++) {
      const [leaf, caller] = framesOfStack(profile, stack, nameOfFunction);
      if (leaf < 0) continue;
      // Two names in one number; a series has less than 2^26 of them.
      const key = leaf * 2 ** 26 + (caller + 1);
      let site = siteOf.get(key);
      if (site === undefined) {
        site = columns.push(createColumns(count)) - 1;
        siteOf.set(key, site);
        frames.push((caller < 0 ? [leaf] : [leaf, caller]).map((name) => texts[name]!));
      }
      sites[stack] = site;
    }
    return sites;
  }

  /** For each function the number of its name in the series, as `name` or `-1 - name` for one of the language's own. */
  function functionNames({ functions, strings }: Profile): Int32Array {
    return Int32Array.from(functions.name, (index, fn) => {
      const text = strings.text(index);
      let name = names.get(text);
      if (name === undefined) {
        name = texts.push(text) - 1;
        names.set(text, name);
      }
      return isApplicationFrame(text, strings.text(functions.filename[fn]!)) ? name : -1 - name;
    });
  }
}

/** The numbers of two functions; -1 where there is none. */
type FramePair = readonly [number, number];

/** The innermost two of the program, or of any where it has none. */
function allocationFrames(profile: Profile, stack: number, nameOfFunction: Int32Array): FramePair {
  const { stacks, locations, lines } = profile;
  const own: number[] = [];
  const any: number[] = [];
  for (let i = stacks.offsets[stack]!; i < stacks.offsets[stack + 1]! && own.length < 2; i++) {
    const location = stacks.locations[i]!;
    const end = locations.lineOffsets[location + 1]!;
    for (let row = locations.lineOffsets[location]!; row < end && own.length < 2; row++) {
      const name = nameOfFunction[lines.function[row]!]!;
      if (name >= 0) own.push(name);
      else if (any.length < 2) any.push(-1 - name);
    }
  }
  const [leaf = -1, caller = -1] = own.length > 0 ? own : any;
  return [leaf, caller];
}

/** The innermost of the program, and the outermost. */
function goroutineFrames(profile: Profile, stack: number, nameOfFunction: Int32Array): FramePair {
  const { stacks, locations, lines } = profile;
  let blocked = -1;
  let root = -1;
  for (let i = stacks.offsets[stack]!; i < stacks.offsets[stack + 1]!; i++) {
    const location = stacks.locations[i]!;
    for (let row = locations.lineOffsets[location]!; row < locations.lineOffsets[location + 1]!; row++) {
      const name = nameOfFunction[lines.function[row]!]!;
      if (name >= 0 && blocked < 0) blocked = name;
      root = name >= 0 ? name : -1 - name;
    }
  }
  return blocked < 0 || blocked === root ? [root, -1] : [blocked, root];
}
