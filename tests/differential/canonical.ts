// Makes reports comparable where pprof's own order is random: without numbers that follow from the order.

import { parseProfile } from '#formats';

/** The lines of a report, sorted, without what depends on their order. */
export function canonicalLines(command: string, bytes: Uint8Array): readonly string[] {
  return linesOf(command, bytes).toSorted();
}

function linesOf(command: string, bytes: Uint8Array): readonly string[] {
  if (command === 'topproto') return entriesOfProfile(bytes);
  const text = Buffer.from(bytes).toString('latin1');
  if (command === 'dot') return dotLines(text);
  if (command === 'callgrind') return callgrindLines(text);
  // The column sum% depends on the rows above.
  return text.split('\n').map((line) => line.replace(/^( *\S+ +\S+%) +\S+%/, '$1'));
}

/** The functions of a profile of entries, with their values, in place of tables of ids. */
function entriesOfProfile(bytes: Uint8Array): readonly string[] {
  const { samples, stacks, locations, lines, functions, strings } = parseProfile(bytes, { compat: true });
  return Array.from({ length: samples.count }, (_, sample) => {
    const location = stacks.locations[stacks.offsets[samples.stack[sample]!]!]!;
    const fn = lines.function[locations.lineOffsets[location]!]!;
    const values = samples.values.map((column) => column[sample]).join(' ');
    const name = strings.text(functions.name[fn]!);
    return `${values} ${name} ${strings.text(functions.filename[fn]!)} ${functions.startLine[fn]}`;
  });
}

const nodePattern = /^(N+\d+(?:_\d+)*) \[label ?= ?"((?:[^"\\]|\\.)*)"/gm;
const nodeOrEdgePattern = /^(N+\d+(?:_\d+)*)(?: -> (N+\d+(?:_\d+)*))?/;

/** Nodes are called by their label in place of their number. */
function dotLines(text: string): readonly string[] {
  const labels = new Map<string, string>();
  for (const [, node = '', label = ''] of text.matchAll(nodePattern)) labels.set(node, label);
  const nameOf = (node: string): string => {
    // A tag is called `N3_0` or `NN3_0`, after the node that it belongs to.
    const owner = /^N?(N\d+)_/.exec(node)?.[1] ?? '';
    return `<${labels.get(owner) ?? ''}><${labels.get(node) ?? node}>`;
  };
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/ id="[^"]*"/, '')
        .replace(nodeOrEdgePattern, (_, from: string, to: string | undefined) =>
          to === undefined ? nameOf(from) : `${nameOf(from)} -> ${nameOf(to)}`,
        ),
    );
}

const positionPattern = /^(calls=\d+ )?([+-]?\d+|0x[0-9a-f]+|\*) ([+-]?\d+|\*)(.*)$/;

/** Names are written out in place of their numbers, positions are absolute, and costs name what they are of. */
function callgrindLines(text: string): readonly string[] {
  const names = new Map<string, string>();
  const context = new Map<string, string>();
  let address = 0n;
  const expanded: string[] = [];
  for (const written of text.split('\n')) {
    const [, kind, number = '', name] = /^(c?(?:ob|fl|fi|fn))=\((\d+)\)(?: (.*))?$/.exec(written) ?? [];
    if (kind !== undefined) {
      const key = `${kind.replace('c', '')} ${number}`;
      // The paths of a call tree that lead to one function are numbered at random.
      if (name !== undefined) names.set(key, name.replace(/ \[\d+\/\d+\]$/, ''));
      context.set(kind, names.get(key) ?? number);
      continue;
    }
    const [, calls = '', position, line = '', rest = ''] = positionPattern.exec(written) ?? [];
    if (position === undefined) {
      expanded.push(written);
      continue;
    }
    const base = /^[+-]/.test(position) || position === '*' ? address : 0n;
    const absolute = position === '*' ? base : base + BigInt(position.replace('+', ''));
    if (calls === '') address = absolute;
    const place = [...context].map(([key, value]) => `${key}=${value}`).join(' ');
    // Of nodes with one name, a call names the address of any.
    expanded.push(`${place} ${calls === '' ? `${absolute} ${line}` : calls}${rest}`);
    if (calls === '') for (const key of ['cob', 'cfl', 'cfi', 'cfn']) context.delete(key);
  }
  return expanded;
}
