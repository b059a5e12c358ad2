// Writes folded stacks, the input of flamegraph.pl and its kin: `main;a;b 5`, root first.

import { compareText, type Profile, type StackTable } from '#profile';

import { flameFrames, flameStacks, sumsByStack } from '../flame-stacks.ts';

const chunkLength = 65_536;

/**
 * One line for each stack whose samples do not add up to 0, ordered by their bytes, in chunks of about
 * 64 kB. `sampleType` is an index. A `;` in a name becomes `:`, a line break a blank.
 */
export function* printFolded(profile: Profile, sampleType: number): Generator<string> {
  const frames = flameFrames(profile);
  const { names, ids } = distinctNames(frames.names.map(foldedName));
  const flame = flameStacks(profile, frames, ids);
  const sums = sumsByStack(profile.samples, sampleType, flame);
  const { offsets, locations } = flame.stacks;
  const path: string[] = [];
  let lines: string[] = [];
  let length = 0;
  for (const stack of inByteOrder(flame.stacks, names)) {
    const sum = sums[stack]!;
    if (Number(sum) === 0) continue;
    path.length = 0;
    for (let i = offsets[stack]!; i < offsets[stack + 1]!; i++) path.push(names[locations[i]!]!);
    const line = `${path.join(';')} ${sum}\n`;
    lines.push(line);
    length += line.length;
    if (length >= chunkLength) {
      yield lines.join('');
      lines = [];
      length = 0;
    }
  }
  if (length > 0) yield lines.join('');
}

function foldedName(name: string): string {
  return name.replaceAll(';', ':').replaceAll(/[\r\n]+/g, ' ');
}

function distinctNames(names: readonly string[]): { names: readonly string[]; ids: Uint32Array } {
  const idOf = new Map<string, number>();
  const ids = Uint32Array.from(names, (name) => {
    const id = idOf.get(name) ?? idOf.size;
    idOf.set(name, id);
    return id;
  });
  return { names: [...idOf.keys()], ids };
}

/**
 * The stacks in the order of their texts, which are never made for it: where two stacks part, each goes on
 * with a name and either `;` or nothing, and those pieces are ranked once.
 */
function inByteOrder(stacks: StackTable, names: readonly string[]): Uint32Array {
  const pieces = names.flatMap((name) => [name, `${name};`]);
  const order = Uint32Array.from(pieces.keys()).sort((a, b) => compareText(pieces[a]!, pieces[b]!));
  const ranks = new Uint32Array(pieces.length);
  order.forEach((piece, rank) => (ranks[piece] = rank));

  const { offsets, locations } = stacks;
  return Uint32Array.from({ length: stacks.count }, (_, stack) => stack).sort((a, b) => {
    const lastOfA = offsets[a + 1]! - 1;
    const lastOfB = offsets[b + 1]! - 1;
    let i = offsets[a]!;
    let j = offsets[b]!;
    while (i < lastOfA && j < lastOfB && locations[i] === locations[j]) {
      i++;
      j++;
    }
    const pieceOfA = locations[i]! * 2 + (i < lastOfA ? 1 : 0);
    const pieceOfB = locations[j]! * 2 + (j < lastOfB ? 1 : 0);
    return ranks[pieceOfA]! - ranks[pieceOfB]!;
  });
}
