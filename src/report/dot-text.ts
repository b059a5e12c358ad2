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

/**
 * The name of a node over several lines, one for each of its components, each ended by Graphviz's line break.
 * @param escapeFile what becomes of the names of files in it.
 */
export function multilineName(info: NodeInfo, escapeFile: (file: string) => string): string {
  const name = escapeDot(shortFunctionName(info.name))
    .replaceAll('::', String.raw`\n`)
    // Go writes type parameters as '[...]', which is to stay on one line.
    .replaceAll('[...]', '[…]')
    .replaceAll('.', String.raw`\n`);
  const file = info.file === '' ? '' : escapeFile(baseName(info.file));
  return nameComponents({ ...info, name, file, objectFile: escapeFile(info.objectFile) })
    .map((component) => `${component}\\n`)
    .join('');
}

/**
 * What Graphviz makes of this is valid in every kind of image. Of the text in it, what looks like an entity of HTML
 * stays as it is, and characters that XML does not allow, or that reorder others, become the sign for such.
 */
export function drawableDot(dot: string): string {
  const escaped = dot.replaceAll('&', '&amp;').replaceAll(undrawable, '\u{fffd}');
  // Graphviz unescapes tooltips twice: an escaped `\\N` would become the name of the node.
  return escaped.replaceAll(/tooltip="(?:[^"\\]|\\.)*"/gs, (tooltip) =>
    tooltip.replaceAll(String.raw`\\`, String.raw`\\\\`),
  );
}

// C0 but for newline, DEL, C1, controls of direction, noncharacters, and lone surrogates: bytes that are no UTF-8.
const undrawable = new RegExp(
  String.raw`[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}`,
  'gu',
);
