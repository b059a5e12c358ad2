// The source files of a profile that can be shown, those with most first.

import { selectForReport, type Request } from '#driver';
import { buildTop, findSource } from '#report';
import type { Served } from './served.ts';

export interface SourceFile {
  /** As the profile names it. */
  readonly path: string;
  /** The file that was read. */
  readonly readFrom: string;
  readonly lines: readonly string[];
}

/** @param limit how many characters there may be in all; files that do not fit are left out. */
export async function sourceFiles(served: Served, limit: number): Promise<readonly SourceFile[]> {
  const { profile, request } = served.current();
  const config = {
    ...request.config,
    granularity: 'files',
    sort: 'cum',
    trim: false,
    mean: false,
  } as const;
  const topRequest: Request = { ...request, command: 'top', regexp: '', config };
  const { context } = await selectForReport(profile, topRequest, {
    ...served.world,
    message: () => undefined,
  });
  const paths = new Set(buildTop(context).rows.map(({ node }) => node.info.file));
  const files: SourceFile[] = [];
  let left = limit;
  for (const path of paths) {
    if (path === '') continue;
    const lookup = findSource(context, path, served.sources);
    if (lookup.kind === 'missing') continue;
    const length = lookup.lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (length > left) continue;
    left -= length;
    files.push({ path, readFrom: lookup.path, lines: lookup.lines });
  }
  return files;
}
