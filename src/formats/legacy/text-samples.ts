// Adds the samples of texts that give values and return addresses on a line, and perhaps what these are on comments below it.

import type { Label } from '#profile';
import { createAddressReader } from './addresses.ts';
import type { Draft } from './draft.ts';
import { createGoComments } from './go-comments.ts';
import type { LineReader } from './lines.ts';

export interface TextSamples {
  /** Starts the sample whose addresses are in `bytes[start .. end)`, and ends the one before it. */
  begin(values: readonly bigint[], labels: readonly Label[], start: number, end: number): void;
  /** Takes the current line, which is blank or a comment. */
  comment(): void;
  /** Ends the last sample. */
  end(): void;
}

/** Comments count for nothing with `compat`. */
export function createTextSamples(
  bytes: Uint8Array,
  lines: LineReader,
  draft: Draft,
  { compat }: { readonly compat: boolean },
): TextSamples {
  const addresses = createAddressReader(bytes, draft, 'all');
  const comments = createGoComments(bytes, draft);
  let isOpen = false;
  let values: readonly bigint[] = [];
  let labels: readonly Label[] = [];

  function end(): void {
    if (!isOpen) return;
    const stack = comments.hasFrames
      ? comments.stack()
      : draft.stacks.add(addresses.locations, 0, addresses.count);
    draft.addSample(stack, values, comments.labels.length === 0 ? labels : [...labels, ...comments.labels]);
    comments.clear();
    isOpen = false;
  }

  return {
    begin(newValues, newLabels, first, last) {
      end();
      values = newValues;
      labels = newLabels;
      addresses.read(first, last, lines.number);
      isOpen = true;
    },
    comment() {
      if (!compat && isOpen && lines.end > lines.start) comments.read(lines);
    },
    end,
  };
}
