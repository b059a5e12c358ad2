// Reads the value of `-symbolize`: a list with ':' of what to do about names.

import type { DemangleMode } from './demangled-names.ts';

export interface SymbolizeOptions {
  /** 'none': leave all names alone. */
  readonly symbolize: 'default' | 'none';
  readonly demangle: DemangleMode;
  /** Replace names that the profile has. */
  readonly isForced: boolean;
  /** Lines for the user about what was not understood. */
  readonly warnings: readonly string[];
}

export function parseSymbolizeOptions(text: string): SymbolizeOptions {
  let demangle: DemangleMode = 'default';
  let isForced = false;
  const warnings: string[] = [];
  for (const option of text.toLowerCase().split(':')) {
    if (option === 'none' || option === 'no') return { symbolize: 'none', demangle, isForced, warnings };
    const mode = /^(?:demangle=)?(full|none|templates|default)$/.exec(option)?.[1];
    if (mode === 'full' || mode === 'none' || mode === 'templates') {
      demangle = mode;
      isForced = true;
    } else if (option === 'force') isForced = true;
    else if (mode === undefined && !['', 'local', 'fastlocal', 'remote'].includes(option)) {
      warnings.push(
        `ignoring unrecognized symbolization option: ${text}`,
        'expecting -symbolize=[local|fastlocal|remote|none][:force][:demangle=[none|full|templates|default]',
      );
    }
  }
  return { symbolize: 'default', demangle, isForced, warnings };
}
