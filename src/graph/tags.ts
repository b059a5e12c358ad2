// The tags of a node: which labels the samples that pass through it have, as small boxes in a picture.

import { compareText, enlarged, labelsOf, type Profile } from '#profile';
import { divided, type NodeSource } from './graph.ts';
import type { SampleSelection } from './stack-weights.ts';

export interface Tag {
  readonly name: string;
  /** Unit and value of a numeric tag; '' and 0 of a label tag. */
  readonly unit: string;
  readonly value: number;
  flat: number;
  flatDivisor: number;
  cum: number;
  cumDivisor: number;
}

export interface NodeTags {
  /** One tag for each distinct set of string labels. */
  readonly labels: Map<string, Tag>;
  /** Numeric tags by the name of the label tag that they come with; '' for none. */
  readonly numeric: Map<string, Map<string, Tag>>;
}

export interface TagOptions {
  /** The unit of the `bytes` label. */
  readonly bytesUnit: string;
  /** Formats the value of a numeric label. */
  format(value: number, unit: string): string;
}

/** Label of samples that `-diff_base` subtracts; it is not shown. */
const baseLabel = 'pprof::base';

/**
 * Adds up the tags of the nodes `ids`; the result has an entry for each, in that order. Of the numeric labels
 * only `bytes` makes tags, as in pprof.
 */
export function sumTags(
  profile: Profile,
  source: NodeSource,
  ids: Uint32Array,
  selection: SampleSelection,
  options: TagOptions,
): Map<number, NodeTags> {
  const tags = new Map<number, NodeTags>();
  for (const id of ids) tags.set(id, { labels: new Map(), numeric: new Map() });
  const { labelSets } = profile;
  if (labelSets.count <= 1) return tags;
  const samples = samplesOfSets(profile);
  const wanted = wantedOnStacks(profile, source, ids);
  const sums = createLabelSums(source.count);
  for (let set = 1; set < labelSets.count; set++) {
    const ofSet = samples.sample.subarray(samples.offsets[set]!, samples.offsets[set + 1]!);
    const touched = sumLabels(profile, wanted, ofSet, selection, sums);
    if (touched.length === 0) continue;
    const description = describeLabels(profile, set, options);
    for (const id of touched) addToTags(tags.get(id)!, description, sums, id);
  }
  return tags;
}

/** The samples of label set `s`: `sample[offsets[s] .. offsets[s + 1])`. */
function samplesOfSets({ samples, labelSets }: Profile): { offsets: Uint32Array; sample: Uint32Array } {
  const next = new Uint32Array(labelSets.count + 1);
  for (let i = 0; i < samples.count; i++) next[samples.labelSet[i]! + 1]!++;
  for (let set = 0; set < labelSets.count; set++) next[set + 1]! += next[set]!;
  const offsets = next.slice();
  const sample = new Uint32Array(samples.count);
  for (let i = 0; i < samples.count; i++) sample[next[samples.labelSet[i]!]!++] = i;
  return { offsets, sample };
}

interface WantedNodes {
  /** Length `stacks + 1`: stack `s` has the wanted nodes `node[offsets[s] .. offsets[s + 1])`, leaf first. */
  readonly offsets: Uint32Array;
  readonly node: Uint32Array;
  /** 1 where the leaf of the stack is wanted, and therefore the first. */
  readonly hasLeaf: Uint8Array;
}

/** Most nodes of a stack are not shown, so they are left out before its samples are walked. */
function wantedOnStacks({ stacks }: Profile, source: NodeSource, ids: Uint32Array): WantedNodes {
  const isWanted = new Uint8Array(source.count);
  for (const id of ids) isWanted[id] = 1;
  const offsets = new Uint32Array(stacks.count + 1);
  const hasLeaf = new Uint8Array(stacks.count);
  const onStack = new Uint32Array(source.count);
  let node = new Uint32Array(1024);
  let count = 0;
  for (let stack = 0; stack < stacks.count; stack++) {
    const depth = source.stackNodes(stack, onStack);
    if (count + depth > node.length) node = enlarged(node, (count + depth) * 2);
    for (let i = 0; i < depth; i++) {
      if (isWanted[onStack[i]!] === 1) node[count++] = onStack[i]!;
    }
    if (depth > 0) hasLeaf[stack] = isWanted[onStack[0]!]!;
    offsets[stack + 1] = count;
  }
  return { offsets, node, hasLeaf };
}

/** What the samples of one label set give to each node; columns with one row per node of the source. */
interface LabelSums {
  readonly flat: Float64Array;
  readonly flatDivisor: Float64Array;
  readonly cum: Float64Array;
  readonly cumDivisor: Float64Array;
  /** The nodes that have sums, and 1 for each of them. */
  readonly touched: Uint32Array;
  readonly isTouched: Uint8Array;
}

function createLabelSums(nodes: number): LabelSums {
  return {
    flat: new Float64Array(nodes),
    flatDivisor: new Float64Array(nodes),
    cum: new Float64Array(nodes),
    cumDivisor: new Float64Array(nodes),
    touched: new Uint32Array(nodes),
    isTouched: new Uint8Array(nodes),
  };
}

