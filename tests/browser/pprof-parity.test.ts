// The same addresses on `go tool pprof -http` and on ours: top rows, flame graph totals, peek text, source numbers.

import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpackFlame } from '#flame';
import { scaledLabel } from '#measurement';
import { requireTool } from '../require-tool.ts';
import { createWebUi, type RunningUi, type WebUi } from './web-ui.ts';

describe
  .skipIf(!requireTool('go'))
  .each([
    'tests/corpus/go/heap.pb.gz',
    'tests/corpus/go/cpu.pb.gz',
    'tests/corpus/node/datadog-wall-labels.pb.gz',
  ])('%s is the same in both', (profile) => {
  let web: WebUi;
  let ours: RunningUi;
  let theirs: string;
  let pprof: ChildProcess;

  beforeAll(async () => {
    web = await createWebUi();
    // Its own process group, since `go tool` starts the program.
    pprof = spawn('go', ['tool', 'pprof', '-http=localhost:', '-no_browser', profile], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, XDG_CONFIG_HOME: `${web.cli.directory}/pprof`, PPROF_TMPDIR: web.cli.directory },
    });
    ours = await web.start([profile]);
    theirs = await new Promise((resolve, reject) => {
      let messages = '';
      pprof.stderr!.setEncoding('utf8').on('data', (text: string) => {
        messages += text;
        const [, url] = /Serving web UI on (\S+)\n/.exec(messages) ?? [];
        if (url !== undefined) resolve(url);
      });
      pprof.once('close', () => reject(new Error(messages)));
    });
    // It says so a moment before it does.
    while ((await fetch(`${theirs}/ui/top`).catch(() => undefined)) === undefined)
      await new Promise((resolve) => setTimeout(resolve, 100));
  });
  afterAll(async () => {
    if (pprof.pid !== undefined) process.kill(-pprof.pid);
    await web.end();
  });

  async function text(url: string): Promise<string> {
    const response = await fetch(url);
    return response.text();
  }

  const heaviest = async (): Promise<string> => {
    const { nodes } = JSON.parse(await text(`${ours.url}/ui/api/top`)) as TopAnswer;
    return nodes[0]!.name.replaceAll(/[^\w]+/g, '.*');
  };

  const withHeaviest = async (query: string): Promise<string> =>
    query.replace('HEAVIEST', encodeURIComponent(await heaviest()));

  test.each([
    '',
    '?g=lines',
    '?sort=cum',
    '?trim=f',
    '?f=HEAVIEST',
    '?i=runtime',
    '?h=HEAVIEST',
    '?s=HEAVIEST',
    '?sf=HEAVIEST',
    '?noinlines=t',
    '?g=files',
    '?si=0',
  ])('top%s', async (pattern) => {
    const query = await withHeaviest(pattern);
    const [, total, rows] =
      /makeTopTable\( (-?\d+) , *(\[.*\]|null) *\)/.exec(await text(`${theirs}/ui/top${query}`)) ?? [];
    const wanted = (JSON.parse(rows ?? 'null') ?? []) as PprofRow[];
    const got = JSON.parse(await text(`${ours.url}/ui/api/top${query}`)) as TopAnswer;
    expect(got.profile.total).toBe(Number(total));
    const labels = { always: '(inline)', sometimes: '(partial-inline)', never: '' };
    // Rows that are equal by all that pprof sorts by come in any order there.
    const ordered = (rows: readonly string[]): readonly string[] =>
      query === '?g=files' ? rows.toSorted() : rows;
    expect(
      ordered(got.nodes.map(({ name, flat, cum, inlined }) => `${name} ${flat} ${cum} ${labels[inlined]}`)),
    ).toEqual(
      ordered(wanted.map(({ Name, Flat, Cum, InlineLabel }) => `${Name} ${Flat} ${Cum} ${InlineLabel}`)),
    );
  });

  test.each(['', '?si=0', '?f=HEAVIEST', '?i=runtime', '?g=lines'])('flamegraph%s', async (pattern) => {
    const query = await withHeaviest(pattern);
    const json = /stackViewer\((\{.*\}), (?:\[.*\]|null)\);?$/m.exec(
      await text(`${theirs}/ui/flamegraph${query}`),
    )?.[1];
    const wanted = JSON.parse(json ?? '') as PprofStacks;
    const flame = unpackFlame(
      new Uint8Array(await (await fetch(`${ours.url}/ui/api/flamegraph${query}`)).arrayBuffer()),
    );
    const value = flame.values[flame.selected]!;
    expect(value.total).toBe(wanted.Total);
    const flats = new Map<string, number>();
    for (let node = 1; node < flame.count; node++) {
      const name = flame.frames.name[flame.frame[node]!]!;
      flats.set(name, (flats.get(name) ?? 0) + value.flat[node]!);
    }
    const selves = new Map<string, number>();
    for (const { FullName, Self } of wanted.Sources.slice(1))
      selves.set(FullName, (selves.get(FullName) ?? 0) + Self);
    // pprof's names end in their lines, ours in file and line.
    if (!query.includes('lines')) expect(withValues(flats)).toEqual(withValues(selves));
    else
      expect([...flats.values()].reduce((a, b) => a + b, 0)).toBe(
        [...selves.values()].reduce((a, b) => a + b, 0),
      );
  });

  test('peek', async () => {
    const query = await withHeaviest('?f=HEAVIEST');
    const [, wanted = ''] =
      /<div id="content">\s*<pre>\n?([^]*?)<\/pre>/.exec(await text(`${theirs}/ui/peek${query}`)) ?? [];
    const got = await text(`${ours.url}/ui/api/peek${query}&format=text`);
    expect(linesOf(got)).toEqual(linesOf(unescapeHtml(wanted)));
  });

  test('source', async () => {
    const query = await withHeaviest('?f=HEAVIEST');
    const page = await text(`${theirs}/ui/source${query}`);
    const wanted = [...page.matchAll(/<span class=line> *(\d+)<\/span> <span class=\w+> *(\S+) +(\S+) /g)]
      .map(([, line, flat, cum]) => `${line} ${flat} ${cum}`)
      .filter((line) => !line.endsWith(' . .'));
    const response = await fetch(`${ours.url}/ui/api/weblist${query}`);
    if (wanted.length === 0) {
      // A profile without addresses has no machine code to tell source lines from.
      expect(response.status).toBe(400);
      return;
    }
    const { profile: facts, functions } = (await response.json()) as WeblistAnswer;
    const label = (value: number): string => (value === 0 ? '.' : scaledLabel(value, facts.unit, 'auto'));
    const got = functions
      .flatMap(({ lines }) => lines)
      .filter(({ flat, cum }) => flat !== 0 || cum !== 0)
      .map(({ line, flat, cum }) => `${line} ${label(flat)} ${label(cum)}`);
    expect(got).toEqual(wanted);
  });

  test.each(['n=x', 'nf=x', 'trim=maybe', 'sort=x', 'g=x', 'f=('])(
    'what makes no sense is refused: %s',
    async (query) => {
      const [wanted, got] = await Promise.all([
        fetch(`${theirs}/ui/top?${query}`),
        fetch(`${ours.url}/ui/api/top?${query}`),
      ]);
      expect(got.status).toBe(wanted.status);
      expect((await got.text()).split(':')[0]).toBe((await wanted.text()).split(':')[0]?.trim());
    },
  );
});

interface TopAnswer {
  readonly profile: { readonly total: number };
  readonly nodes: readonly {
    readonly name: string;
    readonly flat: number;
    readonly cum: number;
    readonly inlined: 'always' | 'sometimes' | 'never';
  }[];
}

interface WeblistAnswer {
  readonly profile: { readonly unit: string };
  readonly functions: readonly {
    readonly lines: readonly { readonly line: number; readonly flat: number; readonly cum: number }[];
  }[];
}

interface PprofRow {
  readonly Name: string;
  readonly InlineLabel: string;
  readonly Flat: number;
  readonly Cum: number;
}

interface PprofStacks {
  readonly Total: number;
  readonly Sources: readonly { readonly FullName: string; readonly Self: number }[];
}

function withValues(values: ReadonlyMap<string, number>): [string, number][] {
  return [...values].filter(([, value]) => value !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The page has the text in an indented template. */
function linesOf(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
}

function unescapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };
  return text.replaceAll(
    /&(?:#(\d+)|(\w+));/g,
    (entity, code: string | undefined, name: string | undefined) =>
      code === undefined ? (named[name ?? ''] ?? entity) : String.fromCharCode(Number(code)),
  );
}
