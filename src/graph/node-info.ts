// What identifies a node of the graph, and how it is called in reports.

import { compareText } from '#profile';
import { baseName } from './paths.ts';

/** The attributes of a node; what the granularity leaves out is '' or 0. */
export interface NodeInfo {
  readonly name: string;
  readonly address: bigint;
  readonly file: string;
  readonly startLine: bigint;
  readonly line: bigint;
  readonly column: bigint;
  readonly objectFile: string;
}

/** Address, name and place, as far as they are known: how a node is called in every report. */
export function printableName(info: NodeInfo): string {
  return nameComponents(info).join(' ');
}

export function nameComponents(info: NodeInfo): string[] {
  const components: string[] = [];
  if (info.address !== 0n) components.push(info.address.toString(16).padStart(16, '0'));
  if (info.name !== '') components.push(info.name);
  if (info.line !== 0n) {
    const place = `${info.file}:${info.line}`;
    components.push(info.column === 0n ? place : `${place}:${info.column}`);
  } else if (info.file !== '') components.push(info.file);
  else if (info.name === '') {
    components.push(info.objectFile === '' ? '<unknown>' : `[${baseName(info.objectFile)}]`);
  }
  return components;
}

/** An order of nodes that differ although they are called the same. */
export function compareInfo(a: NodeInfo, b: NodeInfo): number {
  return compareText(infoText(a), infoText(b));
}

function infoText(info: NodeInfo): string {
  const { name, address, file, startLine, line, column, objectFile } = info;
  // The empty column is pprof's place for the original function name, which it does not fill.
  return `{${name}  ${address} ${file} ${startLine} ${line} ${column} ${objectFile}}`;
}
