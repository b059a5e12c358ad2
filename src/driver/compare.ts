// The comparison of two sides: loads their profiles, sets them side by side, filters, and prints.

import { label } from '#measurement';
import type { World } from '#ports';
import { ProfileError, putSideBySide, type Profile } from '#profile';
import {
  buildComparison,
  changeHeadline,
  checkLimit,
  comparisonFlame,
  comparisonJson,
  comparisonTable,
  heapCompanion,
  limitFits,
  printComparison,
  printComparisonMarkdown,
  printFlameHtml,
  printCsv,
  printJson,
  samplingModel,
  type ComparedSource,
  type FlamePage,
  type TextChunk,
  type Comparison,
  type GrowthLimit,
  type LimitCheck,
} from '#report';
import type { Config, OutputFormat } from './config.ts';
import { UsageError } from './errors.ts';
import { filterPatterns } from './filters.ts';
import { prepareFilters } from './generate.ts';
import { loadProfile } from './load.ts';
import { loadRegexpCompiler } from './regexp.ts';
import { reportContext } from './report-context.ts';
import type { ReportOutput } from './report-row.ts';
import type { Request } from './request.ts';

export interface CompareRequest {
  /** How sources are read, and the config of the report; its own sources and bases do not count. */
  readonly request: Request;
  /** Files, directories, patterns and URLs of each side. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Scale all profiles to the duration of the side before. */
  readonly normalize: boolean;
  readonly limit: GrowthLimit | undefined;
}

export interface ComparisonResult {
  readonly output: ReportOutput;
  /** Undefined without a limit. */
  readonly check: LimitCheck | undefined;
}

/** The formats that a comparison can be printed in. */
const comparisonFormats: ReadonlySet<OutputFormat> = new Set(['text', 'json', 'csv', 'markdown', 'html']);

/**
 * @throws FetchError when any source cannot be read; ProfileError when profiles do not fit together; UsageError for
 * options that make no sense for them.
 */
export async function compareProfiles(compared: CompareRequest, world: World): Promise<ComparisonResult> {
  const { request, limit } = compared;
  const format = formatOf(request.config);
  if (!comparisonFormats.has(format)) throw new UsageError(`compare has no -format=${format}`);
  const [before, after] = await loadSides(compared, world);
  const comparison = await compareLoaded(before, after, compared, world);
  if (limit !== undefined && !limitFits(comparison, limit)) {
    const { sampleType, sampleUnit } = comparison.context;
    throw new UsageError(
      `a limit of ${limit.text} does not fit ${sampleType}, which is in ${sampleUnit}`,
      'give a share, such as --fail-over=5%, or choose another value with -sample_index',
    );
  }
  return {
    output: { kind: 'text', chunks: printed(comparison, format, world) },
    check: limit === undefined ? undefined : checkLimit(comparison, limit),
  };
}

/** The ending of the file says that it is to be a page, unless a format was asked for. */
function formatOf({ format, output }: Config): OutputFormat {
  return format === 'text' && output.toLowerCase().endsWith('.html') ? 'html' : format;
}

/** A profile, and what to call it. */
export interface LoadedSource {
  readonly name: string;
  readonly profile: Profile;
}

/** Each source by itself: that one is missing would tilt the comparison, so it fails. */
async function loadSides(
  { request, before, after }: CompareRequest,
  world: World,
): Promise<[LoadedSource[], LoadedSource[]]> {
  const expand = async (words: readonly string[]): Promise<readonly string[]> =>
    (await Promise.all(words.map((word) => world.fetcher.expand(word)))).flat();
  const old = await expand(before);
  const all = [...old, ...(await expand(after))];
  const load = async (name: string): Promise<LoadedSource> => ({
    name,
    profile: await loadProfile({ ...request, sources: [name], bases: [] }, world),
  });
  const loaded: LoadedSource[] = [];
  // Programs record at the same time; files are read when it is their turn.
  if (all.every((name) => world.fetcher.isRemote(name))) loaded.push(...(await Promise.all(all.map(load))));
  else for (const name of all) loaded.push(await load(name));
  return [loaded.slice(0, old.length), loaded.slice(old.length)];
}

