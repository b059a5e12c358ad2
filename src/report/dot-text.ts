// Names and other text as Graphviz takes them, in quotes.

import { baseName, nameComponents, shortFunctionName, type NodeInfo } from '#graph';

/** Escapes quotes and backslashes; line breaks become Graphviz's left-justified ones. */
export function escapeDot(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\l`);
}

/** Escapes the parts of a text that has Graphviz's line breaks (backslash and n) in it. */
export function escapeDotLines(text: string): string {
  return text
    .split(String.raw`\n`)
    .map(escapeDot)
    .join(String.raw`\n`);
}

/** The name of a node over several lines, one for each of its components, each ended by Graphviz's line break. */
export function multilineName(info: NodeInfo): string {
  const name = escapeDot(shortFunctionName(info.name))
    .replaceAll('::', String.raw`\n`)
    // Go writes type parameters as '[...]', which is to stay on one line.
    .replaceAll('[...]', '[…]')
    .replaceAll('.', String.raw`\n`);
  const file = info.file === '' ? '' : baseName(info.file);
  return nameComponents({ ...info, name, file })
    .map((component) => `${component}\\n`)
    .join('');
}
