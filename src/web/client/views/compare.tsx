// Compare: what changed between the profile that is served and another, as a flame graph of both and as a table.

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { unpackFlame, type FlameData } from '#flame';
import { createFlameView, type FlameView as CanvasView } from '#web/flame';
import { comparisonModes, describeChange, painterOf } from '#web/flame-page';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import type { ChangeFacts, ComparisonDocument } from '../documents.ts';
import { namesRegexp } from '../regexps.ts';
import { matcher } from '../search.ts';
import { useSelection } from '../selection.ts';
import { messageOf, readJson, reportQuery, useReport, useSession } from '../session.ts';
import { valueText } from '../values.ts';
import type { ViewProps } from '../view-props.ts';
import { VirtualTable, type TableColumn } from '../virtual-table.tsx';
import { findInPicture } from './flame-picture.ts';

export function CompareView(props: ViewProps): JSX.Element {
  const { facts } = useSession();
  const { query, link } = useAddress();
  const [first, last] = [query.get('first'), query.get('last')];
  const isOfSeries = first !== null && last !== null;
  const other = query.get('with') ?? '';
  return (
    <>
      {isOfSeries ? (
        <p class="strip">
          Profile {Number(first) + 1} of the series with profile {Number(last) + 1}.{' '}
          <a href={link({}, 'timeline')}>Timeline</a>{' '}
          <a href={link({ first: '', last: '' })}>Compare with another profile</a>
        </p>
      ) : (
        <OtherProfile />
      )}
      {(isOfSeries || facts.others.includes(other)) && <Comparison {...props} />}
    </>
  );
}

/** The name of a profile, without what tells files of one name apart. */
function bareName(id: string): string {
  return id.replace(/@[0-9a-f]{12}$/, '');
}

