// The nodes of a report on machine code: the addresses that samples have, and the program or library each is in.

import { assignFrameNodes, type FrameNodes } from '#graph';
import type { ReportContext } from './context.ts';
import { createGroupSums, type GroupSums } from './group-sums.ts';

export interface CodeNodes {
  readonly frames: FrameNodes;
  readonly sums: GroupSums;
  /** Those with values at addresses of a mapping, by mapping. */
  readonly ofMapping: ReadonlyMap<number, readonly CodeNode[]>;
}

export interface CodeNode {
  readonly node: number;
  /** As the process had it. */
  readonly address: bigint;
  readonly functionName: string;
  /** Address, function and line, as other reports show it. */
  readonly printableName: string;
}

/** @param context with addresses as its granularity, and without inlined functions. */
export function findCodeNodes(context: ReportContext): CodeNodes {
  const { locations } = context.profile;
  const frames = assignFrameNodes(
    context.profile,
    { ...context.granularity, objectFile: true },
    context.trimming,
  );
  const sums = createGroupSums(context, frames);
  const mappingOf = new Int32Array(frames.count).fill(-1);
  for (let location = 0; location < locations.count; location++) {
    mappingOf[frames.node[frames.offsets[location]!]!] = locations.mapping[location]!;
  }
  const ofMapping = new Map<number, CodeNode[]>();
  for (const node of sums.nodes) {
    const mapping = mappingOf[node]!;
    const { address, name } = frames.info(node);
    if (mapping < 0 || address === 0n) continue;
    const nodes = ofMapping.get(mapping) ?? [];
    nodes.push({ node, address, functionName: name, printableName: frames.name(node) });
    ofMapping.set(mapping, nodes);
  }
  return { frames, sums, ofMapping };
}
