// The command that prints what a page shows.

import type { SessionFacts } from '#web/api';

/** The report of each page; the flame graph and the others are shown by the UI itself. */
const commandOfPage: Readonly<Record<string, string>> = {
  top: 'top',
  peek: 'peek',
  source: 'list',
  disasm: 'disasm',
  graph: 'dot',
  tags: 'tags',
};

/** `heapwise top -focus=parse heap.pb.gz`, with words quoted for a shell where that is needed. */
export function equivalentCommand(
  page: string,
  query: URLSearchParams,
  { options, sources }: SessionFacts,
): string {
  // These two judge whole profiles, without the options of reports.
  if (page === 'timeline') return commandOf(['leak', ...sources]);
  const other = (query.get('with') ?? '').replace(/@[0-9a-f]{12}$/, '');
  if (page === 'compare' && other !== '') {
    const isSwapped = query.get('swap') === 'true';
    return commandOf(['compare', ...(isSwapped ? [...sources, other] : [other, ...sources])]);
  }
  const command = commandOfPage[page] ?? 'web';
  const focus = query.get('f') ?? '';
  const takesRegexp = ['peek', 'list', 'disasm'].includes(command);
  const flags = options.flatMap(({ name, parameter, type }) => {
    const value = query.get(parameter) ?? '';
    if (value === '') return [];
    if (type === 'choice') return [`-${value}`];
    if (type === 'bool') return [/^(?:true|t|yes|y|1)$/i.test(value) ? `-${name}` : `-${name}=false`];
    return [`-${name}=${value}`];
  });
  return commandOf([
    command,
    ...(takesRegexp && focus !== '' ? [focus] : []),
    ...flags,
    ...withBase(sources),
  ]);
}

function commandOf(words: readonly string[]): string {
  return ['heapwise', ...words.map(shellWord)].join(' ');
}

function withBase(sources: readonly string[]): readonly string[] {
  const [flag = '', base = '', ...others] = sources;
  return /^-(?:diff_)?base$/.test(flag) ? [`${flag}=${base}`, ...others] : sources;
}

function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
