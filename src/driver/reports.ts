// The table of reports: how each command makes its output from a context.

import { encodeProfile } from '#formats';
import type { SourceReader } from '#ports';
import { dropInlinedLines, ProfileError, type Matcher, type Profile } from '#profile';
import {
  buildComments,
  buildList,
  buildTags,
  buildTop,
  buildTree,
  printComments,
  printList,
  printRaw,
  printTags,
  printTop,
  printTree,
  formatValue,
  type ReportContext,
} from '#report';
import type { Config } from './config.ts';
import { UsageError } from './errors.ts';

/** Text in chunks, or the bytes of a binary format, which are compressed when they are written. */
export type ReportOutput =
  | { readonly kind: 'text'; readonly chunks: Iterable<string | Uint8Array> }
  | { readonly kind: 'proto'; readonly bytes: Uint8Array };

export interface ReportInput {
  readonly context: ReportContext;
  readonly config: Config;
  /** The regular expression of a report that takes one, as it was written. */
  readonly pattern: string;
  readonly matches: Matcher | undefined;
  readonly sources: SourceReader;
}

type Report = (input: ReportInput) => ReportOutput;

const reports: Readonly<Record<string, Report>> = {
  top: ({ context }) => text(printTop(buildTop(context))),
  tree: ({ context }) => text(printTree(buildTree(context))),
  peek: ({ context, matches, pattern }) => {
    const report = buildTree(context, matches);
    if (report.entries.length === 0) throw noMatches(pattern);
    return text(printTree(report));
  },
  tags: ({ context }) =>
    text(
      printTags(
        buildTags({
          profile: context.profile,
          values: context.profile.samples.values[context.selection.sampleType]!,
          total: context.total,
          labelUnits: context.labelUnits,
          outputUnit: context.outputUnit,
        }),
        (value) => formatValue(context, value, context.outputUnit),
      ),
    ),
  comments: ({ context }) => text(printComments(buildComments(context.profile))),
  list: ({ context, matches = () => true, pattern, sources }) => {
    const report = buildList(context, matches, sources);
    if (report.functions.length === 0) throw noMatches(pattern);
    return text(printList(report));
  },
  raw: ({ context, config }) => chunks(printRaw(asShown(context.profile, config), context.timeZone)),
  proto: ({ context, config }) => ({ kind: 'proto', bytes: encodeProfile(asShown(context.profile, config)) }),
};

/** @throws UsageError when the report finds nothing to show. */
export function printReport(name: string, input: ReportInput): ReportOutput {
  const report = reports[name];
  if (report === undefined) throw new UsageError(`-${name} is not available yet`);
  return report(input);
}

function text(whole: string): ReportOutput {
  return { kind: 'text', chunks: [whole] };
}

function chunks(parts: Iterable<string>): ReportOutput {
  return { kind: 'text', chunks: parts };
}

/** Reports on the profile as it is still honour `noinlines`. */
function asShown(profile: Profile, config: Config): Profile {
  return config.noInlines ? dropInlinedLines(profile, config.showColumns) : profile;
}

function noMatches(pattern: string): ProfileError {
  return new ProfileError('no-match', `no matches found for regexp: ${pattern}`);
}
