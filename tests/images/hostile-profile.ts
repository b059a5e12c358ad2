// A profile in which every text tries to break out of where it is shown.

import { encodeProfile } from '#formats';
import { createProfileBuilder, stringLabel } from '#profile';

/** Ends strings, attributes, elements, comments, statements and escapes of DOT, SVG, HTML and PostScript. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '"><script>alert(2)</script>',
  '"]; evil [URL="javascript:alert(3)" label="',
  String.raw`\"]; evil [URL="javascript:alert(4)"]; //`,
  '<<B>bold</B>>',
  'javascript:alert(5)',
  ']]></script><script>alert(6)</script>',
  '--><script>alert(7)</script><!--',
  '&lt;script&gt; &amp; &; &#60; &copy;',
  'line\nbreak\ttab\r\u0000\u0007\u001b[2J\u009b\uFFFE\u202Ereversed',
  String.raw`\N \G \E \T \H \L \l \r \n \\`,
  String.raw`a\ `,
  ') show (evil) show (',
  '\u00e9\u00df\u4e2d\u6587\u{1f525}',
  '${evil}`evil`$(evil);evil|evil',
];

/** A chain of calls of functions with such names, from files with such names, in programs with such names. */
export function hostileProfile(): Uint8Array {
  const builder = createProfileBuilder();
  const locations = hostileTexts.map((text, i) => {
    const mapping = builder.addMapping({
      start: BigInt(i) << 12n,
      limit: BigInt(i + 1) << 12n,
      offset: 0n,
      file: text.replaceAll('/', '|'),
      buildId: text,
    });
    const lines = [
      { function: builder.addFunction({ name: text, filename: text.replaceAll('/', '|') }), line: 1n },
    ];
    return [
      builder.addLocation({ mapping, address: BigInt(i) << 12n, lines }),
      // Without a name it is called after its program.
      builder.addLocation({ mapping, address: (BigInt(i) << 12n) + 16n, lines: [] }),
    ];
  });
  hostileTexts.forEach((text, i) => {
    const stack = locations
      .slice(0, i + 1)
      .flat()
      .toReversed();
    const labels = builder.labelSets.add([stringLabel(builder.strings, text, text)]);
    builder.addSample(builder.stacks.add(stack, 0, stack.length), labels, [i + 1]);
  });
  return encodeProfile(
    builder.build({
      sampleTypes: [{ type: hostileTexts[2]!, unit: hostileTexts[3]! }],
      comments: hostileTexts,
      docUrl: 'javascript:alert(8)',
    }),
  );
}
