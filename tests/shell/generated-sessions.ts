// Sessions of lines drawn at random, the same in every run, on profiles of many kinds.

import type { Session } from './sessions.ts';

const profiles = [
  'go/heap.pb.gz',
  'go/cpu.pb.gz',
  'go/mutex.pb.gz',
  'go/goroutine.pb.gz',
  'go/heap.debug1.txt',
  'node/datadog-wall-labels.pb.gz',
  'python/cpu.pb.gz',
  'rust/cpu.pb',
  'handmade/heapz-v2.txt',
] as const;

const lines = [
  'top',
  'top5',
  'top 3 -cum',
  'text main',
  'top 4 a -b',
  'tree 3',
  'peek main',
  'peek ^no.such.function$',
  'traces alloc|new',
  'tags',
  'tags 16 -32',
  'comments',
  'dot 4',
  'sort=cum',
  'flat=1',
  'nodecount=6',
  'nodecount=-1',
  'nodefraction=0.05',
  'edgefraction=0.1',
  'trim=f',
  'trim',
  'focus=main',
  'focus=r.*e',
  'ignore=alloc',
  'hide=runtime',
  'show=main',
  'show_from=main',
  'prune_from=malloc',
  'tagfocus=16b:64b',
  'tagignore=nothing',
  'tagshow=b',
  'taghide=b',
  ':',
  'mean',
  'mean=no',
  'divide_by=3',
  'divide_by=0',
  'divide_by=1',
  'unit=auto',
  'unit=minimum',
  'unit=MB',
  'noinlines',
  'noinlines=false',
  'granularity=lines',
  'filefunctions=1',
  'functions=true',
  'showcolumns',
  'relative_percentages',
  'relative_percentages=f',
  'compact_labels=f',
  'drop_negative',
  'sample_index=0',
  'sample_index=1',
  'sample_index=',
  'o',
  'oops',
] as const;

const linesPerSession = 30;

export function generatedSessions(): readonly Session[] {
  return profiles.map((profile, index) => {
    const draw = createDraw(index + 1);
    const input = Array.from({ length: linesPerSession }, () => `${lines[draw(lines.length)] ?? ''}\n`);
    return { name: `drawn: ${profile}`, profile, flags: [], input: input.join('') };
  });
}

/** A linear congruential generator, with the constants of "Numerical Recipes". */
function createDraw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
