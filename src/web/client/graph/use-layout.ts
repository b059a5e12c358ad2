// Lays graphs out in a worker, which is started with the first graph.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { LayoutAnswer } from './layout-answer.ts';

/** @returns undefined while the graph is laid out. */
export function useLayout(dot: string): LayoutAnswer | undefined {
  const worker = useRef<Worker | undefined>(undefined);
  const [answer, setAnswer] = useState<LayoutAnswer | undefined>(undefined);
  useEffect(() => {
    // One that works on a graph that nobody wants any more is not waited for.
    worker.current?.terminate();
    const started = new Worker('/ui/assets/web-graph-worker.js');
    worker.current = started;
    setAnswer(undefined);
    started.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => setAnswer(data);
    started.onerror = (event) => {
      event.preventDefault();
      setAnswer({ svg: '', error: 'the graph could not be laid out: Graphviz did not start' });
    };
    started.postMessage(dot);
    return () => started.terminate();
  }, [dot]);
  return answer;
}
