// The tags of a node: which labels the samples that pass through it have, as small boxes in a picture.

import { compareText, labelsOf, type Profile } from '#profile';
import { divided, type GraphNode, type NodeSource } from './graph.ts';
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

/** Adds up the tags of some nodes. Of the numeric labels only `bytes` makes tags, as in pprof. */
export function sumTags(
  profile: Profile,
  source: NodeSource,
  nodes: readonly GraphNode[],
  selection: SampleSelection,
  options: TagOptions,
): Map<GraphNode, NodeTags> {
  const { samples, stacks, labelSets } = profile;
  const tags = new Map<GraphNode, NodeTags>(
    nodes.map((node) => [node, { labels: new Map(), numeric: new Map() }]),
  );
  if (labelSets.count <= 1) return tags;
  const tagsOfNode: (NodeTags | undefined)[] = Array.from({ length: source.count });
  for (const [node, nodeTags] of tags) tagsOfNode[node.id] = nodeTags;
  const descriptions: (LabelDescription | undefined)[] = Array.from({ length: labelSets.count });
  const describe = (set: number): LabelDescription =>
    (descriptions[set] ??= describeLabels(profile, set, options));
  const onStack = new Uint32Array(source.count);
  let lastStack = -1;
  let depth = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const set = samples.labelSet[sample]!;
    if (set === 0) continue;
    const weight = samples.values[selection.sampleType]![sample]!;
    const divisor = selection.isMean ? samples.values[0]![sample]! : 0;
    const stack = samples.stack[sample]!;
    if ((weight === 0 && divisor === 0) || stacks.offsets[stack] === stacks.offsets[stack + 1]) continue;
    if (stack !== lastStack) depth = source.stackNodes(stack, onStack);
    lastStack = stack;
    const description = describe(set);
    for (let i = 0; i < depth; i++) {
      const nodeTags = tagsOfNode[onStack[i]!];
      if (nodeTags !== undefined) addToTags(nodeTags, description, weight, divisor, i === 0);
    }
  }
  return tags;
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
  weight: number,
  divisor: number,
  isLeaf: boolean,
): void {
  if (joined !== '') addToTag(tagOf(tags.labels, joined, '', 0), weight, divisor, isLeaf);
  if (numeric.length === 0) return;
  let group = tags.numeric.get(joined);
  if (group === undefined) tags.numeric.set(joined, (group = new Map<string, Tag>()));
  for (const { name, value } of numeric) addToTag(tagOf(group, name, unit, value), weight, divisor, isLeaf);
}

function tagOf(tags: Map<string, Tag>, name: string, unit: string, value: number): Tag {
  let tag = tags.get(name);
  if (tag === undefined) {
    tag = { name, unit, value, flat: 0, flatDivisor: 0, cum: 0, cumDivisor: 0 };
    tags.set(name, tag);
  }
  return tag;
}

function addToTag(tag: Tag, weight: number, divisor: number, isLeaf: boolean): void {
  tag.cum += weight;
  tag.cumDivisor += divisor;
  if (isLeaf) {
    tag.flat += weight;
    tag.flatDivisor += divisor;
  }
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
