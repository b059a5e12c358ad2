// The tooltip of a flame graph: lines of text beside the pointer, inside the window.

export interface Tooltip {
  readonly element: HTMLElement;
  /** `x` and `y` in the window. */
  show(lines: readonly string[], x: number, y: number): void;
  hide(): void;
}

const distance = 14;

export function createTooltip(): Tooltip {
  const element = document.createElement('div');
  element.className = 'flame-tooltip';
  element.setAttribute('role', 'tooltip');
  element.hidden = true;
  return {
    element,
    show(lines, x, y) {
      element.replaceChildren(
        ...lines.map((line) => {
          const div = document.createElement('div');
          div.textContent = line;
          return div;
        }),
      );
      element.hidden = false;
      const { width, height } = element.getBoundingClientRect();
      const left = Math.max(4, Math.min(x + distance, window.innerWidth - width - 4));
      const top = y + distance + height > window.innerHeight ? y - distance - height : y + distance;
      element.style.left = `${left}px`;
      element.style.top = `${Math.max(4, top)}px`;
    },
    hide() {
      element.hidden = true;
    },
  };
}
