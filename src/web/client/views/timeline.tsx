// Timeline: a series of profiles over time, what leaks in it, and two of its profiles to compare.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Timeline } from '#web/api';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import { namesRegexp } from '../regexps.ts';
import { readJson, reportQuery, useReport, useSession } from '../session.ts';
import { siteColor } from '../site-color.ts';
import type * as ChartModule from '../timeline-chart.ts';
import { valueText } from '../values.ts';
import type { ViewProps } from '../view-props.ts';

export function TimelineView({ theme }: ViewProps): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport<Timeline>(`timeline?${reportQuery(query, facts)}`, readJson);
  return (
    <div class="scroll">
      <AnswerView answer={answer}>{(timeline) => <Series timeline={timeline} theme={theme} />}</AnswerView>
    </div>
  );
}

function Series({ timeline, theme }: ViewProps & { readonly timeline: Timeline }): JSX.Element {
  const { backend } = useSession();
  const { query, link, go } = useAddress();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof ChartModule.createTimelineChart> | undefined>(undefined);
  const { first, last } = rangeOf(query, timeline.profiles.length);
  const choose = (from: number, to: number): void =>
    go({ first: String(from), last: String(to) }, { replace: true });
  const latest = useRef({ first, last, choose });
  latest.current = { first, last, choose };
  useEffect(() => {
    const { current } = host;
    if (current === null) return undefined;
    let isGone = false;
    const start = async (): Promise<void> => {
      // Built beside the page: only series need it.
      const asset = await backend.assetUrl('web-timeline.js');
      const { createTimelineChart } = (await import(asset)) as typeof ChartModule;
      if (isGone) return;
      const { choose: _, ...range } = latest.current;
      chart.current = createTimelineChart(current, timeline, theme, range, (from, to) =>
        latest.current.choose(from, to),
      );
    };
    void start();
    return () => {
      isGone = true;
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [timeline, theme]);
  useEffect(() => chart.current?.select(first, last), [first, last]);
  return (
    <>
      <div class="toolbar">
        <ProfileChoice title="From" value={first} timeline={timeline} onChoose={(at) => choose(at, last)} />
        <ProfileChoice title="to" value={last} timeline={timeline} onChoose={(at) => choose(first, at)} />
        <a href={link({ first: String(first), last: String(last) }, 'compare')}>Compare these two</a>
        <span class="toolbar-hint">Drag over the chart to choose a stretch</span>
      </div>
      <div
        class="chart"
        ref={host}
        role="img"
        aria-label={`${timeline.type} over time; the table has the numbers`}
      />
      <div class="columns">
        <SiteTable timeline={timeline} theme={theme} first={first} last={last} />
        <Verdicts timeline={timeline} />
      </div>
    </>
  );
}

/** What the address says, as far as there are such profiles; else all of them. */
function rangeOf(query: URLSearchParams, count: number): { readonly first: number; readonly last: number } {
  const numberOf = (name: string, otherwise: number): number => {
    const text = query.get(name) ?? '';
    return /^\d+$/.test(text) && Number(text) < count ? Number(text) : otherwise;
  };
  return { first: numberOf('first', 0), last: numberOf('last', count - 1) };
}

interface ProfileChoiceProps {
  readonly title: string;
  readonly value: number;
  readonly timeline: Timeline;
  onChoose(at: number): void;
}

function ProfileChoice({ title, value, timeline, onChoose }: ProfileChoiceProps): JSX.Element {
  return (
    <label>
      {title}{' '}
      <select value={String(value)} onChange={(event) => onChoose(Number(event.currentTarget.value))}>
        {timeline.profiles.map(({ name, seconds }, i) => (
          <option key={i} value={String(i)}>
            {i + 1}: {timeline.hasTimes ? new Date(seconds * 1000).toLocaleTimeString() : name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SiteTableProps extends ViewProps {
  readonly timeline: Timeline;
  readonly first: number;
  readonly last: number;
}

function SiteTable({
  timeline: { sites, totals, unit, type },
  theme,
  first,
  last,
}: SiteTableProps): JSX.Element {
  const { link } = useAddress();
  const rows = [...sites, { name: 'Total', values: totals }];
  return (
    <section class="card" aria-label="Functions over time" tabIndex={0}>
      <table class="calls" aria-label={`${type} by function`}>
        <thead>
          <tr>
            <th scope="col" class="number">
              First
            </th>
            <th scope="col" class="number">
              Last
            </th>
            <th scope="col" class="number">
              Change
            </th>
            <th scope="col">Function</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }, i) => {
            const [before, after] = [values[first] ?? 0, values[last] ?? 0];
            return (
              <tr key={name}>
                <td class="number">{valueText(before, unit, '')}</td>
                <td class="number">{valueText(after, unit, '')}</td>
                <td class={`number ${after > before ? 'grew' : after < before ? 'shrank' : ''}`}>
                  {after > before ? '+' : ''}
                  {valueText(after - before, unit, '')}
                </td>
                <td>
                  <span class="bar-cell">
                    <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
                      {i < sites.length && <rect width="10" height="10" fill={siteColor(i, theme)} />}
                    </svg>
                    {i < sites.length && !isRest(name) ? (
                      <a class="name" href={link({ f: namesRegexp([name]) }, 'peek')}>
                        {name}
                      </a>
                    ) : (
                      <span class="name">{name}</span>
                    )}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** Whether it stands for all functions that have no area of their own. */
function isRest(name: string): boolean {
  return /^\d+ other functions$/.test(name);
}

function Verdicts({ timeline: { verdicts, noVerdicts } }: { readonly timeline: Timeline }): JSX.Element {
  const { link } = useAddress();
  return (
    <section class="card" aria-label="Leaks" tabIndex={0}>
      <h2>What leaks</h2>
      {noVerdicts !== '' && <p class="menu-note">{noVerdicts}</p>}
      <ul class="verdicts">
        {verdicts.map(({ verdict, stack, reason }, i) => (
          <li key={i}>
            <b>{verdict}</b>{' '}
            <a href={link({ f: namesRegexp(stack.slice(0, 1)) }, 'peek')}>
              <code>{stack[0]}</code>
            </a>
            {stack[1] !== undefined && (
              <>
                {' '}
                called by <code>{stack[1]}</code>
              </>
            )}
            <small> {reason}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
