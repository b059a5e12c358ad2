// The boxes of an SVG flame graph as they are in the picture: zooms into one, and marks those that match.

import { fittingName } from '#flame';

interface SvgBox {
  readonly group: Element;
  readonly rect: Element;
  /** The first line of its title. */
  readonly name: string;
  /** Where it is in the whole picture, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface SvgBoxes {
  /** Makes the box with this number as wide as the picture; 0 is the root. */
  zoom(box: number): void;
  /** Marks the boxes whose name matches. @returns how much of the root they and what is below them account for, from 0 to 1. */
  search(matches: ((name: string) => boolean) | undefined): number;
}

const namespace = 'http://www.w3.org/2000/svg';

/** @param frames the group of all boxes; its data attributes say where they are drawn. */
export function createSvgBoxes(frames: Element): SvgBoxes {
  const left = numberOf(frames, 'data-left');
  const width = numberOf(frames, 'data-width');
  const characterWidth = numberOf(frames, 'data-character');
  const boxes = Array.from(frames.children, readBox);

  function zoom(index: number): void {
    const target = boxes[index];
    if (target === undefined) return;
    const scale = width / target.width;
    for (const box of boxes) {
      const x = left + (box.x - target.x) * scale;
      const isCaller = box.y < target.y && box.x <= target.x && box.x + box.width >= target.x + target.width;
      const isSeen = box.y >= target.y ? x < left + width && x + box.width * scale > left : isCaller;
      box.group.setAttribute('display', isSeen ? 'inline' : 'none');
      if (!isSeen) continue;
      box.group.classList.toggle('faded', box.y < target.y);
      place(box, isCaller ? left : x, isCaller ? width : box.width * scale);
    }
  }

  function place({ group, rect, name, y }: SvgBox, x: number, wide: number): void {
    rect.setAttribute('x', String(x));
    rect.setAttribute('width', String(wide));
    group.querySelector('text')?.remove();
    const characters = Math.floor((wide - 6) / characterWidth);
    const sign = group.getAttribute('data-sign') ?? '';
    const label = fittingName(name, characters - sign.length);
    if (label === '') return;
    const text = document.createElementNS(namespace, 'text');
    text.setAttribute('x', String(x + 3));
    text.setAttribute('y', String(y + 13));
    text.textContent = `${sign}${label}`;
    group.append(text);
  }

  function search(matches: ((name: string) => boolean) | undefined): number {
    frames.classList.toggle('searching', matches !== undefined);
    const found: SvgBox[] = [];
    for (const box of boxes) {
      const isMatch = matches !== undefined && box !== boxes[0] && matches(box.name);
      box.group.classList.toggle('match', isMatch);
      if (isMatch) found.push(box);
    }
    return coveredWidth(found) / (boxes[0]?.width ?? 1);
  }

  boxes.forEach(({ group }, index) => {
    group.setAttribute('tabindex', '0');
    group.addEventListener('click', () => zoom(index));
    group.addEventListener('keydown', (event) => {
      const { key } = event as KeyboardEvent;
      if (key === 'Enter' || key === ' ') {
        event.preventDefault();
        zoom(index);
      } else if (key === 'Escape') zoom(0);
    });
  });
  return { zoom, search };
}

function readBox(group: Element): SvgBox {
  const rect = group.querySelector('rect')!;
  const [name = ''] = (group.querySelector('title')?.textContent ?? '').split('\n');
  const [x, y, width] = [numberOf(rect, 'x'), numberOf(rect, 'y'), numberOf(rect, 'width')];
  return { group, rect, name, x, y, width };
}

function numberOf(element: Element, attribute: string): number {
  return Number(element.getAttribute(attribute));
}

/** What boxes cover together; those below a match count once. */
function coveredWidth(boxes: readonly SvgBox[]): number {
  let covered = 0;
  let end = 0;
  for (const { x, width } of boxes.toSorted((a, b) => a.x - b.x)) {
    covered += Math.max(0, x + width - Math.max(end, x));
    end = Math.max(end, x + width);
  }
  return covered;
}
