// Reads the value of `-symbolize`: a list with ':' of what to do about names.

import type { DemangleMode } from './simplify-demangled.ts';

export interface SymbolizeOptions {
  /** Leave everything as it is. */
  readonly isOff: boolean;
  /** By programs and libraries on this machine. */
  readonly isLocal: boolean;
  /** By the server that the profile came from. */
  readonly isRemote: boolean;
  /** Names are enough, files and lines are not asked for. */
  readonly isFast: boolean;
  readonly demangle: DemangleMode;
  /** Replace names that the profile has. */
  readonly isForced: boolean;
  /** Lines for the user about what was not understood. */
  readonly warnings: readonly string[];
}

const everywhere = { isLocal: true, isRemote: true, isFast: false };

/** What each place to look for names means for the others. */
const places: Readonly<Record<string, Pick<SymbolizeOptions, 'isLocal' | 'isRemote' | 'isFast'>>> = {
  local: { ...everywhere, isRemote: false },
  fastlocal: { ...everywhere, isRemote: false, isFast: true },
  remote: { ...everywhere, isLocal: false },
};

export function parseSymbolizeOptions(text: string): SymbolizeOptions {
  let place = everywhere;
  let demangle: DemangleMode = 'default';
  let isForced = false;
  const warnings: string[] = [];
  for (const option of text.toLowerCase().split(':')) {
    if (option === 'none' || option === 'no') {
      return { isOff: true, ...place, demangle, isForced, warnings };
    }
    const mode = /^(?:demangle=)?(full|none|templates|default)$/.exec(option)?.[1];
    if (mode === 'full' || mode === 'none' || mode === 'templates') {
      demangle = mode;
      isForced = true;
    } else if (option === 'force') isForced = true;
    else if (places[option] !== undefined) place = places[option];
    else if (mode === undefined && option !== '') {
      warnings.push(
        `ignoring unrecognized symbolization option: ${text}`,
        'expecting -symbolize=[local|fastlocal|remote|none][:force][:demangle=[none|full|templates|default]',
      );
    }
  }
  return { isOff: false, ...place, demangle, isForced, warnings };
}
