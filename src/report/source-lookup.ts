// Finds the source file that a profile or a program names, as the options for source paths say.

import { trimSourcePath } from '#graph';
import type { SourceLookup, SourceReader } from '#ports';
import type { ReportContext } from './context.ts';

export function findSource(
  { trimming, compat }: ReportContext,
  path: string,
  sources: SourceReader,
): SourceLookup {
  const searchPath = trimming.sourcePath === '' ? sources.workingDirectory : trimming.sourcePath;
  const trimmed = trimSourcePath(path, { trimPath: trimming.trimPath, sourcePath: searchPath });
  return sources.find({ path, trimmed, searchPath, compat });
}
