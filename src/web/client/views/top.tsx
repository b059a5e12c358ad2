// The top table: functions by what they use, in rows that sort and filter.

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import { Checkbox } from '../config-menu.tsx';
import type { TopDocument } from '../documents.ts';
import { namesRegexp } from '../regexps.ts';
import { matcher } from '../search.ts';
import { useSelection } from '../selection.ts';
import { otherTopPath, topPath } from '../report-paths.ts';
import { readJson, sampleTypeOf, useReport, useSession } from '../session.ts';
import { shareOf, shareText, valueText } from '../values.ts';
import { VirtualTable, type TableColumn } from '../virtual-table.tsx';
import { memoryKinds, topRows, type MemoryKind, type TopRow } from './top-rows.ts';

export function TopView(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport<TopDocument>(topPath(query, facts), readJson);
  return <AnswerView answer={answer}>{(document) => <TopTable document={document} />}</AnswerView>;
}

function TopTable({ document }: { readonly document: TopDocument }): JSX.Element {
  const { facts } = useSession();
  const { query, go, link } = useAddress();
  const { names, choose } = useSelection();
  const kinds = memoryKinds(facts.sampleTypes);
  const hasAllKinds = kinds.length > 1 && query.get('cols') === 'all';
  const { type } = sampleTypeOf(query, facts);
  const shownKinds = kinds.filter(
    ({ name, space, objects }) => hasAllKinds || [space, objects].includes(type) || name === '',
  );
  const others = useOtherTypes([...new Set(shownKinds.flatMap(({ space, objects }) => [space, objects]))]);
  const rows = useMemo(() => topRows(document, others), [document, others]);
  const search = query.get('q') ?? '';
  const filtered = useMemo(() => {
    const matches = matcher(search);
    return search === '' ? rows : rows.filter(({ name }) => matches(name));
  }, [rows, search]);
  const unit = query.get('unit') ?? '';
  const columns = useMemo(
    () => topColumns(document, unit, search === '', memoryColumns(shownKinds, facts.sampleTypes, type, unit)),
    [document, unit, search === '', others, hasAllKinds],
  );
  const wanted = query.get('sort') ?? '';
  const order = query.get('order') ?? '';
  const isReversed = order.endsWith('-');
  const sortedBy = order.replace(/-$/, '') || (wanted === 'cum' ? 'cum' : 'flat');
  const { shown, profile } = document;
  return (
    <>
      <div class="toolbar">
        <span role="status">
          {filtered.length.toLocaleString('en')}{' '}
          {filtered.length === rows.length ? '' : `of ${rows.length.toLocaleString('en')} `}
          functions, {valueText(shown.total, profile.unit, unit)} ({shareText(shown.total, profile.total)}) of{' '}
          {valueText(profile.total, profile.unit, unit)}
        </span>
        {(shown.droppedNodes > 0 || shown.nodes < shown.originalNodes) && (
          <span>
            {shown.droppedNodes > 0 && `${shown.droppedNodes.toLocaleString('en')} small ones left out `}
            {shown.nodes < shown.originalNodes && `top ${shown.nodes} of ${shown.originalNodes} `}
            <a href={link({ trim: 'false' })}>Show all</a>
          </span>
        )}
        {kinds.length > 1 && (
          <Checkbox
            title={kinds.map(({ name }) => name).join(' and ')}
            isOn={hasAllKinds}
            onToggle={(isOn) => go({ cols: isOn ? 'all' : '' })}
          />
        )}
      </div>
      <VirtualTable
        caption={`Functions by ${profile.type}`}
        columns={columns}
        rows={filtered}
        keyOf={({ name }) => name}
        sortedBy={sortedBy}
        isReversed={isReversed}
        onSort={(column) =>
          go({ order: column === sortedBy && !isReversed ? `${column}-` : column }, { replace: true })
        }
        chosen={names}
        onChoose={(name, isAdded) => choose(toggled(names, name, isAdded))}
        onOpen={(name) => go({ f: namesRegexp([name]) }, { page: 'peek' })}
      />
    </>
  );
}

function toggled(names: readonly string[], name: string, isAdded: boolean): readonly string[] {
  if (names.includes(name)) return names.filter((other) => other !== name);
  return isAdded ? [...names, name] : [name];
}

