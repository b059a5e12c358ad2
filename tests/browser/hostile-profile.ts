// Profiles whose names try to be something else: HTML, script, DOT, terminal escapes.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeProfile } from '#formats';
import { createProfileBuilder, stringLabel } from '#profile';

/** A profile of one function, which is also its comment. */
export function profileOfOne(name: string, filename: string): Uint8Array {
  const builder = createProfileBuilder();
  const fn = builder.addFunction({ name, filename });
  const location = builder.addLocation({ address: 1n, lines: [{ function: fn, line: 1n, column: 0n }] });
  builder.addSample(builder.stacks.add([location], 0, 1), 0, [10]);
  const sampleTypes = [{ type: 'inuse_space', unit: 'bytes' }];
  return encodeProfile(builder.build({ sampleTypes, comments: [name] }));
}

const names = [
  '<script>globalThis.hacked = 1</script>',
  '<img src=x onerror="globalThis.hacked = 1">',
  'javascript:globalThis.hacked=1',
  '"] ; N9 [label="injected" URL="javascript:globalThis.hacked=1"] ; a ["',
  '<<b>bold</b>>',
  '</title></svg><script>globalThis.hacked = 1</script>',
  '\u001b]0;title\u0007\u001b[31mred',
  '\\N \\G \\" $(touch x) `touch x`',
];

/** Writes a profile with such names for functions, files, labels, types and the program. @returns its path */
export function hostileFile(directory: string): string {
  const builder = createProfileBuilder();
  const [script = ''] = names;
  const mapping = builder.addMapping({ start: 0n, limit: 4096n, offset: 0n, file: script, buildId: script });
  const locations = names.map((name, i) => {
    const fn = builder.addFunction({ name, filename: `${name}.go` });
    return builder.addLocation({
      mapping,
      address: BigInt(i + 1),
      lines: [{ function: fn, line: BigInt(i + 1), column: 0n }],
    });
  });
  const labels = builder.labelSets.add(names.map((name) => stringLabel(builder.strings, name, name)));
  names.forEach((_, i) => {
    builder.addSample(builder.stacks.add(locations.slice(0, i + 1), 0, i + 1), labels, [100 + i]);
  });
  const bytes = encodeProfile(
    builder.build({
      sampleTypes: [{ type: script, unit: script }],
      comments: names,
      docUrl: 'javascript:globalThis.hacked=1',
    }),
  );
  const path = join(directory, 'hostile-names.pb');
  writeFileSync(path, bytes);
  return path;
}
