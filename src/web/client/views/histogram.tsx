// A histogram of numbers, of which a stretch can be chosen: by dragging over the bars, or by two lists.

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { label } from '#measurement';
import type { LabelBucket } from '#web/api';

interface HistogramProps {
  readonly title: string;
  readonly buckets: readonly LabelBucket[];
  /** Of the bounds. */
  readonly unit: string;
  /** The text of the value of a bucket. */
  valueText(value: number): string;
  /** Numbers from `from` on and below `to` are wanted. */
  onChoose(from: number, to: number): void;
}

const height = 110;

export function Histogram({ title, buckets, unit, valueText, onChoose }: HistogramProps): JSX.Element {
  const bars = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: buckets.length - 1 });
  const [start, setStart] = useState<number | undefined>(undefined);
  const most = Math.max(...buckets.map(({ value }) => Math.abs(value)), 1);
  const { first, last } = {
    first: Math.min(range.first, range.last),
    last: Math.max(range.first, range.last),
  };
  const barAt = (event: PointerEvent): number => {
    const { left = 0, width = 1 } = bars.current?.getBoundingClientRect() ?? {};
    const place = Math.floor(((event.clientX - left) / width) * buckets.length);
    return Math.max(0, Math.min(buckets.length - 1, place));
  };
  const bound = (number: number): string => label(number, unit);
  return (
    <div class="histogram">
      <div
        class="bars"
        ref={bars}
        role="img"
        aria-label={`${title}; choose a range by the lists below`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setStart(barAt(event));
          setRange({ first: barAt(event), last: barAt(event) });
        }}
        onPointerMove={(event) => start !== undefined && setRange({ first: start, last: barAt(event) })}
        onPointerUp={() => setStart(undefined)}
      >
        {buckets.map(({ from, to, value, samples }, i) => (
          <div
            key={from}
            class={i >= first && i <= last ? 'bar-chosen' : ''}
            title={`${bound(from)} to ${bound(to)}: ${valueText(value)}, ${samples} samples`}
          >
            <span
              style={{ height: `${Math.max(value === 0 ? 0 : 2, (height * Math.abs(value)) / most)}px` }}
            />
            <small>{bound(from)}</small>
          </div>
        ))}
      </div>
      <div class="range">
        <label>
          From{' '}
          <select
            value={String(first)}
            onChange={(event) => setRange({ first: Number(event.currentTarget.value), last })}
          >
            {buckets.map(({ from }, i) => (
              <option key={from} value={String(i)}>
                {bound(from)}
              </option>
            ))}
          </select>
        </label>{' '}
        <label>
          to below{' '}
          <select
            value={String(last)}
            onChange={(event) => setRange({ first, last: Number(event.currentTarget.value) })}
          >
            {buckets.map(({ to }, i) => (
              <option key={to} value={String(i)}>
                {bound(to)}
              </option>
            ))}
          </select>
        </label>{' '}
        <button type="button" onClick={() => onChoose(buckets[first]!.from, buckets[last]!.to)}>
          Only these
        </button>
      </div>
    </div>
  );
}