/** The comparison of profiles that are loaded already. @throws as `compareProfiles` */
export async function compareLoaded(
  before: readonly LoadedSource[],
  after: readonly LoadedSource[],
  { request, normalize }: Pick<CompareRequest, 'request' | 'normalize'>,
  world: World,
): Promise<Comparison> {
  const { config } = request;
  const all = [...before, ...after];
  const { profile, sources, sampleType, hasCompanion } = putSideBySide(
    all.map((source) => source.profile),
    config.sampleIndex,
    heapCompanion,
  );
  const factors = normalize ? durationFactors(all, before.length) : all.map(() => 1);
  if (!normalize) warnOfDurations(all, world);
  const compile = await loadRegexpCompiler(filterPatterns(config));
  const { framed, labelUnits, filter } = prepareFilters(profile, config, compile, world);
  const { type } = sources[0]!.sampleTypes[sampleType]!;
  const selection = { sampleType: 0, isMean: false };
  const context = reportContext(filter(framed), { ...config, mean: false }, selection, 0, labelUnits, world);
  const comparison = buildComparison({
    context: { ...context, sampleType: type },
    sources: sources.map((source, n): ComparedSource => ({
      side: n < before.length ? 'before' : 'after',
      name: all[n]!.name,
      model: samplingModel(source, sampleType, hasCompanion),
      factor: factors[n]!,
      timeNanos: source.timeNanos,
      durationNanos: source.durationNanos,
    })),
  });
  const total = Math.max(Math.abs(comparison.total.before), Math.abs(comparison.total.after));
  return { ...comparison, context: { ...comparison.context, total } };
}

/** What makes all profiles as long as those before are on average. */
function durationFactors(all: readonly LoadedSource[], beforeCount: number): number[] {
  const durations = all.map(({ name, profile }) => {
    if (profile.durationNanos > 0n) return Number(profile.durationNanos);
    throw new ProfileError('invalid', `${name} does not say how long it took, so -normalize cannot scale it`);
  });
  const reference =
    durations.slice(0, beforeCount).reduce((sum, duration) => sum + duration, 0) / beforeCount;
  return durations.map((duration) => reference / duration);
}

/** Profiles of time, and of what happened while they were taken, grow with their length. */
function warnOfDurations(all: readonly LoadedSource[], world: World): void {
  const durations = all
    .map(({ profile }) => Number(profile.durationNanos))
    .filter((duration) => duration > 0);
  const [least, most] = [Math.min(...durations), Math.max(...durations)];
  if (durations.length === all.length && most > 1.05 * least) {
    world.message('The profiles did not take equally long; -normalize compares them per second');
  }
}

function printed(comparison: Comparison, format: OutputFormat, world: World): Iterable<TextChunk> {
  switch (format) {
    case 'json':
      return printJson('compare', comparison.context, comparisonJson(comparison));
    case 'csv':
      return [printCsv(comparisonTable(comparison))];
    case 'markdown':
      return [printComparisonMarkdown(comparison)];
    case 'html':
      return printFlameHtml(
        comparisonFlame(comparison),
        comparisonPage(comparison),
        world.assets.text('flame-page.js'),
      );
    default:
      return [printComparison(comparison)];
  }
}

function comparisonPage(comparison: Comparison): FlamePage {
  const { context, sources, total } = comparison;
  const sideText = (side: ComparedSource['side']): string => {
    const names = sources.filter((source) => source.side === side).map(({ name }) => name);
    const name = names.length > 1 ? `mean of ${names.length} profiles, ${names[0]} …` : names[0]!;
    return `${side}: ${label(total[side] * context.ratio, context.sampleUnit)}, ${name}`;
  };
  return {
    kind: 'comparison',
    title: `${context.sampleType}: ${changeHeadline(comparison)}`,
    facts: [sideText('before'), sideText('after'), ...context.activeFilters],
  };
}
