// The pipeline: from a loaded profile and a request to the output of a report.

import type { World } from '#ports';
import { addLabelFrames, numericLabelUnits, type Matcher, type Profile } from '#profile';
import { reportTotal } from '#report';
import { allocationNotes } from './allocation-notes.ts';
import { applyCommandOverrides, findCommand } from './commands.ts';
import type { Config } from './config.ts';
import { UsageError } from './errors.ts';
import { applyFilters, filterPatterns, namePatterns } from './filters.ts';
import { withLiteralNames } from './literal-names.ts';
import { loadRegexpCompiler, type RegexpCompiler } from './regexp.ts';
import { reportContext, selectSamples } from './report-context.ts';
import type { ReportInput, ReportOutput } from './report-row.ts';
import { printReport } from './reports.ts';
import type { Request } from './request.ts';

/**
 * Filters the profile as the request says and prints the report that it names. The profile stays as it is.
 * @throws UsageError for options that make no sense; ProfileError when the profile lacks what is asked for.
 */
export async function generateReport(
  profile: Profile,
  request: Request,
  world: World,
): Promise<ReportOutput> {
  const selected = await selectForReport(profile, request, world);
  const lineNotes = selected.config.escape
    ? await allocationNotes(profile, selected.config, world)
    : undefined;
  const asGoTool = selected.config.compat;
  const objects = world.objectFiles({ tools: request.tools, namesOnly: false, asGoTool });
  try {
    return await printReport({
      ...selected,
      pattern: request.regexp,
      sources: world.sources,
      lineNotes,
      objects,
      demangle: world.demangle,
      assets: world.assets,
      drawer: world.drawer,
      message: world.message,
    });
  } finally {
    objects.close();
  }
}

/** The part of a report's input that comes from the profile. */
export type SelectedReport = Pick<ReportInput, 'name' | 'context' | 'config' | 'matches' | 'totalOf'>;

/** Filters the profile as the request says. @throws as `generateReport`. */
export async function selectForReport(
  profile: Profile,
  request: Request,
  world: World,
): Promise<SelectedReport> {
  const command = findCommand(request.command ?? '');
  if (command === undefined) throw new UsageError(`there is no report ${request.command}`);
  const config = applyCommandOverrides(request.config, command);
  const compiler = await loadRegexpCompiler([request.regexp, ...filterPatterns(config)]);
  const names = [request.regexp, ...namePatterns(config)];
  const compile = config.compat
    ? compiler
    : withLiteralNames({ profile, patterns: names, compile: compiler, message: world.message });

  const { framed, labelUnits, filter } = prepareFilters(profile, config, compile, world);
  const counted = config.relativePercentages ? filter(framed) : framed;
  const selection = selectSamples(counted, config);
  if (config.divideBy === 0) throw new UsageError('zero divisor specified');
  const matches = command.takesRegexp ? compileArgument(request.regexp, compile) : undefined;
  const total = reportTotal(counted, selection);
  const filtered = config.relativePercentages ? counted : filter(framed);
  return {
    name: command.name,
    context: reportContext(filtered, config, selection, total, labelUnits, world),
    config,
    matches,
    totalOf: (sampleType) => reportTotal(counted, { sampleType, isMean: false }),
  };
}

interface PreparedFilters {
  /** The profile with the frames that labels add. */
  readonly framed: Profile;
  readonly labelUnits: ReadonlyMap<string, string>;
  filter(profile: Profile): Profile;
}

/** @param compile made for the patterns of the filters. */
export function prepareFilters(
  profile: Profile,
  config: Config,
  compile: RegexpCompiler,
  world: World,
): PreparedFilters {
  const labelUnits = labelUnitsOf(profile, world);
  return {
    framed: withLabelFrames(profile, config, world),
    labelUnits,
    filter: (unfiltered) => applyFilters(unfiltered, config, { compile, labelUnits, message: world.message }),
  };
}

/** The unit of each numeric label key; tells of those that have several. */
export function labelUnitsOf(profile: Profile, world: World): ReadonlyMap<string, string> {
  const { units, ignored } = numericLabelUnits(profile);
  for (const [key, others] of ignored) {
    const also = others.join(', ');
    world.message(`For tag ${key} used unit ${units.get(key)}, also encountered unit(s) ${also}`);
  }
  return units;
}

function withLabelFrames(profile: Profile, config: Config, world: World): Profile {
  const keys = (list: string): string[] => list.split(',').filter((key) => key !== '');
  const framed = addLabelFrames(profile, {
    rootKeys: keys(config.tagRoot),
    leafKeys: keys(config.tagLeaf),
    unit: config.unit,
  });
  if (config.tagRoot !== '' && !framed.rootMatched) world.message('TagRoot expression matched no samples');
  if (config.tagLeaf !== '' && !framed.leafMatched) world.message('TagLeaf expression matched no samples');
  return framed.profile;
}

function compileArgument(pattern: string, compile: RegexpCompiler): Matcher {
  try {
    return compile(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`parsing argument regexp ${pattern}: ${reason}`);
  }
}
