// Applies the filter options to a profile, in pprof's order, and says which of them matched nothing.

import {
  compileLabelFilter,
  filterByLabel,
  filterByName,
  filterLabelKeys,
  type LabelFilter,
  pruneFrom,
  showFrom,
  type Matcher,
  type Profile,
} from '#profile';
import type { Config } from './config.ts';
import { UsageError } from './errors.ts';
import type { RegexpCompiler } from './regexp.ts';

/** Options whose value the header lists as active filters, with the field of the config. */
const listedFilters = [
  ['focus', 'focus'],
  ['ignore', 'ignore'],
  ['hide', 'hide'],
  ['show', 'show'],
  ['show_from', 'showFrom'],
  ['tagfocus', 'tagFocus'],
  ['tagignore', 'tagIgnore'],
  ['tagshow', 'tagShow'],
  ['taghide', 'tagHide'],
] as const;

/** `name=value` of each filter in use. */
export function activeFilters(config: Config): string[] {
  return listedFilters
    .filter(([, field]) => config[field] !== '')
    .map(([name, field]) => `${name}=${config[field]}`);
}

/** The patterns of the filters that are about names of functions, files and binaries; '' for filters not in use. */
export function namePatterns({ focus, ignore, hide, show, showFrom, pruneFrom }: Config): string[] {
  return [focus, ignore, hide, show, showFrom, pruneFrom];
}

/** The patterns that the filters compile. */
export function filterPatterns(config: Config): string[] {
  return [...listedFilters.map(([, field]) => config[field]), config.pruneFrom].flatMap((value) =>
    // Label filters are lists of patterns after an optional key.
    [value, ...value.split(/\n| \|\| /).flatMap((part) => part.slice(part.indexOf('=') + 1).split(','))],
  );
}

export interface FilterTools {
  readonly compile: RegexpCompiler;
  /** The unit of each numeric label key. */
  readonly labelUnits: ReadonlyMap<string, string>;
  message(text: string): void;
}

/** @throws UsageError for a pattern that is no regular expression. */
export function applyFilters(profile: Profile, config: Config, tools: FilterTools): Profile {
  const regexp = (name: string, pattern: string): Matcher | undefined =>
    pattern === '' ? undefined : compileOption(name, pattern, tools.compile);
  const names = {
    focus: regexp('focus', config.focus),
    ignore: regexp('ignore', config.ignore),
    hide: regexp('hide', config.hide),
    show: regexp('show', config.show),
  };
  const from = regexp('show_from', config.showFrom);
  const labels = {
    focus: labelFilter('tagfocus', config.tagFocus, tools),
    ignore: labelFilter('tagignore', config.tagIgnore, tools),
  };
  const prune = regexp('prune_from', config.pruneFrom);
  const warnUnless = warner(tools.message);

  const named = filterByName(profile, names);
  warnUnless(named.focusMatched, 'Focus', config.focus);
  warnUnless(named.ignoreMatched, 'Ignore', config.ignore);
  warnUnless(named.hideMatched, 'Hide', config.hide);
  warnUnless(named.showMatched, 'Show', config.show);

  const shown =
    from === undefined ? { profile: named.profile, matched: false } : showFrom(named.profile, from);
  warnUnless(shown.matched, 'ShowFrom', config.showFrom);

  const labelled = filterByLabel(shown.profile, labels);
  warnUnless(labelled.focusMatched, 'TagFocus', config.tagFocus);
  warnUnless(labelled.ignoreMatched, 'TagIgnore', config.tagIgnore);

  const keys = { show: regexp('tagshow', config.tagShow), hide: regexp('taghide', config.tagHide) };
  const keyed = filterLabelKeys(labelled.profile, keys);
  warnUnless(keyed.showMatched, 'TagShow', config.tagShow);
  warnUnless(keyed.hideMatched, 'TagHide', config.tagHide);

  return prune === undefined ? keyed.profile : pruneFrom(keyed.profile, prune);
}

function compileOption(name: string, pattern: string, compile: RegexpCompiler): Matcher {
  try {
    return compile(pattern);
  } catch (error) {
    throw new UsageError(`parsing ${name} regexp: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Lines must all hold, and of a line one of the parts around ` || `: neither makes sense in a filter of pprof,
 * which knows one condition only.
 */
function labelFilter(name: string, text: string, tools: FilterTools): LabelFilter | undefined {
  if (text === '') return undefined;
  const compile = (pattern: string): Matcher => compileOption(name, pattern, tools.compile);
  const lines = text
    .split('\n')
    .map((line) => line.split(' || ').map((part) => compileLabelFilter(part, tools.labelUnits, compile)));
  for (const { range } of lines.flat()) {
    if (range !== undefined) tools.message(`${name}:Interpreted '${range}' as range, not regexp`);
  }
  const [[only] = [], ...others] = lines;
  if (only !== undefined && others.length === 0 && lines[0]!.length === 1) return only;
  return {
    range: undefined,
    ask(profile) {
      const asks = lines.map((parts) => parts.map((part) => part.ask(profile)));
      return (set) => asks.every((parts) => parts.some((ask) => ask(set)));
    },
  };
}

type Warn = (isMatched: boolean, option: string, value: string) => void;

function warner(message: FilterTools['message']): Warn {
  return (isMatched, option, value) => {
    if (value !== '' && !isMatched) message(`${option} expression matched no samples`);
  };
}
