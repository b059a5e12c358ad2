// The list of keys: over the page, until Escape or its button closes it.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const groups: readonly (readonly [
  title: string,
  keys: readonly (readonly [keys: string, what: string])[],
])[] = [
  [
    'Everywhere',
    [
      ['?', 'this list'],
      ['/', 'search; Escape leaves the field'],
      ['1 … 9', 'the views, in their order'],
      ['Tab', 'on to the next part of the page'],
    ],
  ],
  [
    'Flame graph',
    [
      ['↑ ↓ ← →', 'caller, widest callee, neighbours'],
      ['Home End', 'first and last neighbour'],
      ['Enter', 'zoom to the box'],
      ['Backspace', 'zoom to its caller'],
      ['Escape', 'zoom out to everything'],
      ['+ −', 'wider and narrower; with Ctrl the wheel does'],
      ['n N', 'next match of the search, match before'],
      ['Shift+F10', 'menu of the box'],
    ],
  ],
  [
    'Tables',
    [
      ['↑ ↓ Home End', 'rows'],
      ['Space', 'choose the row, for Refine'],
      ['Enter', 'callers and callees of the row'],
    ],
  ],
  [
    'Graph',
    [
      ['↑ ↓ ← →', 'move the drawing'],
      ['+ − 0', 'zoom, and all of it'],
      ['Tab, Enter', 'next box, its menu'],
    ],
  ],
];

export function Help({ onClose }: { onClose(): void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // The browser keeps the focus inside, closes on Escape, and gives the focus back.
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="help-body">
        <h2 id="help-title">Keys</h2>
        <button type="button" class="help-close" onClick={() => dialog.current?.close()}>
          Close
        </button>
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    {key.split(' ').map((part) => (part === '…' ? ' … ' : <kbd key={part}>{part}</kbd>))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
