// The bar above the graph: what is shown, how, and the search.

export interface ToolbarChoice {
  readonly label: string;
  /** The first is chosen. */
  readonly options: readonly string[];
  choose(option: string): void;
}

export interface ToolbarActions {
  search(text: string, isRegexp: boolean): void;
  next(direction: 1 | -1): void;
  reset(): void;
  switchTheme(): void;
  /** To the graph, for the keys. */
  leave(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  readonly field: HTMLInputElement;
  /** Says how much a search found. */
  show(result: string): void;
}

export function createToolbar(choices: readonly ToolbarChoice[], actions: ToolbarActions): Toolbar {
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', 'Flame graph');
  for (const choice of choices) if (choice.options.length > 1) bar.append(select(choice));

  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = 'Search: regexp ( / )';
  field.setAttribute('aria-label', 'Search for frames by regular expression');
  const literal = document.createElement('input');
  literal.type = 'checkbox';
  const result = document.createElement('output');
  const run = (): void => actions.search(field.value, !literal.checked);
  field.addEventListener('input', run);
  literal.addEventListener('change', run);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') actions.next(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      field.value = '';
      run();
      actions.leave();
    } else return;
    event.preventDefault();
  });
  bar.append(
    field,
    labelled('literal', literal),
    result,
    button('↑', 'Previous match (N)', () => actions.next(-1)),
    button('↓', 'Next match (n)', () => actions.next(1)),
    button('Reset zoom', 'Show the whole graph (Esc)', actions.reset),
    button('◐', 'Switch between light and dark', actions.switchTheme),
  );
  return { element: bar, field, show: (text) => (result.textContent = text) };
}

function select({ label, options, choose }: ToolbarChoice): HTMLElement {
  const list = document.createElement('select');
  for (const option of options) list.append(new Option(option, option));
  list.addEventListener('change', () => choose(list.value));
  return labelled(label, list);
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  const label = document.createElement('label');
  // The words of a list stand before it, that of a box behind it.
  if (control instanceof HTMLInputElement) label.append(control, text);
  else label.append(`${text} `, control);
  return label;
}

function button(text: string, title: string, act: () => void): HTMLElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.title = title;
  if (text.length === 1) made.setAttribute('aria-label', title);
  made.addEventListener('click', act);
  return made;
}
