// Moves a drawing around and zooms it, by pointer, wheel and keys.

export interface PanZoom {
  fit(): void;
  zoomBy(factor: number): void;
  /** Moves so that an element is in the middle. */
  center(element: Element): void;
  destroy(): void;
}

interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const step = 60;

/** @param drawing an element in `frame` that is transformed. @param size of the drawing at scale 1. */
export function createPanZoom(
  frame: HTMLElement,
  drawing: SVGSVGElement,
  size: { readonly width: number; readonly height: number },
): PanZoom {
  const events = new AbortController();
  const { signal } = events;
  let view: View = { scale: 1, x: 0, y: 0 };
  let held: { x: number; y: number } | undefined;

  function show(next: View): void {
    view = { ...next, scale: Math.max(0.02, Math.min(20, next.scale)) };
    drawing.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  }

  function zoomAt(factor: number, x: number, y: number): void {
    const scale = Math.max(0.02, Math.min(20, view.scale * factor));
    const change = scale / view.scale;
    show({ scale, x: x - (x - view.x) * change, y: y - (y - view.y) * change });
  }

  function fit(): void {
    const { clientWidth, clientHeight } = frame;
    const scale = Math.min(1.2, (clientWidth - 20) / size.width, (clientHeight - 20) / size.height);
    // A graph that would be too small to read begins at its top.
    const readable = Math.max(scale, 0.35);
    show({ scale: readable, x: (clientWidth - size.width * readable) / 2, y: 10 });
  }

  frame.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = frame.getBoundingClientRect();
      zoomAt(Math.exp(-event.deltaY / 400), event.clientX - left, event.clientY - top);
    },
    { signal, passive: false },
  );
  frame.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button === 0) held = { x: event.clientX, y: event.clientY };
    },
    { signal },
  );
  frame.addEventListener(
    'pointermove',
    (event) => {
      if (held === undefined || event.buttons === 0) {
        held = undefined;
        return;
      }
      const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
      if (Math.hypot(dx, dy) < 3) return;
      frame.setPointerCapture(event.pointerId);
      held = { x: event.clientX, y: event.clientY };
      show({ ...view, x: view.x + dx, y: view.y + dy });
    },
    { signal },
  );
  frame.addEventListener(
    'keydown',
    (event) => {
      const moves: Readonly<Record<string, () => void>> = {
        ArrowLeft: () => show({ ...view, x: view.x + step }),
        ArrowRight: () => show({ ...view, x: view.x - step }),
        ArrowUp: () => show({ ...view, y: view.y + step }),
        ArrowDown: () => show({ ...view, y: view.y - step }),
        '+': () => api.zoomBy(1.25),
        '=': () => api.zoomBy(1.25),
        '-': () => api.zoomBy(0.8),
        '0': fit,
      };
      const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
      if (move === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      move();
    },
    { signal },
  );

  const api: PanZoom = {
    fit,
    zoomBy: (factor) => zoomAt(factor, frame.clientWidth / 2, frame.clientHeight / 2),
    center(element) {
      const box = element.getBoundingClientRect();
      const around = frame.getBoundingClientRect();
      const dx = around.left + around.width / 2 - (box.left + box.width / 2);
      const dy = around.top + around.height / 2 - (box.top + box.height / 2);
      show({ ...view, x: view.x + dx, y: view.y + dy });
    },
    destroy: () => events.abort(),
  };
  fit();
  return api;
}
