// The functions that were chosen in a view: menus and links of the page are about them.

import { createContext, type Context } from 'preact';
import { useContext } from 'preact/hooks';

export interface Selection {
  /** Their names; empty when nothing was chosen. */
  readonly names: readonly string[];
  choose(names: readonly string[]): void;
}

export const SelectionContext: Context<Selection> = createContext<Selection>({
  names: [],
  choose: () => undefined,
});

export function useSelection(): Selection {
  return useContext(SelectionContext);
}
