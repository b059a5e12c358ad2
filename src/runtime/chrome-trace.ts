// Writes a CPU recording as a timeline in Chrome's trace format, for Perfetto, Chrome and speedscope.

import { findCallers, sampleTimes } from './cpu-profile.ts';
import type { CpuChunk, CpuReading } from './cpu-recorder.ts';
import type { CpuNode } from './v8-profiles.ts';

interface OpenFrame {
  readonly node: CpuNode;
  readonly since: number;
}

/**
 * One event (`ph: X`, microseconds) for each stretch of time in which a function was on the stack, by thread.
 * Format: Google's "Trace Event Format".
 */
export function printChromeTrace(reading: CpuReading): string {
  const { pid } = process;
  const events: string[] = [
    JSON.stringify({ ph: 'M', pid, name: 'process_name', args: { name: process.title } }),
  ];
  for (const chunk of reading.chunks) {
    const { id, name } = chunk.thread;
    events.push(JSON.stringify({ ph: 'M', pid, tid: id, name: 'thread_name', args: { name } }));
    addEvents(chunk, reading, events);
  }
  return `{"displayTimeUnit":"ms","traceEvents":[\n${events.join(',\n')}\n]}\n`;
}

function addEvents({ recording, thread, ...chunk }: CpuChunk, window: CpuReading, events: string[]): void {
  const [from, to] = [Math.max(chunk.from, window.from), Math.min(chunk.to, window.to)];
  const nodeOf = new Map(recording.nodes.map((node) => [node.id, node]));
  const callers = findCallers(recording);
  const { times, order } = sampleTimes(recording);
  const open: OpenFrame[] = [];

  function closeTo(depth: number, time: number): void {
    while (open.length > depth) {
      const { node, since } = open.pop()!;
      const { functionName, url, lineNumber } = node.callFrame;
      const [start, end] = [Math.max(since, from), Math.min(time, to)];
      if (end <= start) continue;
      events.push(
        JSON.stringify({
          ph: 'X',
          pid: process.pid,
          tid: thread.id,
          ts: start,
          dur: end - start,
          name: functionName === '' ? '(anonymous)' : functionName,
          cat: 'cpu',
          args: url === '' ? {} : { url, line: lineNumber + 1 },
        }),
      );
    }
  }

  for (const index of order) {
    const leaf = nodeOf.get(recording.samples[index]!);
    const path = leaf === undefined ? [] : pathTo(leaf, callers);
    const time = times[index]!;
    let shared = 0;
    while (shared < open.length && open[shared]!.node === path[shared]) shared++;
    closeTo(shared, time);
    for (const node of path.slice(shared)) open.push({ node, since: time });
  }
  closeTo(0, recording.endTime);
}

/** From the outermost function to the leaf; the root and idle time are no functions. */
function pathTo(leaf: CpuNode, callers: ReadonlyMap<CpuNode, CpuNode>): CpuNode[] {
  const path: CpuNode[] = [];
  for (let node: CpuNode | undefined = leaf; node !== undefined; node = callers.get(node)) {
    if (callers.has(node) && node.callFrame.functionName !== '(idle)') path.push(node);
  }
  return path.reverse();
}
