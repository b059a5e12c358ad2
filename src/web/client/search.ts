// What the search field looks for, in every view.

import { regexpOf } from '#flame';

/** A text that is no regular expression is looked for as it stands. Capital letters matter when there are any. */
export function matcher(search: string): (name: string) => boolean {
  const flags = /[A-Z]/.test(search) ? '' : 'i';
  const pattern = regexpOf(search, flags);
  if (pattern !== undefined) return (name) => pattern.test(name);
  const text = search.toLowerCase();
  return (name) => name.toLowerCase().includes(text);
}
