// Every case on which this project is compared with `go tool pprof`: commands, options and profiles, thinned evenly.

import { readdirSync } from 'node:fs';
import { corpusFolder, optionRows, sourceFlags, type OptionUse } from './options.ts';
import { subjects, type Subject } from './subjects.ts';

/** One command line, without the program. */
export interface Case {
  /** `<profile>/<command>.<option row>`, unique, and fit for a file name. */
  readonly name: string;
  readonly profile: string;
  readonly command: string;
  /** The name of the option row; 'plain' without options. */
  readonly option: string;
  /** Flags and sources; paths are from the repository's root. */
  readonly arguments: readonly string[];
  /** Environment variable TZ. */
  readonly timeZone: string;
}

export const commands = [
  'top',
  'tree',
  'peek',
  'traces',
  'tags',
  'raw',
  'comments',
  'list',
  'dot',
  'callgrind',
  'proto',
  'topproto',
] as const;

/** On how many profiles a command is tried with a row of options. */
const profilesPerOption = 4;

/** Every profile of the corpus with every command, then every row of options with every command. */
export function allCases(): readonly Case[] {
  const plain = corpusProfiles().flatMap((profile, index) => plainCases(profile, index));
  const varied = optionRows.flatMap((_, row) => commands.flatMap((_, command) => optionCases(row, command)));
  return [...plain, ...varied];
}

/** Paths below tests/corpus; programs that were profiled are no profiles. */
export function corpusProfiles(): readonly string[] {
  return readdirSync(corpusFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(corpusFolder.length + 1))
    .filter((path) => path !== 'gperftools/shop' && !path.includes('/build/'))
    .toSorted();
}

function plainCases(profile: string, index: number): readonly Case[] {
  const subject = subjects.find((known) => known.profile === profile) ?? {
    profile,
    caller: '.',
    callee: '.',
    firstType: '',
  };
  // What is refused is refused by every command alike.
  const tried = profile.startsWith('malformed/') ? [commands[index % commands.length]!] : commands;
  return tried.map((command) => makeCase(subject, command, 'plain', { flags: [] }));
}

/** Takes the profiles that the options suit in turn, so that over all commands each has its share. */
function optionCases(row: number, command: number): readonly Case[] {
  const { name, use, isRefused = false } = optionRows[row]!;
  const uses = subjects.flatMap((subject) => {
    const found = use(subject);
    return found === undefined ? [] : [{ subject, found }];
  });
  const count = isRefused ? 1 : Math.min(profilesPerOption, uses.length);
  return Array.from({ length: count }, (_, position) => {
    const stride = Math.max(1, Math.floor(uses.length / count));
    const { subject, found } = uses[(row * 5 + command + position * stride) % uses.length]!;
    return makeCase(subject, commands[command]!, name, found);
  });
}

function makeCase(subject: Subject, command: string, option: string, use: OptionUse): Case {
  const takesRegexp = command === 'peek' || command === 'list';
  const sources = [subject.profile, ...(use.otherSources ?? [])];
  return {
    name: `${subject.profile}/${command}.${option}`,
    profile: subject.profile,
    command,
    option,
    arguments: [
      takesRegexp ? `-${command}=${subject.caller}` : `-${command}`,
      ...(use.symbolizes === true ? [] : ['-symbolize=none']),
      ...(command === 'list' && readsGoSources(subject, use) ? sourceFlags : []),
      ...use.flags,
      ...sources.map((path) => `${corpusFolder}/${path}`),
    ],
    timeZone: use.timeZone ?? 'UTC',
  };
}

/** Then the sources are those of examples/, wherever and whenever the profile was recorded. */
function readsGoSources({ profile }: Subject, { flags }: OptionUse): boolean {
  const setsPaths = flags.some((flag) => /^-(?:source|trim)_path=/.test(flag));
  return profile.startsWith('go/') && !setsPaths;
}
