// The pages of the UI: their addresses are those of pprof, where it has them.

export interface Page {
  /** After /ui/. */
  readonly path: string;
  readonly title: string;
}

/** In the order of the menu. */
export const pages: readonly Page[] = [
  { path: 'flamegraph', title: 'Flame graph' },
  { path: 'top', title: 'Top' },
  { path: 'graph', title: 'Graph' },
  { path: 'peek', title: 'Peek' },
  { path: 'source', title: 'Source' },
  { path: 'disasm', title: 'Disassembly' },
  { path: 'tags', title: 'Labels' },
  { path: 'compare', title: 'Compare' },
  { path: 'timeline', title: 'Timeline' },
];