/** Tables of other sample types, untrimmed, as far as they have come. */
function useOtherTypes(types: readonly string[]): ReadonlyMap<string, TopDocument> {
  const { facts } = useSession();
  const { query } = useAddress();
  // A profile has two kinds of memory at most, in bytes and objects; hooks need a fixed number.
  const answers = [0, 1, 2, 3].map((i) => {
    const type = types[i];
    const path = type === undefined ? '' : otherTopPath(query, facts, type);
    return useReport<TopDocument>(path, readJson);
  });
  return useMemo(
    () =>
      new Map(
        types.flatMap((type, i) => {
          const data = answers[i]?.data;
          return data?.profile.type === type ? [[type, data] as const] : [];
        }),
      ),
    [types.join(), ...answers.map(({ data }) => data)],
  );
}

function topColumns(
  { profile }: TopDocument,
  unit: string,
  hasSum: boolean,
  others: readonly TableColumn<TopRow>[],
): TableColumn<TopRow>[] {
  const value = (amount: number): string => valueText(amount, profile.unit, unit);
  const share = (amount: number): string => shareText(amount, profile.total);
  const number = (
    id: string,
    title: string,
    help: string,
    of: (row: TopRow) => number,
    text: (amount: number) => string,
  ): TableColumn<TopRow> => ({ id, title, help, isNumber: true, sortKey: of, cell: (row) => text(of(row)) });
  const nameColumn: TableColumn<TopRow> = {
    id: 'name',
    title: 'Function',
    isNumber: false,
    sortKey: ({ name }) => name,
    cell: ({ name, inlined, flat, cum }) => (
      <span class="bar-cell">
        <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect class="bar-cum" width={100 * shareOf(cum, profile.total)} height="10" />
          <rect class="bar-flat" width={100 * shareOf(flat, profile.total)} height="10" />
        </svg>
        <span class="name" title={name}>
          {name}
          {inlined !== 'never' && <small> ({inlined === 'always' ? 'inline' : 'partial-inline'})</small>}
        </span>
      </span>
    ),
  };
  // Where there is little room, names must not be out of sight.
  const isNarrow = innerWidth < 720;
  return [
    ...(isNarrow ? [nameColumn] : []),
    number('flat', 'Flat', 'what the function used itself', ({ flat }) => flat, value),
    { ...number('flat%', 'Flat%', 'as a part of all', ({ flat }) => flat, share) },
    // A running sum makes sense only over all rows in their own order.
    ...(hasSum ? [{ ...number('sum', 'Sum%', 'with all rows above', ({ sum }) => sum, share) }] : []),
    number('cum', 'Cum', 'with all that it called', ({ cum }) => cum, value),
    number('cum%', 'Cum%', 'as a part of all', ({ cum }) => cum, share),
    ...others,
    ...(isNarrow ? [] : [nameColumn]),
  ];
}

/** For each kind of memory: bytes and objects, unless they are shown anyway, and bytes per object. */
function memoryColumns(
  kinds: readonly MemoryKind[],
  types: readonly { readonly type: string; readonly unit: string }[],
  shownType: string,
  unit: string,
): TableColumn<TopRow>[] {
  const unitOf = (type: string): string => types.find((other) => other.type === type)?.unit ?? '';
  return kinds.flatMap(({ name, space, objects }): TableColumn<TopRow>[] => {
    const plain = (type: string, title: string): TableColumn<TopRow> => ({
      id: type,
      title,
      isNumber: true,
      sortKey: ({ others }) => others.get(type) ?? 0,
      cell: ({ others }) => (others.has(type) ? valueText(others.get(type)!, unitOf(type), unit) : '…'),
    });
    const perObject = ({ others }: TopRow): number => (others.get(space) ?? 0) / (others.get(objects) ?? 0);
    return [
      ...(space === shownType ? [] : [plain(space, `${name} bytes`)]),
      ...(objects === shownType ? [] : [plain(objects, `${name} objects`)]),
      {
        id: `${name}-size`,
        title: `${name} B/object`,
        help: 'average size of the objects that the function itself allocated',
        isNumber: true,
        sortKey: (row) => (Number.isFinite(perObject(row)) ? perObject(row) : 0),
        cell: (row) =>
          Number.isFinite(perObject(row)) ? valueText(Math.round(perObject(row)), unitOf(space), unit) : '',
      },
    ];
  });
}
