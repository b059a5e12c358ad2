// The search field of an SVG flame graph, which is only there where scripts run.

interface SvgSearch {
  /** @returns the share of all that matches, from 0 to 1. */
  search(text: string, isRegexp: boolean): number;
  /** Shows the whole graph. */
  reset(): void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
const htmlNamespace = 'http://www.w3.org/1999/xhtml';

export function addSvgSearch(svg: Element, { search, reset }: SvgSearch): void {
  const holder = document.createElementNS(svgNamespace, 'foreignObject');
  for (const [name, value] of [
    ['x', '640'],
    ['y', '4'],
    ['width', '550'],
    ['height', '26'],
  ] as const) {
    holder.setAttribute(name, value);
  }
  const bar = html('div');
  bar.setAttribute(
    'style',
    'display: flex; gap: 6px; justify-content: flex-end; align-items: center; font: 12px sans-serif; color: inherit',
  );
  const result = html('span');
  result.setAttribute('role', 'status');
  result.setAttribute('class', 'result');
  const field = html('input') as HTMLInputElement;
  field.placeholder = 'Search (regexp)';
  field.setAttribute('aria-label', 'Search for frames');
  const label = html('label');
  const literal = html('input') as HTMLInputElement;
  literal.type = 'checkbox';
  label.append(literal, 'literal');
  const button = html('button');
  button.textContent = 'Reset zoom';
  bar.append(result, field, label, button);
  holder.append(bar);
  svg.append(holder);

  const run = (): void => {
    const share = search(field.value, !literal.checked);
    result.textContent = field.value === '' ? '' : `matched ${(share * 100).toFixed(2)}%`;
  };
  field.addEventListener('input', run);
  literal.addEventListener('change', run);
  button.addEventListener('click', reset);
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target === field;
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      field.focus();
    } else if (event.key === 'Escape' && isTyping) {
      field.value = '';
      run();
    }
  });
}

function html(name: string): HTMLElement {
  return document.createElementNS(htmlNamespace, name) as HTMLElement;
}
