// Regular expressions for functions that were chosen, as pprof makes them.

/** Matches the text and nothing else: for RE2, which the server uses, and for JavaScript. */
export function quoted(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** Matches exactly these names. */
export function namesRegexp(names: readonly string[]): string {
  return names.map((name) => `^${quoted(name)}$`).join('|');
}

/** What matches one or the other. */
export function either(old: string, added: string): string {
  return old === '' ? added : `${old}|${added}`;
}
