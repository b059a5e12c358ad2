// The usual graph: all frames with the same attributes are one node, wherever they are called from.

import type { Profile } from '#profile';
import { sumEdges } from './edges.ts';
import type { FrameNodes } from './frame-nodes.ts';
import type { NodeSource } from './graph.ts';
import { sumNodeValues } from './node-values.ts';
import type { StackWeights } from './stack-weights.ts';

export function mergeNodes(profile: Profile, frames: FrameNodes, weights: StackWeights): NodeSource {
  const { stacks } = profile;
  return {
    count: frames.count,
    values: sumNodeValues(stacks, frames, weights),
    info: (node) => frames.info(node),
    name: (node) => frames.name(node),
    edges: ({ kept, into }) =>
      sumEdges(stacks, frames, weights, {
        kept,
        targets: into === 'inlined' ? inlinedNodes(frames) : undefined,
      }),
    stackNodes: createStackNodes(profile, frames),
    keepsValueless: false,
  };
}

/** 1 for nodes with a frame that is inlined into another. */
function inlinedNodes(frames: FrameNodes): Uint8Array {
  const isInlined = new Uint8Array(frames.count);
  for (let location = 0; location + 1 < frames.offsets.length; location++) {
    const last = frames.offsets[location + 1]! - 1;
    for (let frame = frames.offsets[location]!; frame < last; frame++) isInlined[frames.node[frame]!] = 1;
  }
  return isInlined;
}

function createStackNodes({ stacks }: Profile, frames: FrameNodes): NodeSource['stackNodes'] {
  const seenOn = new Uint32Array(frames.count);
  let mark = 0;
  return (stack, into) => {
    let count = 0;
    mark++;
    for (let i = stacks.offsets[stack]!; i < stacks.offsets[stack + 1]!; i++) {
      const location = stacks.locations[i]!;
      for (let frame = frames.offsets[location]!; frame < frames.offsets[location + 1]!; frame++) {
        const node = frames.node[frame]!;
        if (seenOn[node] !== mark) {
          seenOn[node] = mark;
          into[count++] = node;
        }
      }
    }
    return count;
  };
}
