// The dot and callgrind reports as JSON: the graph as its nodes and the calls between them.

import type { CallgrindReport } from '../callgrind.ts';
import type { TagBox } from '../dot-tags.ts';
import type { DotReport } from '../dot.ts';
import type { JsonMembers, JsonObject } from './members.ts';
import { edgeFacts, nodeFacts, shownFacts } from './nodes.ts';
import { jsonValue } from './numbers.ts';

export function dotJson({ context, shown, title, nodes, edges }: DotReport): JsonMembers {
  const tagFacts = ({ id, source, text, value, isCumulative }: TagBox): JsonObject => ({
    id,
    source,
    text,
    value: jsonValue(context, value),
    cumulative: isCumulative,
  });
  return {
    title,
    shown: shownFacts(context, shown),
    nodes: nodes.map(({ node, tags }, i) => ({
      ...nodeFacts(context, node, i + 1),
      tags: tags.map(tagFacts),
    })),
    edges: edges.map(({ edge, source, target }) => ({ source, target, ...edgeFacts(context, edge) })),
  };
}

export function callgrindJson({ context, entries }: CallgrindReport): JsonMembers {
  const ids = new Map(entries.map(({ node }, i) => [node, i + 1]));
  return {
    nodes: entries.map(({ node, calledName, calls }, i) => ({
      ...nodeFacts(context, node, i + 1),
      calledName,
      callees: calls.map((edge) => ({ id: ids.get(edge.target) ?? 0, ...edgeFacts(context, edge) })),
    })),
  };
}
