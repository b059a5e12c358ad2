// The table of views: each is one file and one row here; its address and title are in `#web/api`.

import type { ComponentType } from 'preact';
import type { ViewProps } from './view-props.ts';
import { CompareView } from './views/compare.tsx';
import { DisasmView } from './views/disasm.tsx';
import { FlameView } from './views/flame.tsx';
import { GraphView } from './views/graph.tsx';
import { PeekView } from './views/peek.tsx';
import { SourceView } from './views/source.tsx';
import { TagsView } from './views/tags.tsx';
import { TimelineView } from './views/timeline.tsx';
import { TopView } from './views/top.tsx';

export const views: Readonly<Record<string, ComponentType<ViewProps>>> = {
  flamegraph: FlameView,
  top: TopView,
  graph: GraphView,
  peek: PeekView,
  source: SourceView,
  disasm: DisasmView,
  tags: TagsView,
  compare: CompareView,
  timeline: TimelineView,
};
