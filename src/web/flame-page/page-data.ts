// Reads what is in the file beside this script: the flame graph and what to say of it.

import { unpackFlame, type FlameData } from '#flame';

/** As `report/flame-html.ts` writes it. */
export interface PageFacts {
  readonly kind: 'profile' | 'comparison';
  readonly title: string;
  readonly facts: readonly string[];
}

export interface PageData extends PageFacts {
  readonly flame: FlameData;
}

export function readPage(page: Document): PageData {
  const facts = JSON.parse(page.getElementById('page')?.textContent ?? '') as PageFacts;
  const packed = atob((page.getElementById('flame')?.textContent ?? '').trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  return { ...facts, flame: unpackFlame(bytes) };
}
