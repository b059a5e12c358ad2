// A button that opens a menu; Escape, a click elsewhere or a choice closes it.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface MenuProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly class?: string;
}

export function Menu({ title, children, class: className = '' }: MenuProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event): void => {
      const isInside = event.target instanceof Node && element.current?.contains(event.target) === true;
      if (!isInside) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [isOpen]);

  const items = (): HTMLElement[] =>
    Array.from(
      element.current?.querySelectorAll<HTMLElement>(
        '.menu-items :is(a[href], button:not(:disabled), input, select)',
      ) ?? [],
    );

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (step === 0 || !isOpen || isTyping) return;
    event.preventDefault();
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };

  return (
    <div class={`menu ${className}`} ref={element} onKeyDown={onKeyDown}>
      <button ref={button} type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {title} <span aria-hidden="true">▾</span>
      </button>
      {isOpen && (
        <div
          class="menu-items"
          onClick={(event) => {
            const target = event.target instanceof Element ? event.target.closest('a, button') : null;
            if (target !== null && !target.hasAttribute('data-stay')) setOpen(false);
          }}
        >
          {children}
        </div>
      )}
    </div>
  );
}
