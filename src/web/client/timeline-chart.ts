// The chart of a series: areas on top of one another over time, and a stretch of time that is chosen by dragging.
// It is an asset of its own (`web-timeline.js`), which the page loads with the first timeline.

import UPlot from 'uplot';
import { label } from '#measurement';
import type { Timeline } from '#web/api';
import { siteColor } from './site-color.ts';
import type { Theme } from './theme.ts';

export interface TimelineChart {
  destroy(): void;
}

/** @param choose is given the numbers of the first and the last profile of a stretch. */
export function createTimelineChart(
  host: HTMLElement,
  { profiles, hasTimes, sites, unit }: Timeline,
  theme: Theme,
  choose: (first: number, last: number) => void,
): TimelineChart {
  const stacked = stack(sites.map(({ values }) => values));
  const axisColor = theme === 'light' ? '#565e68' : '#a2abb5';
  const gridColor = theme === 'light' ? '#e3e7eb' : '#2b3037';
  const axis = { stroke: axisColor, grid: { stroke: gridColor, width: 1 }, ticks: { stroke: gridColor } };
  const chart = new UPlot(
    {
      width: host.clientWidth,
      height: host.clientHeight,
      legend: { show: false },
      scales: { x: { time: hasTimes } },
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
            if (width < 4) return;
            const [first, last] = [plot.posToIdx(left), plot.posToIdx(left + width)];
            if (first < last) choose(first, last);
          },
        ],
      },
    },
    [profiles.map(({ seconds }) => seconds), ...stacked.toReversed()],
    host,
  );
  const resizing = new ResizeObserver(() =>
    chart.setSize({ width: host.clientWidth, height: host.clientHeight }),
  );
  resizing.observe(host);
  return {
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
