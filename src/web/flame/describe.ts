// Says in words what a box of a flame graph stands for: for tooltips and screen readers.

import type { FlameData, FlameValue } from '#flame';
import { label, percentage } from '#measurement';

/** What a node is, as cells of a table. */
export interface FlameFacts {
  readonly name: string;
  readonly flat: string;
  readonly cum: string;
  readonly share: string;
}

export function flameFacts(data: FlameData, node: number): FlameFacts {
  const value = data.values[data.selected]!;
  return {
    name: nameOf(data, node),
    flat: label(value.flat[node]!, value.unit),
    cum: label(value.cum[node]!, value.unit),
    share: share(value.cum[node]!, value.total),
  };
}

/** The name; flat and cum of the value shown; the other values; bytes per object; file and line. */
export function describeNode(data: FlameData, node: number): string[] {
  const { frame, frames, values, selected, isInline } = data;
  const shown = values[selected]!;
  const index = frame[node]!;
  const lines = [
    `${nameOf(data, node)}${isInline[node] === 1 ? ' (inlined)' : ''}`,
    `${shown.type}: self ${valueText(shown, shown.flat[node]!)}, total ${valueText(shown, shown.cum[node]!)}`,
  ];
  for (const [i, value] of values.entries()) {
    if (i === selected || (value.cum[node] === 0 && value.flat[node] === 0)) continue;
    lines.push(
      `${value.type}: self ${label(value.flat[node]!, value.unit)}, total ${valueText(value, value.cum[node]!)}`,
    );
  }
  lines.push(...bytesPerObject(data, node));
  const file = frames.files[frames.file[index]!]!;
  if (file !== '') lines.push(frames.line[index] === 0 ? file : `${file}:${frames.line[index]}`);
  return lines;
}

/** For each kind of memory that is counted both in bytes and in objects. */
function bytesPerObject({ values }: FlameData, node: number): string[] {
  return values.flatMap((space) => {
    if (!space.type.endsWith('_space')) return [];
    const kind = space.type.slice(0, -'_space'.length);
    const objects = values.find(({ type }) => type === `${kind}_objects`);
    const count = objects?.cum[node] ?? 0;
    if (count === 0) return [];
    return [`${kind}: ${label(space.cum[node]! / count, space.unit)} per object`];
  });
}

function nameOf({ frame, frames }: FlameData, node: number): string {
  return frames.name[frame[node]!]!;
}

function valueText({ unit, total }: FlameValue, value: number): string {
  return `${label(value, unit)} (${share(value, total)})`;
}

function share(value: number, total: number): string {
  const text = percentage(value, total).trim();
  return value < 0 ? `-${text}` : text;
}
