// The flame graph: the start page.

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { unpackFlame, type FlameData } from '#flame';
import { createFlameView, type FlameOrder, type FlamePlace, type FlameView as CanvasView } from '#web/flame';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import { useSelection } from '../selection.ts';
import { flamePath } from '../report-paths.ts';
import { selectedSampleType, useReport, useSession } from '../session.ts';
import { valueText } from '../values.ts';
import type { ViewProps } from '../view-props.ts';
import { BoxMenu } from './box-menu.tsx';
import {
  findInPicture,
  flamePainter,
  flamePicture,
  growsOnZoom,
  isDifference,
  type FlameColors,
  type FlameDirection,
} from './flame-picture.ts';

export function FlameView({ theme }: ViewProps): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport(flamePath(query, facts), readFlame);
  return <AnswerView answer={answer}>{(data) => <FlameGraph data={data} theme={theme} />}</AnswerView>;
}

async function readFlame(response: Response): Promise<FlameData> {
  return unpackFlame(new Uint8Array(await response.arrayBuffer()));
}

function FlameGraph({ data, theme }: ViewProps & { readonly data: FlameData }): JSX.Element {
  const { facts } = useSession();
  const address = useAddress();
  const { query } = address;
  const { choose } = useSelection();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<CanvasView | undefined>(undefined);
  const [menu, setMenu] = useState<MenuPlace | undefined>(undefined);
  const latest = useRef(address);
  latest.current = address;

  const selected = Math.min(selectedSampleType(query, facts), data.values.length - 1);
  const direction: FlameDirection = query.get('dir') === 'up' ? 'up' : 'down';
  const order: FlameOrder = query.get('order') === 'name' ? 'name' : 'size';
  const pivot = query.get('p') ?? '';
  const search = query.get('q') ?? '';
  const zoom = query.get('z') ?? '';
  const shown = useMemo(() => ({ ...data, selected }), [data, selected]);
  const hasBase = /^-(?:diff_)?base$/.test(facts.sources[0] ?? '');
  const isDiff = useMemo(() => hasBase || isDifference(shown), [hasBase, shown]);
  const colors = colorsOf(query.get('color'), isDiff);
  const grownTo = growsOnZoom(shown, direction, pivot) ? zoom : '';
  const picture = useMemo(
    () => flamePicture(shown, { direction, order, pivot, zoom: pathOfText(grownTo) }),
    [shown, direction, order, pivot, grownTo],
  );
  const painter = useMemo(() => flamePainter(shown, colors, theme), [shown, colors, theme]);

  useEffect(() => {
    if (host.current === null) return undefined;
    const created = createFlameView(host.current, {
      painter,
      onSelect: (place) => choose(place === undefined || place.node === 0 ? [] : [nameOf(place)]),
      onZoom: (path) => latest.current.go({ z: JSON.stringify(path).slice(1, -1) }, { replace: true }),
      onMenu: (place, x, y) => setMenu({ name: nameOf(place), x, y }),
    });
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => view.current?.show(picture), [picture]);
  useEffect(() => view.current?.paint(painter), [painter]);
  useEffect(() => view.current?.search(findInPicture(picture, search, shown)), [picture, search]);
  // The address says where to zoom to when the page is opened; from then on the view tells the address.
  useEffect(() => view.current?.zoomTo(pathOfText(zoom)), []);

  return (
    <>
      <div class="toolbar" role="toolbar" aria-label="Flame graph">
        <Choice
          title="Direction"
          name="dir"
          value={direction}
          choices={[
            ['down', 'Callees below'],
            ['up', 'Callers of leaves'],
          ]}
        />
        <Choice
          title="Order"
          name="order"
          value={order}
          choices={[
            ['size', 'Widest first'],
            ['name', 'By name'],
          ]}
        />
        <Choice
          title="Colours"
          name="color"
          value={colors}
          choices={[
            ['package', 'By package'],
            ['share', 'By share'],
            ...(isDiff ? [['change', 'By change'] as const] : []),
          ]}
        />
        <span>
          {hasBase ? 'Change' : 'All'}: {totalText(shown, query.get('unit') ?? '')}
        </span>
        {pivot !== '' && (
          <span>
            Callers and callees of <code>{pivot}</code>{' '}
            <a href={address.link({ p: '', z: '' })}>Whole graph</a>
          </span>
        )}
        <span class="toolbar-hint">Arrows move, Enter zooms, Esc zooms out, / searches, n next match</span>
      </div>
      <div class="flame-host" ref={host} />
      {menu !== undefined && <BoxMenu {...menu} onClose={() => setMenu(undefined)} />}
    </>
  );
}

function totalText({ values, selected }: FlameData, unit: string): string {
  const { unit: ownUnit, cum } = values[selected]!;
  return valueText(cum[0]!, ownUnit, unit);
}

interface MenuPlace {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

function nameOf({ data, node }: FlamePlace): string {
  return data.frames.name[data.frame[node]!]!;
}

function colorsOf(wanted: string | null, isDiff: boolean): FlameColors {
  if (wanted === 'package' || wanted === 'share') return wanted;
  return isDiff ? 'change' : 'package';
}

/** Names of a path are written as the elements of a JSON list. */
function pathOfText(text: string): readonly string[] {
  try {
    const path: unknown = JSON.parse(`[${text}]`);
    return Array.isArray(path) ? path.map(String) : [];
  } catch {
    return [];
  }
}

interface ChoiceProps {
  readonly title: string;
  readonly name: string;
  readonly value: string;
  /** The first is the default, which the address need not say. */
  readonly choices: readonly (readonly [value: string, title: string])[];
}

function Choice({ title, name, value, choices }: ChoiceProps): JSX.Element {
  const { go } = useAddress();
  return (
    <label>
      {title}{' '}
      <select value={value} onChange={(event) => go({ [name]: event.currentTarget.value, z: '' })}>
        {choices.map(([choice, label]) => (
          <option key={choice} value={choice}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
