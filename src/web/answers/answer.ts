// The table of what pages ask for, by path below /ui/api/.

import { describeFailure } from '#driver';
import { comparisonFlameReply, comparisonReply } from './comparison.ts';
import { labelsReply } from './labels.ts';
import { failure, type Reply } from './reply.ts';
import { flameReply, graphReply, isPageReport, reportReply } from './reports.ts';
import type { Served } from './served.ts';
import { timelineReply } from './timeline.ts';

type Answerer = (query: URLSearchParams, served: Served) => Promise<Reply>;

const answerers: Readonly<Record<string, Answerer>> = {
  flamegraph: flameReply,
  graph: graphReply,
  compare: comparisonReply,
  'compare-flame': comparisonFlameReply,
  labels: labelsReply,
  timeline: timelineReply,
};

/** Never throws: what goes wrong becomes an answer in one line, as on the command line. */
export async function answerFor(name: string, query: URLSearchParams, served: Served): Promise<Reply> {
  try {
    const answerer = Object.hasOwn(answerers, name) ? answerers[name] : undefined;
    if (answerer !== undefined) return await answerer(query, served);
    if (isPageReport(name)) return await reportReply(name, query, served);
    return failure(404, `there is no report ${JSON.stringify(name)}`);
  } catch (error) {
    return refusal(error);
  }
}

/** With pprof's status for all that goes wrong with a report. */
export function refusal(error: unknown): Reply {
  const { lines } = describeFailure(error);
  return failure(400, lines.filter((line) => line !== '').join('; '));
}
