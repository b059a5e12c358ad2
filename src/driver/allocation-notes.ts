// The compiler's reasons for allocations as notes on source lines, for reports that show sources.

import { ToolError, type World } from '#ports';
import { ProfileError, type Profile } from '#profile';
import type { LineNotes } from '#report';
import type { Config } from './config.ts';
import { explainAllocations } from './explain-allocations.ts';

/** Without a compiler, or for a profile of another kind, there are none, and a message says why. */
export async function allocationNotes(
  profile: Profile,
  { sourcePath }: Pick<Config, 'sourcePath'>,
  { toolchain, sources, message }: World,
): Promise<LineNotes> {
  const notes = new Map<number, { readonly file: string; readonly sentences: string[] }[]>();
  try {
    if (toolchain === undefined) throw new ToolError('the Go compiler cannot be asked from here');
    const request = { packages: [], sampleType: '', saved: [], sourcePath };
    const { sites } = await explainAllocations(profile, request, {
      toolchain,
      sources,
      progress: () => undefined,
    });
    for (const { frames, reasons } of sites) {
      const { file, line } = frames[0]!;
      const onLine = notes.get(line) ?? [];
      notes.set(line, onLine);
      let known = onLine.find((entry) => entry.file === file);
      if (known === undefined) onLine.push((known = { file, sentences: [] }));
      for (const { sentence } of reasons)
        if (!known.sentences.includes(sentence)) known.sentences.push(sentence);
    }
  } catch (error) {
    if (!(error instanceof ToolError || error instanceof ProfileError)) throw error;
    message(`no reasons for allocations: ${error.message}`);
  }
  // Reports may have shortened the path.
  return (file, line) =>
    (notes.get(line) ?? []).find((entry) => entry.file === file || entry.file.endsWith(`/${file}`))
      ?.sentences ?? [];
}
