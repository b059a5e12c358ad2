// How long a tool may be silent before it counts as one that hangs.

import { ObjectFileError } from '#ports';

/** The tool was ended for it; the next time it would be silent for as long. */
export class ToolSilence extends ObjectFileError {}

const usualSeconds = 60;

/** In milliseconds: what `HEAPWISE_TOOL_TIMEOUT` says in seconds, or else a minute. */
export function toolPatience(environment: Readonly<Record<string, string | undefined>>): number {
  const seconds = Number(environment['HEAPWISE_TOOL_TIMEOUT'] ?? usualSeconds);
  return (seconds > 0 && seconds <= maxSeconds ? seconds : usualSeconds) * 1000;
}

/** What timers can count to. */
const maxSeconds = 2_000_000;

/** What is told behind the tool's name. */
export function silenceReason(patience: number): string {
  return `gave no answer for ${patience / 1000} s and was ended; HEAPWISE_TOOL_TIMEOUT=SECONDS waits longer`;
}
