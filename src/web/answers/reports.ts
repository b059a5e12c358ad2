// Reports for pages: the JSON documents of the command line, and flame graphs as packed columns.

import {
  findCommand,
  generateReport,
  selectForReport,
  UsageError,
  type Config,
  type OutputFormat,
  type Request,
  type World,
} from '#driver';
import { packFlame, type FlameData } from '#flame';
import { buildFlame } from '#report';
import { warningsHeader } from '#web/api';
import { graphAnswer } from './graph.ts';
import { configOfQuery } from './query.ts';
import { reply, type Reply } from './reply.ts';
import type { Served } from './served.ts';

/** How pprof's page makes a report of a command. */
interface PageReport {
  readonly command: string;
  /** What the page sets unless the URL does. */
  adjust?(config: Config, query: URLSearchParams): Config;
  /** The regular expression for the names that the report has. */
  regexpOf?(functions: string): string;
}

/** As long as pprof's table. */
const topRows = 500;

const pageReports: Readonly<Record<string, PageReport>> = {
  top: {
    command: 'top',
    adjust: (config, query) => (hasValue(query, 'n') ? config : { ...config, nodeCount: topRows }),
  },
  peek: {
    command: 'peek',
    adjust: (config) => ({ ...config, granularity: 'lines' }),
    // Names end in a file and line, so that pprof's page does not find the very function that was chosen.
    regexpOf: (functions) => functions.replaceAll(/(?<!\\)\$(?=\||$)/g, '(?: |$)'),
  },
  source: { command: 'list' },
  weblist: { command: 'weblist' },
  disasm: { command: 'disasm' },
  tags: { command: 'tags' },
  flame: { command: 'flame' },
};

export function isPageReport(name: string): boolean {
  return Object.hasOwn(pageReports, name);
}

/** @throws what `describeFailure` of the driver knows. */
export async function reportReply(name: string, query: URLSearchParams, served: Served): Promise<Reply> {
  const { command: commandName, adjust, regexpOf } = pageReports[name]!;
  const command = findCommand(commandName);
  const functions = query.get('f') ?? '';
  const regexp = regexpOf?.(functions) ?? functions;
  if (command?.takesRegexp === true && regexp === '') {
    throw new UsageError(`choose a function first: ${name} is about those that match`);
  }
  const { profile, request } = served.current();
  const asked = configOfQuery(query, request.config);
  const config = adjust?.(asked, query) ?? asked;
  const warnings: string[] = [];
  const wanted = query.get('format') ?? 'json';
  const row = formats.find(([known]) => known === wanted);
  if (row === undefined) throw new UsageError(`there is no format ${JSON.stringify(wanted)}`);
  const [format, contentType, ending] = row;
  const output = await generateReport(
    profile,
    { ...request, command: commandName, regexp, config: { ...config, format } },
    worldOfRequest(served, warnings),
  );
  if (output.kind !== 'text') throw new UsageError(`${name} is no text`);
  const disposition = { 'content-disposition': `attachment;filename=${name}.${ending}` };
  const headers = { ...warningHeaders(warnings), ...(query.has('download') && disposition) };
  return reply(200, contentType, output.chunks, headers);
}

/** Pages read JSON; people may want the same as a text or a table. */
const formats: readonly (readonly [OutputFormat, contentType: string, ending: string])[] = [
  ['json', 'application/json; charset=utf-8', 'json'],
  ['text', 'text/plain; charset=utf-8', 'txt'],
  ['csv', 'text/csv; charset=utf-8', 'csv'],
  ['markdown', 'text/markdown; charset=utf-8', 'md'],
  // Only to keep: a page of another kind has a policy of its own.
  ['html', 'application/octet-stream', 'html'],
  ['svg', 'application/octet-stream', 'svg'],
];

export async function graphReply(query: URLSearchParams, served: Served): Promise<Reply> {
  const { profile, request } = served.current();
  const warnings: string[] = [];
  const config = configOfQuery(query, request.config);
  const graphRequest: Request = { ...request, command: 'dot', regexp: '', config };
  const { context } = await selectForReport(profile, graphRequest, worldOfRequest(served, warnings));
  const body = [JSON.stringify(graphAnswer(context))];
  return reply(200, 'application/json; charset=utf-8', body, warningHeaders(warnings));
}

/** All kinds of values at once: the page changes between them without asking again. */
export async function flameReply(query: URLSearchParams, served: Served): Promise<Reply> {
  const { profile, request } = served.current();
  const warnings: string[] = [];
  const config = flameConfig(configOfQuery(query, request.config));
  const flameRequest: Request = { ...request, command: 'top', regexp: '', config };
  const { context, totalOf } = await selectForReport(profile, flameRequest, worldOfRequest(served, warnings));
  const selections = profile.sampleTypes.map((_, sampleType) => ({ sampleType, total: totalOf(sampleType) }));
  const data = buildFlame(context, selections, { selected: context.selection.sampleType });
  const headers = warningHeaders(warnings);
  return reply(200, 'application/octet-stream', [packFlame(withBareNames(data))], headers);
}

/** The file, which tells functions apart, is beside the name already. */
export function withBareNames(data: FlameData): FlameData {
  const { name, file, files } = data.frames;
  const bare = name.map((text, i) => {
    const ending = ` ${files[file[i]!]!}`;
    return ending !== ' ' && text.endsWith(ending) ? text.slice(0, -ending.length) : text;
  });
  return { ...data, frames: { ...data.frames, name: bare } };
}

/** As pprof's flame graph: nothing is cut off, and functions of the same name in two files are two. */
function flameConfig(config: Config): Config {
  return {
    ...config,
    mean: false,
    trim: false,
    callTree: true,
    granularity: config.granularity === '' ? 'filefunctions' : config.granularity,
  };
}

/** What a report warns of goes to the page that asked for it, not to the terminal. */
export function worldOfRequest({ world, sources }: Served, warnings: string[]): World {
  const guarded = { find: sources.find, workingDirectory: sources.workingDirectory };
  return {
    ...world,
    sources: { ...world.sources, ...guarded },
    message: (text) => void warnings.push(text),
  };
}

export function warningHeaders(warnings: readonly string[]): Record<string, string> {
  if (warnings.length === 0) return {};
  return { [warningsHeader]: encodeURIComponent(JSON.stringify(warnings)) };
}

function hasValue(query: URLSearchParams, name: string): boolean {
  return (query.get(name) ?? '') !== '';
}
