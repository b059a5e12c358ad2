// Takes the texts of disasm and the pages of weblist apart, ours and pprof's alike, down to what has to be equal.

export interface Disassembled {
  /** The lines that say which routine it is and what it has. */
  readonly headers: readonly string[];
  /** By address: flat, cum and the place that the instruction is from. */
  readonly instructions: ReadonlyMap<string, string>;
}

/** The place is that of the line above where a line has none. */
export function readDisassembly(text: string): Disassembled {
  const headers: string[] = [];
  const instructions = new Map<string, string>();
  let place = '';
  for (const line of text.trimEnd().split('\n')) {
    const above = /^ {74};(.*)$/.exec(line);
    const [, flat, cum, address, code = ''] = /^ *(\S+) +(\S+) +([\da-f]+): (.*)$/.exec(line) ?? [];
    if (above !== null) place = above[1]!;
    else if (address === undefined) {
      headers.push(line);
      place = '';
    } else {
      place = /;([^;<>]*)$/.exec(code)?.[1] ?? place;
      instructions.set(address, `${flat} ${cum} ${place}`);
    }
  }
  return { headers, instructions };
}

export interface ListedFunction {
  /** Name, file, and what it has. */
  readonly heading: string;
  /** Number, flat and cum of each line. */
  readonly lines: readonly string[];
  /** Address, flat and cum of each instruction that has any. */
  readonly instructions: readonly string[];
}

export function readWeblist(page: string): ListedFunction[] {
  const functions = page.matchAll(/<h2>(.*?)<\/h2>\s*<p class="?filename"?>(.*?)<\/p>(.*?)<\/pre>/gs);
  return Array.from(functions, ([, name = '', file = '', body = '']) => {
    const total = /Total:(.*)/.exec(body)?.[1] ?? '';
    const text = body.replaceAll(/<[^>]*>/g, '\n');
    const line =
      /<span class="?line"?> *(\d+)<\/span> <span class="?(?:nop|deadsrc|livesrc)"?> +(\S+) +(\S+)/g;
    return {
      heading: `${decode(name)} in ${decode(file)} ${total.trim().replaceAll(/ +/g, ' ')}`,
      lines: Array.from(body.matchAll(line), ([, number, flat, cum]) => `${number}: ${flat} ${cum}`),
      instructions: Array.from(
        text.matchAll(/^ {9} *(\S+) +(\S+) +([\da-f]+): /gm),
        ([, flat, cum, address]) => `${address}: ${flat} ${cum}`,
      ).filter((instruction) => !instruction.endsWith(': . .')),
    };
  });
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decode(html: string): string {
  return html.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (entities[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}
