// What a mouse, a pen or a finger does to a flame graph: hover, click, drag, and a stretch of the minimap.

export interface PointerActions {
  hover(event: PointerEvent): void;
  leave(): void;
  /** By so many pixels since the last call. */
  drag(dx: number, dy: number): void;
  click(event: MouseEvent): void;
  menu(event: MouseEvent): void;
}

/** A pointer that moves less while it is down does not drag. */
const dragThreshold = 4;

export function listenToPointer(
  canvas: HTMLCanvasElement,
  signal: AbortSignal,
  actions: PointerActions,
): void {
  let start: { x: number; y: number } | undefined;
  let isDragging = false;
  const on = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
  ): void => canvas.addEventListener(type, listener, { signal });

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    start = { x: event.clientX, y: event.clientY };
    isDragging = false;
  });
  on('pointermove', (event) => {
    if (start === undefined || event.buttons === 0) {
      start = undefined;
      actions.hover(event);
      return;
    }
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    if (!isDragging && Math.hypot(dx, dy) < dragThreshold) return;
    if (!isDragging) canvas.setPointerCapture(event.pointerId);
    isDragging = true;
    start = { x: event.clientX, y: event.clientY };
    actions.drag(dx, dy);
  });
  on('pointerup', () => {
    start = undefined;
  });
  on('pointerleave', () => actions.leave());
  on('click', (event) => {
    if (!isDragging) actions.click(event);
    isDragging = false;
  });
  on('contextmenu', (event) => actions.menu(event));
}

/** @param choose is given both ends of a stretch, from 0 to 1; they are equal for a click. */
export function listenToMinimap(
  minimap: HTMLCanvasElement,
  signal: AbortSignal,
  choose: (from: number, to: number) => void,
): void {
  let start: number | undefined;
  const placeOf = (event: PointerEvent): number => {
    const { left, width } = minimap.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / Math.max(1, width)));
  };
  minimap.addEventListener(
    'pointerdown',
    (event) => {
      minimap.setPointerCapture(event.pointerId);
      start = placeOf(event);
      choose(start, start);
    },
    { signal },
  );
  minimap.addEventListener(
    'pointermove',
    (event) => {
      if (start === undefined || event.buttons === 0) return;
      const place = placeOf(event);
      choose(Math.min(start, place), Math.max(start, place));
    },
    { signal },
  );
}
