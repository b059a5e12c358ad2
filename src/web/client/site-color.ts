// The colours of the areas of a timeline.

import type { Theme } from './theme.ts';

/** The colour of the site with this number; the same in the chart and in its table. */
export function siteColor(site: number, theme: Theme): string {
  const hue = (site * 137.5 + 18) % 360;
  return theme === 'light' ? `hsl(${hue} 58% 62%)` : `hsl(${hue} 42% 46%)`;
}
