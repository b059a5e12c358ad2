// Lays graphs out in a worker, which is started with the first graph.

import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session.ts';
import type { LayoutAnswer } from './layout-answer.ts';

/** @returns undefined while the graph is laid out. */
export function useLayout(dot: string): LayoutAnswer | undefined {
  const { backend } = useSession();
  const [answer, setAnswer] = useState<LayoutAnswer | undefined>(undefined);
  useEffect(() => {
    let isWanted = true;
    let worker: Worker | undefined;
    setAnswer(undefined);
    const start = async (): Promise<void> => {
      const url = await backend.assetUrl('web-graph-worker.js');
      if (!isWanted) return;
      worker = new Worker(url);
      worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => setAnswer(data);
      worker.onerror = (event) => {
        event.preventDefault();
        setAnswer({ svg: '', error: 'the graph could not be laid out: Graphviz did not start' });
      };
      worker.postMessage(dot);
    };
    void start();
    return () => {
      // One that works on a graph that nobody wants any more is not waited for.
      isWanted = false;
      worker?.terminate();
    };
  }, [dot]);
  return answer;
}
