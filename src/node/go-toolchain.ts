// The Go toolchain on Node: runs the `go` command in the directory of a module.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError, type CompilerNotes, type CompilerNotesRequest, type GoToolchain } from '#ports';
import { beforeInterruption } from './interruption.ts';

/** @param directory where packages are looked for, as `go` would when started there. */
export function createGoToolchain(directory: string): GoToolchain {
  const known = new Map<string, Promise<readonly CompilerNotes[]>>();
  return {
    async listPackages(patterns) {
      const output = await runGo(['list', '-f={{.ImportPath}} {{.Name}}', ...checked(patterns)], directory);
      return output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [importPath = '', name = ''] = line.split(' ');
          return { importPath, name };
        });
    },
    compilerNotes(request) {
      // In the shell and in a browser the same is asked again and again.
      const key = JSON.stringify(request);
      const notes = known.get(key) ?? compilerNotes(request, directory);
      known.set(key, notes);
      notes.catch(() => known.delete(key));
      return notes;
    },
  };
}

async function compilerNotes(
  { patterns, withTests, dependencies }: CompilerNotesRequest,
  directory: string,
): Promise<readonly CompilerNotes[]> {
  // The directory is part of the flags, so a new one makes the compiler run even when all is built already.
  const { tmpdir } = await import('node:os');
  const temporary = mkdtempSync(join(tmpdir(), 'heapwise-escape-'));
  const remove = (): void => rmSync(temporary, { recursive: true, force: true });
  const forget = beforeInterruption(remove);
  try {
    const notes = join(temporary, 'notes');
    const flags = ['', ...dependencies.map((path) => `${path}=`)].map(
      (of) => `-gcflags=${of}-json=0,${notes}`,
    );
    const output = ['-o', `${join(temporary, 'built')}/`];
    const build = withTests ? ['test', '-c', ...output] : ['build', ...output];
    await runGo([...build, ...flags, ...checked(patterns)], directory);
    return readNotes(notes);
  } finally {
    remove();
    forget();
  }
}

function readNotes(directory: string): readonly CompilerNotes[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** `go test` has no end of flags that could keep a name from being one. */
function checked(patterns: readonly string[]): readonly string[] {
  const flag = patterns.find((pattern) => pattern.startsWith('-'));
  if (flag !== undefined) throw new ToolError(`${flag} is no package; options come before the profile`);
  return patterns;
}

/** @returns what it prints. */
export async function runGo(args: readonly string[], directory: string): Promise<string> {
  const { spawn } = await import('node:child_process');
  const child = spawn('go', args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const forget = beforeInterruption(() => child.kill());
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return new Promise<string>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'no `go` is on the PATH' : error.message;
      reject(
        new ToolError(
          `cannot run the Go compiler: ${reason}; install Go, or name its saved output with -saved`,
        ),
      );
    });
    child.on('close', (status, signal) => {
      if (status === 0) resolve(output);
      else reject(new ToolError(goFailure(args[0] ?? '', errors, signal)));
    });
  }).finally(forget);
}

/** Go says first of which package it speaks, then what is wrong. */
function goFailure(command: string, errors: string, signal: string | null): string {
  if (signal !== null) return `go ${command} was ended by ${signal}`;
  const reason = errors
    .split('\n')
    .find((line) => line !== '' && !line.startsWith('# ') && !line.startsWith('go: downloading'))
    // What would come on the lines below it.
    ?.replace(/(?:; to add it:|; see '[^']*'|:)$/, '');
  return `go ${command} failed: ${reason ?? 'it gave no reason'}; run this in the directory of the module (-dir)`;
}
