// Finds the tools for object files: where `-tools` says, then on the search path of the system.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type ToolName = 'addr2line' | 'llvm-symbolizer' | 'llvm-objdump' | 'objdump' | 'swift-demangle';

export type FindTool = (name: ToolName) => string | undefined;

export interface ToolPlaces {
  /** As `-tools` has it: directories with ',', each for all tools or, as `tool:directory`, for one. */
  readonly tools: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** GNU's tools have a "g" in front where others come with the system. */
const namesOnMac: Readonly<Record<ToolName, readonly string[]>> = {
  addr2line: ['addr2line', 'gaddr2line'],
  'llvm-symbolizer': ['llvm-symbolizer'],
  'llvm-objdump': ['llvm-objdump'],
  objdump: ['objdump', 'gobjdump'],
  'swift-demangle': ['swift-demangle'],
};

export function createToolFinder({ tools, environment, platform }: ToolPlaces): FindTool {
  const chosen = tools
    .split(',')
    .filter((entry) => entry !== '')
    .map(splitEntry);
  const path = (environment['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const suffix = platform === 'win32' ? '.exe' : '';
  return (name) => {
    const own = chosen.filter(({ tool }) => tool === '' || toolsNamed(tool).includes(name));
    const directories = [...own.map(({ directory }) => directory), ...path];
    const names = platform === 'darwin' ? namesOnMac[name] : [name];
    const candidates = names.flatMap((file) =>
      directories.map((directory) => join(directory, file + suffix)),
    );
    return candidates.find(isProgram);
  };
}

function splitEntry(entry: string): { readonly tool: string; readonly directory: string } {
  const [, tool = '', directory = ''] = /^(?:([a-z\d-]{2,}):)?(.*)$/.exec(entry) ?? [];
  return { tool, directory };
}

/** `objdump:/opt/bin` is for LLVM's too. */
function toolsNamed(name: string): readonly string[] {
  return name === 'objdump' ? ['llvm-objdump', 'objdump'] : [name];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
