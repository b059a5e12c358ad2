// Puts the page together: title, bar, graph, and what they do to each other.

import { compileSearch, matchFlame } from '#flame';
import { percentage } from '#measurement';
import { createFlameView, describeNode, type FlameOrder, type FlameTheme } from '#web/flame';
import {
  comparisonModes,
  describeChange,
  painterOf,
  valueModes,
  type ColorScheme,
  type GraphMode,
} from './graph-modes.ts';
import type { PageData } from './page-data.ts';
import { pageStyles } from './page-styles.ts';
import { createToolbar } from './toolbar.ts';

const keys =
  '← ↑ → ↓ move · Enter zoom · Esc whole graph · / search · n N next, previous match · + − zoom · Ctrl-wheel zoom';

export function startPage({ kind, title, facts, flame }: PageData, body: HTMLElement): void {
  const isComparison = kind === 'comparison';
  const modes = isComparison ? comparisonModes(flame) : valueModes(flame);
  const darkness = window.matchMedia('(prefers-color-scheme: dark)');
  let mode: GraphMode = isComparison ? modes[0]! : modes[flame.selected]!;
  let order: FlameOrder = 'size';
  let scheme: ColorScheme = isComparison ? 'change' : 'package';
  let search = { text: '', isRegexp: true };

  const theme = (): FlameTheme => {
    const chosen = document.documentElement.dataset['theme'];
    if (chosen === 'light' || chosen === 'dark') return chosen;
    return darkness.matches ? 'dark' : 'light';
  };
  const painter = (): ReturnType<typeof painterOf> => painterOf(mode, scheme, theme());

  const host = document.createElement('main');
  const toolbar = createToolbar(
    [
      {
        label: isComparison ? 'Widths' : 'Value',
        options: [mode, ...modes.filter((other) => other !== mode)].map(({ name }) => name),
        choose(name) {
          mode = modes.find((other) => other.name === name) ?? mode;
          show();
        },
      },
      {
        label: 'Order',
        options: ['size', 'name'],
        choose(name) {
          order = name === 'name' ? 'name' : 'size';
          show();
        },
      },
      {
        label: 'Colour',
        options: isComparison ? [] : ['package', 'share'],
        choose(name) {
          scheme = name === 'share' ? 'share' : 'package';
          view.paint(painter());
        },
      },
    ],
    {
      search(text, isRegexp) {
        search = { text, isRegexp };
        find();
      },
      next: (direction) => view.nextMatch(direction),
      reset: () => view.zoomTo([]),
      switchTheme() {
        document.documentElement.dataset['theme'] = theme() === 'dark' ? 'light' : 'dark';
        view.paint(painter());
      },
      leave: () => view.focus(),
    },
  );
  body.replaceChildren(
    styleSheet(pageStyles),
    header(title, facts),
    toolbar.element,
    host,
    footer(isComparison),
  );
  const view = createFlameView(host, {
    painter: painter(),
    describe: isComparison ? describeChange : describeNode,
  });

  function show(): void {
    view.paint(painter());
    view.show({ data: mode.data, widths: mode.widths, order });
    find();
  }

  function find(): void {
    if (search.text === '') {
      toolbar.show('');
      view.search(undefined);
      return;
    }
    const callees = matchFlame(mode.data, mode.widths, compileSearch(search.text, search.isRegexp));
    toolbar.show(`matched ${percentage(callees.matched, mode.widths[0]!).trim()}`);
    view.search({ callees });
  }

  darkness.addEventListener('change', () => view.paint(painter()));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && event.target !== toolbar.field) {
      event.preventDefault();
      toolbar.field.focus();
      toolbar.field.select();
    } else if (event.target === document.body && /^(?:Arrow|Enter)/.test(event.key)) {
      // The first key goes to the graph, wherever the focus was.
      event.preventDefault();
      view.focus();
    }
  });
  show();
}

function header(title: string, facts: readonly string[]): HTMLElement {
  const made = document.createElement('header');
  const heading = document.createElement('h1');
  heading.textContent = title;
  const note = document.createElement('p');
  note.textContent = facts.join(' · ');
  made.append(heading, note);
  return made;
}

function footer(isComparison: boolean): HTMLElement {
  const made = document.createElement('footer');
  const legend = isComparison ? 'Red and +: grew. Blue, hatched and −: shrank. ' : '';
  made.textContent = `${legend}${keys}`;
  return made;
}

function styleSheet(styles: string): HTMLElement {
  const made = document.createElement('style');
  made.textContent = styles;
  return made;
}
