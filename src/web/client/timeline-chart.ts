// The chart of a series: areas on top of one another over time, and a stretch of time that is chosen by dragging.
// It is an asset of its own (`web-timeline.js`), which the page loads with the first timeline.

import UPlot from 'uplot';
import { label } from '#measurement';
import type { Timeline } from '#web/api';
import { siteColor } from './site-color.ts';
import type { Theme } from './theme.ts';

export interface TimelineChart {
  /** Marks the stretch from one profile to another; all of them is no stretch. */
  select(first: number, last: number): void;
  destroy(): void;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * @param range is marked at the start.
 * @param choose is given the numbers of the first and the last profile of a stretch.
 */
export function createTimelineChart(
  host: HTMLElement,
  { profiles, hasTimes, sites, unit }: Timeline,
  theme: Theme,
  range: Range,
  choose: (first: number, last: number) => void,
): TimelineChart {
  const stacked = stack(sites.map(({ values }) => values));
  const axisColor = theme === 'light' ? '#565e68' : '#a2abb5';
  const gridColor = theme === 'light' ? '#e3e7eb' : '#2b3037';
  const axis = { stroke: axisColor, grid: { stroke: gridColor, width: 1 }, ticks: { stroke: gridColor } };
  let { first: shownFirst, last: shownLast } = range;
  const chart = new UPlot(
    {
      width: host.clientWidth,
      height: host.clientHeight,
      legend: { show: false },
      scales: {
        x: { time: hasTimes },
        // Areas are as high as their values only from zero on.
        y: { range: (_, least, most) => [Math.min(0, least), most > 0 ? most * 1.05 : 1] },
      },
      axes: [
        axis,
        {
          ...axis,
          size: 80,
          ...byteSteps(unit),
          values: (_, values) => values.map((value) => label(value, unit)),
        },
      ],
      cursor: { drag: { x: true, y: false, setScale: false } },
      series: [
        {},
        // From the top of the stack down, so that each area covers what is below it.
        ...stacked.map((_, i) => {
          const site = sites.length - 1 - i;
          return {
            stroke: siteColor(site, theme),
            fill: siteColor(site, theme),
            width: 1,
            points: { show: false },
          };
        }),
      ],
      hooks: {
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            const [first, last] = [plot.posToIdx(left), plot.posToIdx(left + width)];
            if (width >= 4 && first < last) choose(first, last);
            else mark();
          },
        ],
      },
    },
    [profiles.map(({ seconds }) => seconds), ...stacked.toReversed()],
    host,
  );
  function mark(): void {
    const isAll = shownFirst <= 0 && shownLast >= profiles.length - 1;
    const [from, to] = [Math.min(shownFirst, shownLast), Math.max(shownFirst, shownLast)];
    const left = chart.valToPos(profiles[from]?.seconds ?? 0, 'x');
    const right = chart.valToPos(profiles[to]?.seconds ?? 0, 'x');
    const height = chart.over.clientHeight;
    // Without its hook: nobody chooses anything here.
    chart.setSelect(
      isAll ? { left: 0, top: 0, width: 0, height: 0 } : { left, top: 0, width: right - left, height },
      false,
    );
  }

  const resizing = new ResizeObserver(() => {
    chart.setSize({ width: host.clientWidth, height: host.clientHeight });
    mark();
  });
  resizing.observe(host);
  return {
    select(first, last) {
      [shownFirst, shownLast] = [first, last];
      mark();
    },
    destroy() {
      resizing.disconnect();
      chart.destroy();
    },
  };
}

/** Round numbers of bytes are powers of two. */
function byteSteps(unit: string): { incrs?: number[] } {
  return unit === 'bytes' ? { incrs: Array.from({ length: 50 }, (_, exponent) => 2 ** exponent) } : {};
}

/** Each row with the sum of those before it. */
function stack(rows: readonly (readonly number[])[]): number[][] {
  const stacked: number[][] = [];
  for (const row of rows) {
    const below = stacked.at(-1);
    stacked.push(row.map((value, i) => value + (below?.[i] ?? 0)));
  }
  return stacked;
}
