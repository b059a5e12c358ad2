// Leaves out of whole C++ and Rust names what pprof leaves out: parameters, and template arguments by default.

/** How much of a C++ name is shown (`-symbolize=demangle=…`). */
export type DemangleMode = 'default' | 'templates' | 'full' | 'none';

/**
 * @param name as the library writes it: `ns::f<int>(char) const`, with `{vtable(ns::C)}` for what is no function.
 * With `full` it stays, but for a clone's suffix.
 */
export function simplifyDemangled(name: string, mode: DemangleMode, isRust: boolean): string {
  const whole = name.replace(/(?: \[clone [^\]]*\])+$/, '');
  if (isRust) return mode === 'default' ? withoutGenerics(whole) : whole;
  const [, special = '', subject = whole] = specialName(whole) ?? [];
  // pprof shortens only what a special name is about, not its parameters.
  const short =
    mode === 'full'
      ? subject
      : printParts(splitParts(subject), {
          dropsTemplates: mode === 'default',
          keepsParameters: special !== '',
        });
  return special + withGnuLiterals(short);
}

/** Of tables and thunks: what it is, as GNU's tools say it, and of what. */
function specialName(name: string): readonly [string, string, string] | undefined {
  const table = /^\{(vtable|vtt|typeinfo|typeinfo name)\((.*)\)\}$/.exec(name);
  const thunk = /^\{virtual override thunk\(\{(v?)[a-z_ ]*offset\([^)]*\)\}, (.*)\)\}$/.exec(name);
  const told =
    /^((?:non-virtual |virtual )?thunk to |(?:transaction clone|vtable|VTT|typeinfo|typeinfo name|guard variable) for )(.*)$/.exec(
      name,
    );
  if (table !== null) return [name, `${table[1] === 'vtt' ? 'VTT' : table[1]} for `, table[2] ?? ''];
  if (thunk !== null)
    return [name, `${thunk[1] === 'v' ? 'virtual' : 'non-virtual'} thunk to `, thunk[2] ?? ''];
  return told === null ? undefined : [name, told[1] ?? '', told[2] ?? ''];
}

const literalSuffixes: Readonly<Record<string, string>> = {
  'unsigned int': 'u',
  'unsigned long': 'ul',
  'unsigned long long': 'ull',
  long: 'l',
  'long long': 'll',
};

/** `11u` for `(unsigned int)11`; packs without types leave no comma. */
function withGnuLiterals(name: string): string {
  return name
    .replaceAll(
      /\((unsigned (?:int|long long|long)|long long|long)\)(-?\d+)/g,
      (_, type: string, digits: string) => digits + (literalSuffixes[type] ?? ''),
    )
    .replaceAll(/(>?), >/g, (_, close: string) => (close === '' ? '>' : '> >'))
    .trimEnd();
}

/** Rust's type arguments become `<>`, wherever they are; `<T as Trait>` is the name of a type and stays. */
function withoutGenerics(name: string): string {
  let printed = '';
  for (let at = 0; at < name.length;) {
    const isArguments = name[at] === '<' && /(?:[\w}]|::)$/.test(printed);
    if (isArguments) {
      printed += '<>';
      at = groupEnd(name, at);
    } else printed += name[at++];
  }
  return printed;
}

/** A piece of plain text, or a group with its brackets. */
interface Part {
  readonly kind: 'text' | 'parentheses' | 'templates';
  readonly text: string;
}

/** Operators are no brackets, and these brackets belong to names. */
const wholes =
  /^(?:operator(?:\(\)|\[\]|<=>|<<=?|>>=?|<=|>=|->\*?|<|>|\s?new\[\]|\s?delete\[\])|\(anonymous namespace\)|->)/;

function splitParts(name: string): readonly Part[] {
  const parts: Part[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  for (let at = 0; at < name.length;) {
    const whole = wholes.exec(name.slice(at, at + maxWhole))?.[0];
    const open = name[at]!;
    if (whole !== undefined) text += whole;
    else if (open === '(' || open === '<') {
      const group = name.slice(at, groupEnd(name, at));
      flush();
      parts.push({ kind: open === '(' ? 'parentheses' : 'templates', text: group });
      at += group.length;
      continue;
    } else text += open === '{' ? name.slice(at, groupEnd(name, at)) : open;
    at += whole?.length ?? (open === '{' ? groupEnd(name, at) - at : 1);
  }
  flush();
  return parts;
}

const maxWhole = 24;

const closing: Readonly<Record<string, string>> = { '(': ')', '<': '>', '{': '}', '[': ']' };

/** Behind the bracket that closes the one at `start`; the end of the name when there is none. */
function groupEnd(name: string, start: number): number {
  const open: string[] = [];
  for (let at = start; at < name.length;) {
    const whole = at === start ? undefined : wholes.exec(name.slice(at, at + maxWhole))?.[0];
    if (whole !== undefined) {
      at += whole.length;
      continue;
    }
    const char = name[at]!;
    const close = closing[char];
    if (close !== undefined) open.push(close);
    else if (char === open.at(-1)) {
      open.pop();
      if (open.length === 0) return at + 1;
    }
    at++;
  }
  return name.length;
}

interface Printing {
  readonly dropsTemplates: boolean;
  readonly keepsParameters: boolean;
}

function printParts(parts: readonly Part[], { dropsTemplates, keepsParameters }: Printing): string {
  let printed = '';
  for (const [i, { kind, text }] of parts.entries()) {
    const following = parts[i + 1]?.text ?? '';
    if (kind === 'text') {
      const isAfterParameters = parts[i - 1]?.kind === 'parentheses' && !keepsParameters;
      printed += isAfterParameters ? withoutQualifiers(text) : text;
    } else if (kind === 'parentheses') {
      // Of functions around others the empty list stays.
      const isEnclosing = /^(?: const| volatile)*(?: &&?)?::/.test(following);
      if (isEnclosing) printed += '()';
      else if (keepsParameters) printed += text;
    } else if (!dropsTemplates) printed += text;
  }
  return printed;
}

/** What stands behind the parameters of a method, up to what is in it. */
function withoutQualifiers(text: string): string {
  return text.replace(/^(?: const| volatile)*(?: &&?)?(?=$|::)/, (qualifiers) =>
    text === qualifiers ? '' : qualifiers,
  );
}
