// Chooses the tags that a picture shows beside a node, at most four of a kind, and gathers numeric ones into ranges.

import { label, scale } from '#measurement';
import { divided, maxNodeTags, sortTags, tagCumValue, tagFlatValue, type NodeTags, type Tag } from '#graph';

/** A small box, linked to a node or to the box of another tag. */
export interface TagBox {
  /** Name of this box in the picture, and of what it is linked to. */
  readonly id: string;
  readonly source: string;
  readonly text: string;
  readonly value: number;
  /** The value includes more than what the node used itself. */
  readonly isCumulative: boolean;
}

/**
 * The boxes of the node named `source`.
 * @param byFlat shows what the node used itself; otherwise, for leaves, all that it stands for.
 */
export function tagBoxes(source: string, tags: NodeTags, byFlat: boolean): TagBox[] {
  const boxes: TagBox[] = [];
  sortTags(tags.labels.values(), byFlat)
    .slice(0, maxNodeTags)
    .forEach((tag, i) => {
      const value = byFlat ? tagFlatValue(tag) : tagCumValue(tag);
      if (value === 0) return;
      const id = `${source}_${i}`;
      boxes.push({ id, source, text: tag.name, value, isCumulative: false });
      boxes.push(...numericBoxes(id, tags.numeric.get(tag.name), byFlat));
    });
  boxes.push(...numericBoxes(source, tags.numeric.get(''), byFlat));
  return boxes;
}

function numericBoxes(source: string, tags: ReadonlyMap<string, Tag> | undefined, byFlat: boolean): TagBox[] {
  const boxes: TagBox[] = [];
  gathered(sortTags(tags?.values() ?? [], byFlat), byFlat).forEach((tag, i) => {
    const flat = tagFlatValue(tag);
    const isCumulative = !byFlat && flat !== tagCumValue(tag);
    const value = isCumulative ? tagCumValue(tag) : flat;
    // The second N is how pprof names these boxes.
    if (value !== 0) boxes.push({ id: `N${source}_${i}`, source, text: tag.name, value, isCumulative });
  });
  return boxes;
}

/** Makes four ranges of more than four tags: each of the first four takes those whose values are nearest to its own. */
function gathered(tags: readonly Tag[], byFlat: boolean): readonly Tag[] {
  if (tags.length <= maxNodeTags) return tags;
  const groups = tags.slice(0, maxNodeTags).map((first) => ({ first, others: [] as Tag[] }));
  for (const tag of tags.slice(maxNodeTags)) {
    const distances = groups.map(({ first }) => distance(tag, first));
    groups[distances.indexOf(Math.min(...distances))]?.others.push(tag);
  }
  return sortTags(
    groups.map(({ first, others }) => rangeOf(first, others)),
    byFlat,
  );
}

function distance(tag: Tag, other: Tag): number {
  return Math.abs(scaledTo(other, tag.unit) - tag.value);
}

function rangeOf(first: Tag, others: readonly Tag[]): Tag {
  let min = first;
  let max = first;
  let { flat, flatDivisor, cum, cumDivisor } = first;
  for (const tag of others) {
    if (Math.trunc(scaledTo(tag, min.unit)) < min.value) min = tag;
    if (Math.trunc(scaledTo(tag, max.unit)) > max.value) max = tag;
    flat += tag.flat;
    flatDivisor += tag.flatDivisor;
    cum += tag.cum;
    cumDivisor += tag.cumDivisor;
  }
  const [least, most] = [label(min.value, min.unit), label(max.value, max.unit)];
  return {
    name: others.length === 0 ? least : `${least}..${most}`,
    unit: '',
    value: 0,
    // A range of means is sorted by what it shows.
    flat: divided(flat, flatDivisor),
    flatDivisor: 0,
    cum: divided(cum, cumDivisor),
    cumDivisor: 0,
  };
}

function scaledTo(tag: Tag, unit: string): number {
  return scale(tag.value, tag.unit, unit).value;
}
