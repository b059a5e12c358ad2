// What every view is given; all else it finds in the address and the session.

import type { Theme } from './theme.ts';

export interface ViewProps {
  readonly theme: Theme;
}
