// Flame graphs from text, one stack per line, and back: short to write in tests.

import { sumSubtrees, type FlameData } from '#flame';

/** Each line is a stack from the root and what its last frame has: 'main;work 5'; more values are more types. */
export function flameFromStacks(text: string, types: readonly string[] = ['inuse_space']): FlameData {
  const rows = [{ path: '', frame: 0, flat: types.map(() => 0) }];
  const names = ['root'];
  const stacks = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '));
  const paths = new Map<string, { frames: string[]; flat: number[] }>();
  for (const [stack = '', ...values] of stacks) {
    const frames = stack.split(';');
    frames.forEach((_, i) => {
      const path = frames.slice(0, i + 1).join(';');
      if (!paths.has(path)) paths.set(path, { frames: frames.slice(0, i + 1), flat: types.map(() => 0) });
    });
    values.forEach((value, v) => (paths.get(stack)!.flat[v]! += Number(value)));
  }
  const parents = [-1];
  const rowOf = new Map([['', 0]]);
  for (let depth = 1, row: string[] = ['']; row.length > 0; depth++) {
    const next: string[] = [];
    for (const caller of row) {
      for (const [path, { frames, flat }] of paths) {
        if (frames.length !== depth || frames.slice(0, -1).join(';') !== caller) continue;
        const name = frames.at(-1)!;
        if (!names.includes(name)) names.push(name);
        rowOf.set(path, rows.push({ path, frame: names.indexOf(name), flat }) - 1);
        parents.push(rowOf.get(caller)!);
        next.push(path);
      }
    }
    row = next;
  }
  const parent = Int32Array.from(parents);
  return {
    count: rows.length,
    parent,
    frame: Uint32Array.from(rows, ({ frame }) => frame),
    isInline: new Uint8Array(rows.length),
    values: types.map((type, v) => {
      const flat = Float64Array.from(rows, (row) => row.flat[v]!);
      const cum = sumSubtrees(parent, flat);
      return { type, unit: type.endsWith('objects') ? 'count' : 'bytes', total: cum[0]!, flat, cum };
    }),
    selected: 0,
    frames: {
      name: names,
      file: new Uint32Array(names.length),
      line: new Uint32Array(names.length),
      files: [''],
    },
  };
}

/** The stacks of a flame graph with their flat values, as `flameFromStacks` reads them, in order of the nodes. */
export function stacksOfFlame({ count, parent, frame, frames, values }: FlameData): string[] {
  const stacks: string[] = [];
  for (let node = 0; node < count; node++) {
    const flat = values.map((value) => value.flat[node]!);
    if (flat.every((value) => value === 0)) continue;
    const path: string[] = [];
    for (let at = node; at > 0; at = parent[at]!) path.unshift(frames.name[frame[at]!]!);
    stacks.push(`${path.join(';')} ${flat.join(' ')}`);
  }
  return stacks;
}
