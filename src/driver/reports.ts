// The table of reports: how each command makes its output from a context, and in which formats.

import { encodeProfile, printFolded, printSpeedscope } from '#formats';
import type { World } from '#ports';
import { dropInlinedLines, ProfileError, truncateScaled, type Profile } from '#profile';
import {
  buildCallgrind,
  buildComments,
  buildDisasm,
  buildDot,
  buildList,
  buildTags,
  buildTop,
  buildTopProto,
  buildTraces,
  buildTree,
  buildWeblist,
  callgrindJson,
  commentsJson,
  commentsTable,
  disasmJson,
  dotJson,
  formatValue,
  listJson,
  listTable,
  printCallgrind,
  printComments,
  printDisasm,
  printDot,
  printList,
  printRaw,
  printTags,
  printTop,
  printTraces,
  printTree,
  printWeblist,
  rawJson,
  tagsJson,
  tagsTable,
  topJson,
  topTable,
  tracesJson,
  treeJson,
  treeTable,
  weblistJson,
} from '#report';
import type { OutputFormat } from './config.ts';
import type { Request } from './request.ts';
import { collectDisassembly } from './disassembly.ts';
import { UsageError } from './errors.ts';
import { collectListedCode } from './listed-code.ts';
import { flameReport } from './flame-report.ts';
import {
  binaryReport,
  imageReport,
  report,
  type Report,
  type ReportInput,
  type ReportOutput,
} from './report-row.ts';

const reports: Readonly<Record<string, Report>> = {
  top: report({
    build: ({ context }) => buildTop(context),
    text: printTop,
    json: topJson,
    table: topTable,
  }),
  tree: report({
    build: ({ context }) => buildTree(context),
    text: printTree,
    json: treeJson,
    table: treeTable,
  }),
  peek: report({
    build({ context, matches, pattern }) {
      const tree = buildTree(context, matches);
      if (tree.entries.length === 0) throw noMatches(pattern);
      return tree;
    },
    text: printTree,
    json: treeJson,
    table: treeTable,
  }),
  tags: report({
    build: ({ context }) => ({
      context,
      tags: buildTags({
        profile: context.profile,
        values: context.profile.samples.values[context.selection.sampleType]!,
        total: context.total,
        labelUnits: context.labelUnits,
        outputUnit: context.outputUnit,
      }),
    }),
    text: ({ context, tags }) => printTags(tags, (value) => formatValue(context, value, context.outputUnit)),
    json: ({ context, tags }) => tagsJson(context, tags),
    table: ({ context, tags }) => tagsTable(context, tags),
  }),
  comments: report({
    build: ({ context }) => buildComments(context.profile),
    text: printComments,
    json: commentsJson,
    table: commentsTable,
  }),
  list: report({
    build({ context, matches = () => true, pattern, sources, lineNotes }) {
      const list = buildList(context, matches, sources, lineNotes);
      if (list.functions.length === 0) throw noMatches(pattern);
      return list;
    },
    text: printList,
    json: listJson,
    table: listTable,
  }),
  disasm: report({
    async build(input) {
      const { nodes, routines } = await collectDisassembly(input);
      return buildDisasm(input.context, nodes, routines);
    },
    text: printDisasm,
    json: disasmJson,
  }),
  weblist: report({
    async build(input) {
      const { interest, code } = await collectListedCode(input);
      return buildWeblist(input.context, interest, code, input.sources);
    },
    text: printWeblist,
    json: weblistJson,
  }),
  traces: report({
    build: ({ context }) => buildTraces(context),
    text: printTraces,
    json: tracesJson,
  }),
  dot: report({ build: ({ context }) => buildDot(context), text: printDot, json: dotJson }),
  callgrind: report({
    build: ({ context }) => buildCallgrind(context),
    text: printCallgrind,
    json: callgrindJson,
  }),
  kcachegrind: report({ build: ({ context }) => buildCallgrind(context), text: printCallgrind }),
  raw: report({
    build: (input) => ({ profile: asShown(input), timeZone: input.context.timeZone }),
    text: ({ profile, timeZone }) => printRaw(profile, timeZone),
    json: ({ profile }) => rawJson(profile),
  }),
  flame: flameReport,
  folded: report({
    build: (input) => ({ profile: asWritten(input), sampleType: input.context.selection.sampleType }),
    text: ({ profile, sampleType }) => printFolded(profile, sampleType),
  }),
  speedscope: report({
    build: withSelectedType,
    text: (profile) => printSpeedscope(profile, programName(profile)),
  }),
  proto: binaryReport((input) => encodeProfile(asWritten(input))),
  topproto: binaryReport(({ context }) => encodeProfile(buildTopProto(context))),
  svg: imageReport('svg'),
  png: imageReport('png'),
  gif: imageReport('gif'),
  pdf: imageReport('pdf'),
  ps: imageReport('ps'),
  web: imageReport('svg'),
  eog: imageReport('svg'),
  evince: imageReport('pdf'),
  gv: imageReport('ps'),
};

/** The formats that the report of a command can be printed in; empty when it cannot be made. */
export function reportFormats(name: string): readonly OutputFormat[] {
  return reports[name]?.formats ?? [];
}

/** Lets the report of a command load what it needs, while the profile is loaded. */
export function prepareReport({ command = '', config }: Request, { drawer }: Pick<World, 'drawer'>): void {
  reports[command]?.prepare?.(config, drawer);
}

/**
 * @throws UsageError when the report does not have the format that the config asks for; ProfileError when it
 * finds nothing to show.
 */
export async function printReport(input: ReportInput): Promise<ReportOutput> {
  const { name } = input;
  const wanted = reports[name];
  if (wanted === undefined) throw new UsageError(`-${name} is not available yet`);
  const { format } = input.config;
  if (!wanted.formats.includes(format)) throw new UsageError(noSuchFormat(name, wanted, format));
  return wanted.print(input, format);
}

function noSuchFormat(name: string, { formats }: Report, format: OutputFormat): string {
  if (formats.length === 1) return `-${name} has a format of its own; leave out -format=${format}`;
  const others = formats.filter((other) => other !== 'text').map((other) => `-format=${other}`);
  return `-${name} has no -format=${format}, only ${others.join(' and ')}`;
}

/** Reports on the profile as it is still honour `noinlines`. */
function asShown({ context, config }: ReportInput): Profile {
  return config.noInlines ? dropInlinedLines(context.profile, config.showColumns) : context.profile;
}

/** Files have the values divided, where text reports divide what they show. */
function asWritten(input: ReportInput): Profile {
  const { ratio } = input.context;
  return ratio > 0 ? truncateScaled(asShown(input), ratio) : asShown(input);
}

/** speedscope opens a profile with its default sample type. */
function withSelectedType(input: ReportInput): Profile {
  const profile = asWritten(input);
  const { type } = profile.sampleTypes[input.context.selection.sampleType]!;
  return { ...profile, defaultSampleType: type };
}

/** The file that ran, without its folders; '' when the profile does not say. */
function programName({ mappings, strings }: Profile): string {
  const file = mappings.count === 0 ? '' : strings.text(mappings.file[0]!);
  return file.slice(file.lastIndexOf('/') + 1);
}

function noMatches(pattern: string): ProfileError {
  return new ProfileError('no-match', `no matches found for regexp: ${pattern}`);
}
