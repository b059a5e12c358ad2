// Timeline: a series of profiles over time, what leaks in it, and two of its profiles to compare.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Timeline } from '#web/api';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import { readJson, reportQuery, useReport, useSession } from '../session.ts';
import { siteColor } from '../site-color.ts';
import type * as ChartModule from '../timeline-chart.ts';
import { valueText } from '../values.ts';
import type { ViewProps } from '../view-props.ts';

/** Built beside the page; only series need it. */
const chartAsset = '/ui/assets/web-timeline.js' as string;

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
  const { link } = useAddress();
  const host = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: timeline.profiles.length - 1 });
  useEffect(() => {
    const { current } = host;
    if (current === null) return undefined;
    let isGone = false;
    let destroy = (): void => undefined;
    const start = async (): Promise<void> => {
      const { createTimelineChart } = (await import(chartAsset)) as typeof ChartModule;
      if (isGone) return;
      const choose = (from: number, to: number): void => setRange({ first: from, last: to });
      const chart = createTimelineChart(current, timeline, theme, choose);
      destroy = () => chart.destroy();
    };
    void start();
    return () => {
      isGone = true;
      destroy();
    };
  }, [timeline, theme]);
  const { first, last } = range;
  return (
    <>
      <div class="toolbar">
        <ProfileChoice
          title="From"
          value={first}
          timeline={timeline}
          onChoose={(at) => setRange({ first: at, last })}
        />
        <ProfileChoice
          title="to"
          value={last}
          timeline={timeline}
          onChoose={(at) => setRange({ first, last: at })}
        />
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
                    <span class="name">{name}</span>
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

function Verdicts({ timeline: { verdicts, noVerdicts } }: { readonly timeline: Timeline }): JSX.Element {
  return (
    <section class="card" aria-label="Leaks" tabIndex={0}>
      <h2>What leaks</h2>
      {noVerdicts !== '' && <p class="menu-note">{noVerdicts}</p>}
      <ul class="verdicts">
        {verdicts.map(({ verdict, stack, reason }, i) => (
          <li key={i}>
            <b>{verdict}</b> <code>{stack[0]}</code>
            <small> {reason}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
