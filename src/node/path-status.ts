// Asks what is at a path, whatever the path is.

import { statSync, type Stats } from 'node:fs';

/** Undefined when there is nothing, or nothing that could be: a name too long, a path through a file, a loop of links. */
export function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Who then opens it gets the reason.
    return undefined;
  }
}