/** Says what is compared, and asks for another profile to compare with. */
function OtherProfile(): JSX.Element {
  const session = useSession();
  const { facts, isShared } = session;
  const { query, link, go } = useAddress();
  const other = query.get('with') ?? '';
  const isHere = facts.others.includes(other);
  const isUrl = /^https?:\/\//.test(other);
  const [url, setUrl] = useState(isUrl ? other : '');
  const [problem, setProblem] = useState('');
  const choose = async (keeping: Promise<string>): Promise<void> => {
    try {
      go({ with: await keeping });
      setProblem('');
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const current = facts.sources.join(' ');
  const isSwapped = query.get('swap') === 'true';
  const [before, after] = isSwapped ? [current, bareName(other)] : [bareName(other), current];
  return (
    <>
      {isHere && (
        <p class="strip sides">
          <code>{before}</code> → <code>{after}</code>{' '}
          <a href={link({ swap: isSwapped ? '' : 'true' })}>Swap</a>
        </p>
      )}
      {other !== '' && !isHere && (
        <p class="strip warning" role="status">
          {isShared
            ? `${bareName(other)} is not in this file.`
            : isUrl
              ? `This address compares with ${other}, which was not fetched yet.`
              : `This server does not have ${bareName(other)} any more: choose the same file again, and this address works.`}{' '}
          {isUrl && !isShared && (
            <button type="button" onClick={() => void choose(session.compareWithUrl(other))}>
              Fetch it
            </button>
          )}
        </p>
      )}
      {isShared && other === '' && (
        <p class="strip" role="status">
          This page is a file: no other profile can be loaded into it. <code>heapwise web</code> compares any
          two.
        </p>
      )}
      {!isShared && (
        <div class="toolbar">
          <label>
            {isHere ? 'With another:' : 'Compare with an earlier profile:'}{' '}
            <input
              type="file"
              onChange={({ currentTarget: { files } }) => {
                const file = files?.[0];
                if (file !== undefined) void choose(session.compareWith(file, file.name));
              }}
            />
          </label>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void choose(session.compareWithUrl(url));
            }}
          >
            <label>
              or by URL{' '}
              <input
                type="text"
                size={36}
                value={url}
                placeholder="http://localhost:6060/debug/pprof/heap"
                onInput={(event) => setUrl(event.currentTarget.value)}
              />
            </label>{' '}
            <button type="submit" disabled={url === ''}>
              Compare
            </button>
          </form>
          {!isHere && <span>or drop a file on this page</span>}
        </div>
      )}
      {problem !== '' && (
        <p class="strip error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Comparison({ theme }: ViewProps): JSX.Element {
  const { facts } = useSession();
  const { query, link } = useAddress();
  const isTable = query.get('as') === 'table';
  const sides = new URLSearchParams();
  for (const name of ['with', 'swap', 'first', 'last']) {
    const value = query.get(name);
    if (value !== null) sides.set(name, value);
  }
  const parameters = `${reportQuery(query, facts, ['n', 'nf', 'ef', 'trim'])}&${sides.toString()}`;
  const table = useReport<ComparisonDocument>(`compare?${parameters}`, readJson);
  const flame = useReport(isTable ? '' : `compare-flame?${parameters}`, readFlame);
  return (
    <>
      <div class="toolbar">
        <nav aria-label="Show as">
          <a href={link({ as: '' })} aria-current={isTable ? undefined : 'page'}>
            Flame graph
          </a>
          <a href={link({ as: 'table' })} aria-current={isTable ? 'page' : undefined}>
            Table of changes
          </a>
        </nav>
        {table.data !== undefined && <Headline document={table.data} />}
      </div>
      {isTable ? (
        <AnswerView answer={table}>{(document) => <ChangeTable document={document} />}</AnswerView>
      ) : (
        <AnswerView answer={flame}>{(data) => <DifferentialFlame data={data} theme={theme} />}</AnswerView>
      )}
    </>
  );
}

async function readFlame(response: Response): Promise<FlameData> {
  return unpackFlame(new Uint8Array(await response.arrayBuffer()));
}

function Headline({ document: { total, profile } }: { readonly document: ComparisonDocument }): JSX.Element {
  return (
    <span role="status">
      {profile.type}: {valueText(total.before, profile.unit, '')} → {valueText(total.after, profile.unit, '')}
      , <b>{changeText(total, profile.unit)}</b> ({total.verdict})
    </span>
  );
}

function changeText({ change, relative }: ChangeFacts, unit: string): string {
  const sign = Number(change) > 0 ? '+' : '';
  const share = relative === null ? 'new' : `${sign}${(relative * 100).toFixed(1)}%`;
  return Number(change) === 0 ? 'no change' : `${sign}${valueText(change, unit, '')} (${share})`;
}

function DifferentialFlame({ data, theme }: ViewProps & { readonly data: FlameData }): JSX.Element {
  const { query, go } = useAddress();
  const { choose } = useSelection();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<CanvasView | undefined>(undefined);
  const modes = useMemo(() => comparisonModes(data), [data]);
  const wanted = query.get('width') ?? 'after';
  const mode = modes.find(({ name }) => name === wanted) ?? modes[0]!;
  const order = query.get('order') === 'size' ? 'size' : 'name';
  const search = query.get('q') ?? '';
  const picture = useMemo(() => ({ data: mode.data, widths: mode.widths, order }) as const, [mode, order]);
  useEffect(() => {
    if (host.current === null) return undefined;
    const created = createFlameView(host.current, {
      painter: painterOf(mode, 'change', theme),
      describe: describeChange,
      onSelect: (place) =>
        choose(
          place === undefined || place.node === 0
            ? []
            : [place.data.frames.name[place.data.frame[place.node]!]!],
        ),
    });
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => view.current?.show(picture), [picture]);
  useEffect(() => view.current?.paint(painterOf(mode, 'change', theme)), [mode, theme]);
  useEffect(() => view.current?.search(findInPicture(picture, search)), [picture, search]);
  return (
    <>
      <div class="toolbar">
        <label>
          Widths{' '}
          <select value={mode.name} onChange={(event) => go({ width: event.currentTarget.value })}>
            {modes.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Order{' '}
          <select value={order} onChange={(event) => go({ order: event.currentTarget.value })}>
            <option value="name">By name</option>
            <option value="size">Widest first</option>
          </select>
        </label>
        <span class="toolbar-hint">Red and + grew, blue, − and hatched shrank</span>
      </div>
      <div class="flame-host" ref={host} />
    </>
  );
}

type ChangedNode = ComparisonDocument['nodes'][number];

function ChangeTable({ document }: { readonly document: ComparisonDocument }): JSX.Element {
  const { query, go } = useAddress();
  const { names, choose } = useSelection();
  const search = query.get('q') ?? '';
  const rows = useMemo(() => {
    const matches = matcher(search);
    return search === '' ? document.nodes : document.nodes.filter(({ name }) => matches(name));
  }, [document, search]);
  const columns = useMemo(() => changeColumns(document), [document]);
  const order = query.get('sorted') ?? 'flat change';
  const isReversed = order.endsWith('-');
  const sortedBy = order.replace(/-$/, '');
  return (
    <VirtualTable
      caption="Functions by change"
      columns={columns}
      rows={rows}
      keyOf={({ name }) => name}
      sortedBy={sortedBy}
      isReversed={isReversed}
      onSort={(column) =>
        go({ sorted: column === sortedBy && !isReversed ? `${column}-` : column }, { replace: true })
      }
      chosen={names}
      onChoose={(name) => choose([name])}
      onOpen={(name) => go({ f: namesRegexp([name]) }, { page: 'peek' })}
    />
  );
}

function changeColumns({ profile: { unit } }: ComparisonDocument): TableColumn<ChangedNode>[] {
  const columnsOf = (kind: 'flat' | 'cum', title: string): TableColumn<ChangedNode>[] => [
    number(`${kind} before`, `${title} before`, (row) => Number(row[kind].before)),
    number(`${kind} after`, `${title} after`, (row) => Number(row[kind].after)),
    {
      ...number(`${kind} change`, `${title} change`, (row) => Number(row[kind].change)),
      cell: (row) => <span class={changeClass(row[kind])}>{changeText(row[kind], unit)}</span>,
    },
  ];
  const number = (id: string, title: string, of: (row: ChangedNode) => number): TableColumn<ChangedNode> => ({
    id,
    title,
    isNumber: true,
    sortKey: of,
    cell: (row) => valueText(of(row), unit, ''),
  });
  const nameColumn: TableColumn<ChangedNode> = {
    id: 'name',
    title: 'Function',
    isNumber: false,
    sortKey: ({ name }) => name,
    cell: ({ name }) => (
      <span class="name" title={name}>
        {name}
      </span>
    ),
  };
  // Where there is little room, names must not be out of sight.
  const isNarrow = innerWidth < 720;
  return [
    ...(isNarrow ? [nameColumn] : []),
    ...columnsOf('flat', 'Flat'),
    ...columnsOf('cum', 'Cum'),
    {
      id: 'verdict',
      title: 'Verdict',
      isNumber: false,
      sortKey: verdictOf,
      cell: verdictOf,
    },
    ...(isNarrow ? [] : [nameColumn]),
  ];
}

/** Of what it used itself, or else of what it called. */
function verdictOf({ flat, cum }: ChangedNode): string {
  return Number(flat.change) === 0 ? cum.verdict : flat.verdict;
}

function changeClass({ change }: ChangeFacts): string {
  if (Number(change) === 0) return '';
  return Number(change) > 0 ? 'grew' : 'shrank';
}
