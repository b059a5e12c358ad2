// The menu of one function: where else to look at it, and how to refine by it.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useAddress } from '../address.ts';
import { refinedValue, refinements } from '../refine-menu.tsx';
import { namesRegexp } from '../regexps.ts';

interface BoxMenuProps {
  readonly name: string;
  /** In the window. */
  readonly x: number;
  readonly y: number;
  onClose(): void;
}

export function BoxMenu({ name, x, y, onClose }: BoxMenuProps): JSX.Element {
  const { link, query } = useAddress();
  const element = useRef<HTMLDivElement>(null);
  const regexp = namesRegexp([name]);
  useEffect(() => {
    const { current } = element;
    const opener = document.activeElement;
    current?.querySelector<HTMLElement>('a')?.focus();
    const close = (event: Event): void => {
      if (!(event.target instanceof Node) || current?.contains(event.target) !== true) onClose();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onClose();
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      const links = Array.from(current?.querySelectorAll<HTMLElement>('a, button') ?? []);
      const at = links.indexOf(document.activeElement as HTMLElement);
      links[(at + step + links.length) % links.length]?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', onKey);
      // Whoever came by keys goes on where they were.
      if (opener instanceof HTMLElement || opener instanceof SVGElement)
        opener.focus({ preventScroll: true });
    };
  }, []);
  const left = Math.max(4, Math.min(x, window.innerWidth - 270));
  const top = Math.max(4, Math.min(y, window.innerHeight - 360));
  return (
    <div
      ref={element}
      class="menu-items box-menu"
      style={{ left: `${left}px`, top: `${top}px` }}
      onClick={onClose}
    >
      <p class="menu-note">
        <code>{name}</code>
      </p>
      <a href={link({ p: regexp, z: '' }, 'flamegraph')}>Callers and callees</a>
      <a href={link({ f: regexp }, 'peek')}>Peek</a>
      <a href={link({ f: regexp }, 'source')}>Source</a>
      <a href={link({ f: regexp }, 'source')} target="_blank" rel="noreferrer">
        Source in a new tab
      </a>
      <a href={link({ f: regexp }, 'disasm')}>Disassembly</a>
      <hr />
      {refinements.map((refinement) => (
        <a
          key={refinement.parameter}
          href={link({ [refinement.parameter]: refinedValue(refinement, regexp, query) })}
        >
          {refinement.title} <small>{refinement.help}</small>
        </a>
      ))}
      <hr />
      <button type="button" onClick={() => void navigator.clipboard?.writeText(name)}>
        Copy the name
      </button>
    </div>
  );
}
