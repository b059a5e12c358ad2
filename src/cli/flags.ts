// Parses flags by the rules of Go's flag package: -x and --x, -x=v and -x v, and nothing after the first non-flag.

import { parseFloat64, parseGoBool, parseInteger, UsageError } from '#driver';
import type { LiteralError } from '#driver';

import { closestName } from './spelling.ts';

/** A 'list' may be given several times. */
export type FlagKind = 'bool' | 'int' | 'float' | 'string' | 'list';
export type FlagValue = boolean | number | string | readonly string[];

export interface ParsedFlags {
  /** Only flags that were given; of a repeated flag the last value, or all those of a list. */
  readonly values: ReadonlyMap<string, FlagValue>;
  readonly positionals: readonly string[];
  /** Whether -h or -help was met; parsing ended there. */
  readonly helpWanted: boolean;
}

/** Where flags may stand: before the first positional argument as in Go, or anywhere before `--`. */
export type FlagPlacement = 'first' | 'anywhere';

/** Throws UsageError, in Go's words, for an unknown flag and for a missing or malformed value. */
export function parseFlags(
  argv: readonly string[],
  kinds: ReadonlyMap<string, FlagKind>,
  placement: FlagPlacement,
): ParsedFlags {
  const values = new Map<string, FlagValue>();
  const positionals: string[] = [];
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--') break;
    if (!argument.startsWith('-') || argument === '-') {
      positionals.push(argument);
      if (placement === 'first') break;
      continue;
    }
    const { name, text } = splitFlag(argument);
    const kind = kinds.get(name);
    if (kind === undefined) {
      if (name === 'h' || name === 'help') return { values, positionals, helpWanted: true };
      throw unknownFlag(name, kinds);
    }
    // A bool takes no second word: `-top heap.pb.gz` is a flag and a source.
    const value = kind === 'bool' ? (text ?? 'true') : (text ?? rest.shift());
    if (value === undefined) throw new UsageError(`flag needs an argument: -${name}`);
    values.set(name, kind === 'list' ? [...listed(values, name), value] : parseFlagValue(name, kind, value));
  }
  return { values, positionals: [...positionals, ...rest], helpWanted: false };
}

function listed(values: ReadonlyMap<string, FlagValue>, name: string): readonly string[] {
  const value = values.get(name);
  return typeof value === 'object' ? value : [];
}

function splitFlag(argument: string): { name: string; text: string | undefined } {
  const flag = argument.replace(/^--?/, '');
  if (flag === '' || flag.startsWith('-') || flag.startsWith('=')) {
    throw new UsageError(`bad flag syntax: ${argument}`);
  }
  const equals = flag.indexOf('=');
  if (equals < 0) return { name: flag, text: undefined };
  return { name: flag.slice(0, equals), text: flag.slice(equals + 1) };
}

function parseFlagValue(name: string, kind: FlagKind, text: string): FlagValue {
  if (kind === 'string') return text;
  if (kind === 'bool') {
    const value = parseGoBool(text);
    if (typeof value === 'boolean') return value;
    throw new UsageError(`invalid boolean value ${JSON.stringify(text)} for -${name}: ${flagReason(value)}`);
  }
  const value = kind === 'int' ? parseInteger(text) : parseFloat64(text);
  if (typeof value === 'number') return value;
  throw new UsageError(`invalid value ${JSON.stringify(text)} for flag -${name}: ${flagReason(value)}`);
}

function flagReason(reason: LiteralError): string {
  return reason === 'invalid syntax' ? 'parse error' : reason;
}

function unknownFlag(name: string, kinds: ReadonlyMap<string, FlagKind>): UsageError {
  const message = `flag provided but not defined: -${name}`;
  const names = [...kinds.keys()];
  // The beginning of one name only is meant as that one: -o is -output.
  const [completed, ...others] = names.filter((other) => other.startsWith(name));
  const meant = others.length === 0 && completed !== undefined ? completed : closestName(name, names);
  return meant === undefined ? new UsageError(message) : new UsageError(message, `did you mean -${meant}?`);
}
