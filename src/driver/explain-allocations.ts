// Finds out why a Go program allocates: reads the sites off its profile, and asks the compiler about each.

import {
  allocationSites,
  buildEscape,
  compiledPackages,
  joinSites,
  mergeFacts,
  packageOf,
  parseCompilerJson,
  parseCompilerText,
  type CompilerFacts,
  type EscapeReport,
  type Frame,
} from '#escape';
import { trimSourcePath } from '#graph';
import type { CompilerNotes, GoPackage, GoToolchain, SourceReader } from '#ports';
import { ProfileError, sampleTypeIndex, type Profile } from '#profile';

export interface AllocationsRequest {
  /** Patterns of packages; when empty, those that the profile tells of, or './...'. */
  readonly packages: readonly string[];
  /** 'alloc_space' unless it says otherwise. */
  readonly sampleType: string;
  /** What the compiler wrote earlier, in either form, in place of running it. */
  readonly saved: readonly CompilerNotes[];
  readonly sourcePath: string;
}

export interface AllocationsWorld {
  readonly toolchain: GoToolchain;
  readonly sources: SourceReader;
  /** What takes a while. */
  progress(text: string): void;
}

/**
 * @throws ProfileError when the profile is not one of allocations by a Go program, or `saved` is not the compiler's.
 * @throws ToolError when the compiler cannot be asked.
 */
export async function explainAllocations(
  profile: Profile,
  request: AllocationsRequest,
  world: AllocationsWorld,
): Promise<EscapeReport> {
  requireGo(profile);
  const { bytes, objects } = valueColumns(profile, request.sampleType);
  const { facts, isOwn } = await compilerFacts(profile, bytes, request, world);
  const sites = allocationSites({ profile, bytes, objects, isOwn });
  const joined = joinSites(sites, facts, (frame) => sourceLine(frame, request.sourcePath, world.sources));
  const { type } = profile.sampleTypes[bytes]!;
  return buildEscape(joined, facts, { program: programOf(profile), sampleType: type });
}

interface OwnFacts {
  readonly facts: CompilerFacts;
  readonly isOwn: (functionName: string) => boolean;
}

async function compilerFacts(
  profile: Profile,
  bytes: number,
  { packages, saved }: AllocationsRequest,
  { toolchain, progress }: AllocationsWorld,
): Promise<OwnFacts> {
  if (saved.length > 0) {
    const facts = mergeFacts(saved.map(parseNotes));
    return { facts, isOwn: isOfPackages(new Set(facts.diagnostics.map((diagnostic) => diagnostic.package))) };
  }
  const tested = testedPackages(profile);
  const patterns = packages.length > 0 ? packages : tested.length > 0 ? tested : ['./...'];
  const own = await toolchain.listPackages(patterns);
  const dependencies = compiledPackages({ profile, bytes }).filter((path) => isDependency(path, own));
  progress(`compiling ${[...patterns, ...dependencies].length} packages to ask why they allocate`);
  const notes = await toolchain.compilerNotes({ patterns, withTests: tested.length > 0, dependencies });
  const paths = new Set(own.map(({ importPath, name }) => (name === 'main' ? 'main' : importPath)));
  return { facts: mergeFacts(notes.map(parseNotes)), isOwn: isOfPackages(paths) };
}

function parseNotes({ path, text }: CompilerNotes): CompilerFacts {
  return text.startsWith('{') ? parseCompilerJson(text, path) : parseCompilerText(text, path);
}

/** The runtime's own frames are no part of heap profiles; what is named is compiled anyway. */
function isDependency(path: string, own: readonly GoPackage[]): boolean {
  if (path === 'main' || path === 'runtime' || path.startsWith('_')) return false;
  return !own.some(({ importPath }) => importPath === path.replace(/_test$/, ''));
}

function isOfPackages(paths: ReadonlySet<string>): (functionName: string) => boolean {
  return (functionName) => {
    const path = packageOf(functionName);
    return paths.has(path) || paths.has(path.replace(/_test$/, ''));
  };
}

/** The packages whose tests or benchmarks the profile is of; empty when it is of another program. */
function testedPackages({ functions, strings }: Profile): readonly string[] {
  const packages = new Set<string>();
  let isTest = false;
  for (const index of functions.name) {
    const name = strings.text(index);
    isTest ||= name.startsWith('testing.');
    if (/\.(?:Benchmark|Test|Fuzz|Example)[^a-z.][^.]*(?:\.func|$)/.test(name)) {
      packages.add(packageOf(name).replace(/_test$/, ''));
    }
  }
  return isTest ? [...packages] : [];
}

function requireGo({ functions, strings }: Profile): void {
  const files = Array.from(functions.filename, (index) => strings.text(index));
  if (files.some((file) => file.endsWith('.go'))) return;
  if (files.some((file) => /\.[cm]?[jt]sx?$|^node:/.test(file))) {
    throw new ProfileError(
      'no-match',
      'V8 does not tell why a value is on the heap: nearly all of JavaScript is. Look at what allocates most with heapwise top -sample_index=alloc_space, and at what stays with heapwise leak',
    );
  }
  throw new ProfileError(
    'no-match',
    'the profile names no Go source file, and escape analysis is for Go programs',
  );
}

/** @returns indexes of sample types; `objects` is -1 when there is no count. */
function valueColumns(profile: Profile, sampleType: string): { bytes: number; objects: number } {
  const types = profile.sampleTypes.map(({ type }) => type);
  const wanted = sampleType === '' && types.includes('alloc_space') ? 'alloc_space' : sampleType;
  const bytes = sampleTypeIndex(profile, wanted);
  if (profile.sampleTypes[bytes]?.unit !== 'bytes') {
    throw new ProfileError('no-match', `${types[bytes]} is not in bytes; this needs a heap profile`);
  }
  return { bytes, objects: types.indexOf(types[bytes]!.replace('_space', '_objects')) };
}

function sourceLine({ file, line }: Frame, sourcePath: string, sources: SourceReader): string | undefined {
  const searchPath = sourcePath === '' ? sources.workingDirectory : sourcePath;
  const trimmed = trimSourcePath(file, { trimPath: '', sourcePath: searchPath });
  const source = sources.find({ path: file, trimmed, searchPath, compat: false });
  return source.kind === 'found' ? source.lines[line - 1] : undefined;
}

function programOf({ mappings, strings }: Profile): string {
  const file = mappings.count === 0 ? '' : strings.text(mappings.file[0]!);
  return file.slice(file.lastIndexOf('/') + 1);
}
