// Joins the sites of a profile with what the compiler says of them: by the whole chain of inlined calls, by the line,
// and where the compiler says nothing by what the source line does.

import type { CompilerFacts, Diagnostic, InliningRefusal, Position } from './diagnostic.ts';
import { explainDiagnostic, type Reason } from './reasons.ts';
import { baseName, packageOf, type Frame, type Site } from './sites.ts';
import { reasonsOfSource } from './source-tokens.ts';

/**
 * How a site was matched, surest first: the same chain of inlined calls; the same line, inlined elsewhere; the source
 * line itself; a parameter of an inlined function, which is allocated where it is called.
 */
export type MatchLevel = 'chain' | 'line' | 'source' | 'parameter' | 'none';

export interface JoinedSite extends Site {
  readonly level: MatchLevel;
  /** More than one when several expressions of the line allocate; empty at the level 'none'. */
  readonly reasons: readonly Reason[];
  /** What the reasons were made from; empty at the levels 'source' and 'none'. */
  readonly diagnostics: readonly Diagnostic[];
  /** The source line, without spaces around it; '' when it is not there. */
  readonly source: string;
}

/** The text of a line of source; undefined when the file is not there. */
export type SourceLine = (frame: Frame) => string | undefined;

export function joinSites(
  sites: readonly Site[],
  facts: CompilerFacts,
  sourceLine: SourceLine,
): readonly JoinedSite[] {
  const lookup = indexFacts(facts);
  return sites.map((site) => joinSite(site, lookup, sourceLine));
}

function joinSite(site: Site, facts: FactIndex, sourceLine: SourceLine): JoinedSite {
  const [leaf] = site.frames as readonly [Frame];
  const source = sourceLine(leaf)?.trim() ?? '';
  const fromSource = reasonsOfSource(source, leaf.function);
  const explained = (level: MatchLevel, diagnostics: readonly Diagnostic[]): JoinedSite => {
    const refusal = facts.refusalOf(leaf);
    const reasons = withoutPanics(diagnostics).map((diagnostic) => explainDiagnostic(diagnostic, refusal));
    // To the compiler a goroutine is one more function literal that escapes.
    const goroutine = fromSource.filter(({ id }) => id === 'goroutine');
    if (goroutine.length > 0) return { ...site, level, reasons: goroutine, diagnostics, source };
    // Growing a map goes unmentioned even where the compiler tells of its key.
    const growth = fromSource.filter(({ id }) => id === 'map-growth');
    return { ...site, level, reasons: [...reasons, ...growth], diagnostics, source };
  };

  const onLine = facts.innermostAt(leaf);
  const sameChain = onLine.filter((diagnostic) => hasChain(diagnostic, site.frames));
  if (sameChain.length > 0) return explained('chain', sameChain);
  if (onLine.length > 0) return explained('line', onLine);
  // Before anything of the caller's line: that may be about what else is on it.
  if (fromSource.length > 0)
    return { ...site, level: 'source', reasons: fromSource, diagnostics: [], source };
  const outermost = site.frames.at(-1)!;
  const isInFile = baseName(outermost.file) === baseName(leaf.file);
  const called = facts.outermostAt(outermost).filter(({ isWholeChain }) => !isWholeChain && isInFile);
  if (called.length > 0) return explained('line', called);
  const parameters = facts.outermostAt(leaf).filter(({ isVariable }) => isVariable);
  if (parameters.length > 0) return explained('parameter', parameters);
  return { ...site, level: 'none', reasons: [], diagnostics: [], source };
}

/** What is only made to panic with is not what was measured, if anything else on the line can be. */
function withoutPanics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const others = diagnostics.filter(
    ({ flow }) =>
      !flow.some(({ expression, effect }) => effect === 'call parameter' && expression.startsWith('panic(')),
  );
  return others.length > 0 ? others : diagnostics;
}

function hasChain(
  { chain, isWholeChain, package: inPackage }: Diagnostic,
  frames: readonly Frame[],
): boolean {
  if (!isWholeChain && frames.length > 1) return false;
  return (
    chain.length === frames.length && chain.every((position, i) => isAt(position, frames[i]!, inPackage))
  );
}

function isAt(position: Position, frame: Frame, inPackage: string): boolean {
  return position.line === frame.line && isSameFile(position.file, frame, inPackage);
}

/**
 * Whether the compiler and the profile mean one file. Either path may be shortened: by -trimpath, or as relative to
 * the directory of the build. A bare name counts only in the package that the function is of.
 */
function isSameFile(file: string, frame: Frame, inPackage: string): boolean {
  if (file === frame.file) return true;
  if (baseName(file) !== baseName(frame.file)) return false;
  const [short, long] = file.length < frame.file.length ? [file, frame.file] : [frame.file, file];
  if (short.includes('/')) {
    if (long.endsWith(`/${short.replace(/^(?:\.\.?\/)+/, '')}`)) return true;
    // Built elsewhere: /home/ci/shop/orders.go, or example.com/shop/orders.go, is /home/me/shop/orders.go.
    return isOfPackage(frame, inPackage) && file.startsWith('/');
  }
  // The compiler's text calls a command by its import path, the profile by 'main'.
  return isOfPackage(frame, inPackage) || packageOf(frame.function) === 'main';
}

/** External tests are in 'orders_test', which is compiled beside 'orders'. */
function isOfPackage(frame: Frame, inPackage: string): boolean {
  const path = packageOf(frame.function);
  return path === inPackage || path.replace(/_test$/, '') === inPackage;
}

interface FactIndex {
  /** Diagnostics whose allocation is on the frame's line. */
  innermostAt(frame: Frame): readonly Diagnostic[];
  /** Diagnostics of allocations that were inlined into the frame's line, or are on it. */
  outermostAt(frame: Frame): readonly Diagnostic[];
  refusalOf(frame: Frame): InliningRefusal | undefined;
}

function indexFacts({ diagnostics, refusals }: CompilerFacts): FactIndex {
  const innermost = groupByPlace(diagnostics, ({ chain }) => chain[0]!);
  const outermost = groupByPlace(diagnostics, ({ chain }) => chain.at(-1)!);
  const declared = groupByPlace(refusals, ({ position }) => position);
  return {
    innermostAt: (frame) =>
      unambiguous(
        (innermost.get(placeKey(frame)) ?? []).filter(({ chain, package: inPackage }) =>
          isAt(chain[0]!, frame, inPackage),
        ),
        0,
      ),
    outermostAt: (frame) =>
      unambiguous(
        (outermost.get(placeKey(frame)) ?? []).filter(({ chain, package: inPackage }) =>
          isAt(chain.at(-1)!, frame, inPackage),
        ),
        -1,
      ),
    refusalOf: (frame) =>
      declared
        .get(placeKey({ file: frame.file, line: frame.startLine }))
        ?.find(({ position }) => isSameFile(position.file, frame, packageOf(frame.function))),
  };
}

/** Two files that could both be meant are none. */
function unambiguous(found: readonly Diagnostic[], end: 0 | -1): readonly Diagnostic[] {
  const files = new Set(found.map(({ chain }) => chain.at(end)!.file));
  return files.size > 1 ? [] : found;
}

function groupByPlace<Item>(items: readonly Item[], placeOf: (item: Item) => Position): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = placeKey(placeOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function placeKey({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${baseName(file)}:${line}`;
}
