// The folders of the user in which sources may be: search path, working directory, the project around it.

import { existsSync, readdirSync, realpathSync, type Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import { readEmbeddedSources, type EmbeddedSource } from './embedded-sources.ts';

export interface SourceFolders {
  /** The search path, the working directory and the root of its project, in that order, each once. */
  readonly roots: readonly string[];
  /** The roots of the search path and of the working directory, and all folders above them. */
  readonly ancestors: readonly string[];
  /** The files of this name anywhere in the roots; perhaps not all, unless `isComplete`. */
  filesNamed(name: string): readonly string[];
  /** Whether the roots were small enough to be looked through. */
  isComplete(): boolean;
  /** The sources inside of the source maps in the roots. */
  embeddedSources(): readonly EmbeddedSource[];
}

/** A project is what one of these files or folders is at the top of. */
const projectMarks = ['go.mod', 'package.json', 'Cargo.toml', 'pyproject.toml', '.git'];

export function createSourceFolders(searchPath: readonly string[], workingDirectory: string): SourceFolders {
  const directories = [...new Set([...searchPath, workingDirectory])];
  const ancestors = [...new Set(directories.flatMap(withParents))];
  const project = withParents(workingDirectory).find((directory) =>
    projectMarks.some((mark) => existsSync(join(directory, mark))),
  );
  const roots = [...new Set(project === undefined ? directories : [...directories, project])];
  let index: FileIndex | undefined;
  let embedded: readonly EmbeddedSource[] | undefined;
  const indexed = (): FileIndex => (index ??= indexFiles(roots));
  return {
    roots,
    ancestors,
    filesNamed: (name) => indexed().filesNamed(name),
    isComplete: () => indexed().isComplete,
    embeddedSources: () => (embedded ??= readEmbeddedSources(indexed().sourceMaps)),
  };
}

/** A directory and those above it. */
export function withParents(directory: string): string[] {
  const all = [directory];
  for (let parent = dirname(directory); parent !== all.at(-1); parent = dirname(parent)) all.push(parent);
  return all;
}

/** The same file under two names counts once. */
export function distinctFiles(paths: readonly string[]): string[] {
  return [...new Map(paths.map((path) => [realpathSync(path), path])).values()];
}

interface FileIndex {
  filesNamed(name: string): readonly string[];
  readonly sourceMaps: readonly string[];
  readonly isComplete: boolean;
}

const maxEntries = 20_000;

/** Goes breadth first, so that what is near is found even where there is too much. */
function indexFiles(roots: readonly string[]): FileIndex {
  const files = new Map<string, string[]>();
  const pending = [...roots];
  const seen = new Set(pending);
  let entries = 0;
  for (const folder of pending) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !isHidden(entry.name) && !seen.has(path)) {
        seen.add(path);
        pending.push(path);
      } else if (entry.isFile()) {
        const same = files.get(entry.name);
        if (same === undefined) files.set(entry.name, [path]);
        else same.push(path);
      }
      entries++;
    }
    if (entries > maxEntries) break;
  }
  return {
    filesNamed: (name) => files.get(name) ?? [],
    sourceMaps: [...files].flatMap(([name, paths]) => (/\.[cm]?jsx?\.map$/.test(name) ? paths : [])),
    isComplete: entries <= maxEntries,
  };
}

/** What belongs to others is not looked through. */
function isHidden(folder: string): boolean {
  return folder.startsWith('.') || folder === 'node_modules' || folder === 'vendor';
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that may not be read holds nothing for us.
    return [];
  }
}