/** Adds up the samples of one label set, and returns the nodes that have sums. */
function sumLabels(
  { samples }: Profile,
  wanted: WantedNodes,
  ofSet: Uint32Array,
  { sampleType, isMean }: SampleSelection,
  { flat, flatDivisor, cum, cumDivisor, touched, isTouched }: LabelSums,
): Uint32Array {
  let count = 0;
  for (const sample of ofSet) {
    const weight = samples.values[sampleType]![sample]!;
    const divisor = isMean ? samples.values[0]![sample]! : 0;
    if (weight === 0 && divisor === 0) continue;
    const stack = samples.stack[sample]!;
    const start = wanted.offsets[stack]!;
    const end = wanted.offsets[stack + 1]!;
    for (let i = start; i < end; i++) {
      const node = wanted.node[i]!;
      if (isTouched[node] === 0) {
        isTouched[node] = 1;
        touched[count++] = node;
        flat[node] = flatDivisor[node] = cum[node] = cumDivisor[node] = 0;
      }
      cum[node]! += weight;
      cumDivisor[node]! += divisor;
      if (i === start && wanted.hasLeaf[stack] === 1) {
        flat[node]! += weight;
        flatDivisor[node]! += divisor;
      }
    }
  }
  for (let i = 0; i < count; i++) isTouched[touched[i]!] = 0;
  return touched.subarray(0, count);
}

interface LabelDescription {
  /** The string labels as one text; '' for none. */
  readonly joined: string;
  readonly numeric: readonly { readonly name: string; readonly value: number }[];
  readonly unit: string;
}

function describeLabels(profile: Profile, set: number, options: TagOptions): LabelDescription {
  const texts: string[] = [];
  const numeric: { name: string; value: number }[] = [];
  for (const label of labelsOf(profile.labelSets, set)) {
    const key = profile.strings.text(label.key);
    if (!label.isNumber && key !== baseLabel) texts.push(`${key}:${profile.strings.text(label.text)}`);
    if (label.isNumber && key === 'bytes') {
      const value = Number(label.number);
      numeric.push({ name: options.format(value, options.bytesUnit), value });
    }
  }
  // The separator is a backslash and an n: Graphviz makes a line break of it.
  return { joined: texts.sort(compareText).join('\\n'), numeric, unit: options.bytesUnit };
}

function addToTags(
  tags: NodeTags,
  { joined, numeric, unit }: LabelDescription,
  sums: LabelSums,
  id: number,
): void {
  if (joined !== '') addToTag(tagOf(tags.labels, joined, '', 0), sums, id);
  if (numeric.length === 0) return;
  let group = tags.numeric.get(joined);
  if (group === undefined) tags.numeric.set(joined, (group = new Map<string, Tag>()));
  for (const { name, value } of numeric) addToTag(tagOf(group, name, unit, value), sums, id);
}

function tagOf(tags: Map<string, Tag>, name: string, unit: string, value: number): Tag {
  let tag = tags.get(name);
  if (tag === undefined) {
    tag = { name, unit, value, flat: 0, flatDivisor: 0, cum: 0, cumDivisor: 0 };
    tags.set(name, tag);
  }
  return tag;
}

function addToTag(tag: Tag, { flat, flatDivisor, cum, cumDivisor }: LabelSums, id: number): void {
  tag.flat += flat[id]!;
  tag.flatDivisor += flatDivisor[id]!;
  tag.cum += cum[id]!;
  tag.cumDivisor += cumDivisor[id]!;
}

/** Drops the tags whose flat and cum are both below the cutoff. */
export function dropLowTags(tags: Iterable<NodeTags>, cutoff: number): void {
  for (const { labels, numeric } of tags) {
    for (const group of [labels, ...numeric.values()]) {
      for (const [name, tag] of group) {
        if (Math.abs(tag.flat) < cutoff && Math.abs(tag.cum) < cutoff) group.delete(name);
      }
    }
  }
}

/** How many tags of a node have a flat value: they take room in a picture. */
export function countFlatTags({ labels, numeric }: NodeTags): number {
  let count = 0;
  for (const group of [labels, ...numeric.values()]) {
    for (const tag of group.values()) if (tag.flat !== 0) count++;
  }
  return count;
}

/** Tags by descending magnitude, cum first unless `byFlat`, then by name. */
export function sortTags(tags: Iterable<Tag>, byFlat: boolean): Tag[] {
  return [...tags].sort(
    (a, b) =>
      (byFlat ? 0 : Math.abs(b.cum) - Math.abs(a.cum)) ||
      Math.abs(b.flat) - Math.abs(a.flat) ||
      compareText(a.name, b.name),
  );
}

export function tagFlatValue(tag: Tag): number {
  return divided(tag.flat, tag.flatDivisor);
}

export function tagCumValue(tag: Tag): number {
  return divided(tag.cum, tag.cumDivisor);
}
