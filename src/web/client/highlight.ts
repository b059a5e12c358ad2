// Syntax colours for source lines, as elements rather than as HTML.

import hljs from 'highlight.js/lib/core';
import cpp from 'highlight.js/lib/languages/cpp';
import go from 'highlight.js/lib/languages/go';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import typescript from 'highlight.js/lib/languages/typescript';
import { h, type ComponentChild } from 'preact';

/** TypeScript has all of JavaScript. */
const languages = { go, typescript, rust, cpp, python } as const;

const languageOfEnding: Readonly<Record<string, keyof typeof languages>> = {
  go: 'go',
  js: 'typescript',
  mjs: 'typescript',
  cjs: 'typescript',
  jsx: 'typescript',
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'typescript',
  rs: 'rust',
  c: 'cpp',
  cc: 'cpp',
  cpp: 'cpp',
  h: 'cpp',
  hpp: 'cpp',
  py: 'python',
};

export type SourceText = readonly ComponentChild[];

/** The lines with their syntax in elements; as they are where the language is not known. */
export function highlightedLines(lines: readonly string[], path: string): readonly SourceText[] {
  const language = languageOfEnding[/\.(\w+)$/.exec(path)?.[1] ?? ''];
  if (language === undefined) return lines.map((line) => [line]);
  if (hljs.getLanguage(language) === undefined) hljs.registerLanguage(language, languages[language]);
  return linesOfMarkup(hljs.highlight(lines.join('\n'), { language, ignoreIllegals: true }).value);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/** highlight.js makes HTML of nothing but spans with a class, text and five entities; a span may go over lines. */
function linesOfMarkup(markup: string): SourceText[] {
  const lines: ComponentChild[][] = [[]];
  const classes: string[] = [];
  for (const [token, opened, entity] of markup.matchAll(
    /<span class="([^"]*)">|<\/span>|&([a-z#\d]+);|[^<&]+/gi,
  )) {
    if (opened !== undefined) classes.push(opened);
    else if (token === '</span>') classes.pop();
    else addText(entity === undefined ? token : (entities[entity] ?? token));
  }
  return lines;

  function addText(text: string): void {
    for (const [i, part] of text.split('\n').entries()) {
      if (i > 0) lines.push([]);
      if (part === '') continue;
      lines.at(-1)!.push(classes.length === 0 ? part : h('span', { class: classes.join(' ') }, part));
    }
  }
}
