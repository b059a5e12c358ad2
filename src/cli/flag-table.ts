// Every flag of the command line: those of the option and command tables, and those about sources and the session.

import { commandNames, commands, options, sampleAliases } from '#driver';
import type { Option } from '#driver';

import type { FlagKind } from './flags.ts';

export interface RequestFlag {
  readonly name: string;
  readonly kind: FlagKind;
  readonly group: 'source' | 'session';
  /** What stands for the value in help; '' for a bool. */
  readonly placeholder: string;
  readonly help: string;
}

/** The flags that say what to read and where to show it, and are no options of a report. */
export const requestFlags: readonly RequestFlag[] = [
  {
    name: 'base',
    kind: 'string',
    group: 'source',
    placeholder: '=SOURCE',
    help: 'Subtract this profile; what cancels is gone',
  },
  {
    name: 'diff_base',
    kind: 'string',
    group: 'source',
    placeholder: '=SOURCE',
    help: 'Compare with this profile; percentages are of its total',
  },
  {
    name: 'seconds',
    kind: 'int',
    group: 'source',
    placeholder: '=N',
    help: 'Ask a URL to record for this long',
  },
  {
    name: 'timeout',
    kind: 'int',
    group: 'source',
    placeholder: '=N',
    help: 'Give up fetching after so many seconds',
  },
  {
    name: 'retry',
    kind: 'int',
    group: 'source',
    placeholder: '=N',
    help: 'Wait so many seconds for a program that does not listen yet',
  },
  {
    name: 'H',
    kind: 'list',
    group: 'source',
    placeholder: "='NAME: VALUE'",
    help: 'Send a header with requests; may be given several times',
  },
  {
    name: 'symbolize',
    kind: 'string',
    group: 'source',
    placeholder: '=MODE',
    help: 'none, local, fastlocal, remote, force or demangle=MODE, joined by ":"',
  },
  {
    name: 'buildid',
    kind: 'string',
    group: 'source',
    placeholder: '=ID',
    help: 'Build id of the program, if the profile has none',
  },
  {
    name: 'tools',
    kind: 'string',
    group: 'source',
    placeholder: '=PATH',
    help: 'Where to look for object tools (default $PPROF_TOOLS)',
  },
  {
    name: 'add_comment',
    kind: 'string',
    group: 'source',
    placeholder: '=TEXT',
    help: 'Add a comment to the profile',
  },
  {
    name: 'all_frames',
    kind: 'bool',
    group: 'source',
    placeholder: '',
    help: 'Keep the frames that the profile says to drop',
  },
  {
    name: 'tls_cert',
    kind: 'string',
    group: 'source',
    placeholder: '=FILE',
    help: 'TLS client certificate for fetching',
  },
  {
    name: 'tls_key',
    kind: 'string',
    group: 'source',
    placeholder: '=FILE',
    help: 'TLS private key for fetching',
  },
  {
    name: 'tls_ca',
    kind: 'string',
    group: 'source',
    placeholder: '=FILE',
    help: 'TLS certificate authorities to trust',
  },
  {
    name: 'http',
    kind: 'string',
    group: 'session',
    placeholder: '=HOST:PORT',
    help: 'Serve the web UI; host and port may be left out',
  },
  {
    name: 'no_browser',
    kind: 'bool',
    group: 'session',
    placeholder: '',
    help: 'With -http: open no browser',
  },
];

/** The kind of every flag by its name. */
export function flagKinds(): ReadonlyMap<string, FlagKind> {
  const kinds = new Map<string, FlagKind>();
  for (const option of options) addOptionFlags(kinds, option);
  for (const command of commands) {
    for (const name of commandNames(command)) kinds.set(name, command.takesRegexp ? 'string' : 'bool');
  }
  for (const alias of sampleAliases) kinds.set(alias.name, 'bool');
  for (const flag of requestFlags) kinds.set(flag.name, flag.kind);
  return kinds;
}

function addOptionFlags(kinds: Map<string, FlagKind>, option: Option): void {
  if (option.type === 'choice' && option.choicesAreFlags) {
    for (const choice of option.choices) kinds.set(choice.name, 'bool');
    return;
  }
  const isText = option.type === 'choice' || option.type === 'regexp';
  kinds.set(option.name, isText ? 'string' : option.type);
}
