// The weblist report as one page of HTML, in pprof's columns; the machine code of a line opens below it.

import { percentage } from '#measurement';
import { baseName } from '#graph';
import { runeCount } from '#profile';
import { formatValue, type ReportContext } from './context.ts';
import { profileLabels } from './header.ts';
import { escapeHtml } from './html-text.ts';
import { expandTabs, padLeft, padRight } from './padding.ts';
import { weblistPolicy, weblistScript, weblistStyle } from './weblist-page.ts';
import type {
  WeblistCall,
  WeblistFile,
  WeblistFunction,
  WeblistInstruction,
  WeblistLine,
  WeblistReport,
} from './weblist.ts';

export function* printWeblist({ context, files, rangesLeftOut }: WeblistReport): Generator<string> {
  const sections = files
    .flatMap((file) => file.functions.map((fn) => ({ file, fn })))
    .map((section, i) => ({ ...section, id: `f${i + 1}` }));
  const { mappings, strings } = context.profile;
  const program = mappings.count === 0 ? '' : strings.text(mappings.file[0]!);
  const title = escapeHtml(
    program === '' ? context.sampleType : `${baseName(program)} ${context.sampleType}`,
  );
  const legend = [...profileLabels(context, context.outputUnit), `Total: ${shown(context, context.total)}`];
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${weblistPolicy}">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${weblistStyle}</style>
</head>
<body>
<h1>${title}</h1>
<div class="legend">${legend.map(escapeHtml).join('<br>\n')}</div>
<div class="bar">
<button data-key="n" hidden>Next line with values <kbd>n</kbd></button>
<button data-key="p" hidden>Previous <kbd>p</kbd></button>
<button data-key="e" hidden>Open all code <kbd>e</kbd></button>
<button data-key="c" hidden>Close all <kbd>c</kbd></button>
<span>A line with &#9656; opens its machine code: click it, or press Enter on it.</span>
</div>
`;
  if (sections.length === 0) yield '<p class="note">No line that matches has a value.</p>\n';
  if (rangesLeftOut > 0) {
    yield `<p class="note">Machine code is shown where most is used; ${rangesLeftOut} more stretches have values only.</p>\n`;
  }
  if (sections.length > 1) yield printIndex(context, sections);
  const cums = sections.flatMap(({ fn }) => fn.lines.map(({ cum }) => Math.abs(cum)));
  const most = cums.reduce((most, cum) => Math.max(most, cum), 0);
  for (const section of sections) yield printFunction(context, section, most);
  yield `<script>${weblistScript}</script>\n</body>\n</html>\n`;
}

interface Section {
  readonly id: string;
  readonly file: WeblistFile;
  readonly fn: WeblistFunction;
}

function shown(context: ReportContext, value: number): string {
  return formatValue(context, value, context.outputUnit);
}

function shownOrDot(context: ReportContext, value: number): string {
  return padLeft(10, value === 0 ? '.' : shown(context, value));
}

function printIndex(context: ReportContext, sections: readonly Section[]): string {
  const rows = sections.toSorted((a, b) => b.fn.flat - a.fn.flat || b.fn.cum - a.fn.cum);
  const number = (text: string): string => `<td class="number">${text}</td>`;
  return `<table>
<tr><th class="number">flat</th><th class="number">cum</th><th class="number">cum%</th><th>function</th><th>file</th></tr>
${rows
  .map(
    ({ id, file, fn }) =>
      `<tr>${number(shown(context, fn.flat))}${number(shown(context, fn.cum))}${number(
        percentage(fn.cum, context.total).trim(),
      )}<td><a href="#${id}">${escapeHtml(fn.name)}</a></td><td>${escapeHtml(placeOf(file, fn))}</td></tr>\n`,
  )
  .join('')}</table>
`;
}

function placeOf({ path }: WeblistFile, { lines }: WeblistFunction): string {
  const first = lines.find(({ kind, number }) => kind !== 'nop' && number > 0);
  return first === undefined ? path : `${path}:${first.number}`;
}

/** @param most the cum value of the hottest line of the page. */
function printFunction(context: ReportContext, { id, file, fn }: Section, most: number): string {
  const { name, flat, cum, lines } = fn;
  const values = `${padLeft(10, shown(context, flat))} ${padLeft(10, shown(context, cum))}`;
  return `<section id="${id}">
<h2>${escapeHtml(name)}</h2>
<p class="filename">${escapeHtml(file.path)}</p>
${sourceNote(file)}<pre>
  Total:  ${values} (flat, cum) ${percentage(cum, context.total)}
${lines.map((line) => printLine(context, line, most)).join('')}</pre>
</section>
`;
}

function sourceNote({ source }: WeblistFile): string {
  const notes =
    source.kind === 'missing'
      ? [source.error, ...source.tried]
      : source.reason === ''
        ? []
        : [`Source: ${source.path} (${source.reason})`];
  return notes.map((note) => `<p class="note">${escapeHtml(note)}</p>\n`).join('');
}

/** Shades; half of them are for lines with less than a quarter of what the hottest one has. */
const shades = 5;

function printLine(context: ReportContext, line: WeblistLine, most: number): string {
  const { number, text, kind, flat, cum, instructions } = line;
  const values = `${shownOrDot(context, flat)} ${shownOrDot(context, cum)}`;
  const heat = cum === 0 ? '' : ` heat${Math.ceil(shades * Math.sqrt(Math.abs(cum) / most))}`;
  const row =
    `<span class="line"> ${padLeft(6, String(number))}</span> ` +
    `<span class="${kind}">  ${values} ${' '.repeat(8)}  ${escapeHtml(expandTabs(text))} </span>\n`;
  const isHot = cum !== 0 || flat !== 0;
  if (kind !== 'livesrc') {
    return `<span class="row${heat}"${isHot ? ' data-hot tabindex="-1"' : ''}>${row}</span>`;
  }
  const indent = indentation(text) + 4;
  const code = instructions.map((instruction) => printInstruction(context, instruction, indent)).join('');
  return (
    `<details><summary class="row${heat}"${isHot ? ' data-hot' : ''}>${row}</summary>` +
    `<span class="asm">${code}</span></details>`
  );
}

/** Columns of text that instructions and inlined calls are padded to. */
const codeColumns = 80;

function printInstruction(
  context: ReportContext,
  { address, text, file, line, flat, cum, depth, calls, startsBlock }: WeblistInstruction,
  indent: number,
): string {
  const block = startsBlock ? ` ${' '.repeat(8)} ${padLeft(28, '⋮')}\n` : '';
  const inlined = calls.map((call) => printCall(call, indent)).join('');
  if (text === undefined) return block + inlined;
  const values = `${shownOrDot(context, flat)} ${shownOrDot(context, cum)}`;
  const code = escapeHtml(padRight(codeColumns, ' '.repeat(indent + 4 * depth) + expandTabs(text)));
  const place = file === '' ? '' : `${baseName(file)}:${line}`;
  const row = ` ${' '.repeat(8)} ${values} ${padLeft(8, address.toString(16))}: ${code} `;
  const isSampled = flat !== 0 || cum !== 0;
  return (
    `${block}${inlined}${isSampled ? `<span class="sampled">${row}</span>` : row}` +
    `<span class="unimportant">${escapeHtml(place)}</span>\n`
  );
}

function printCall({ text, file, line, depth }: WeblistCall, indent: number): string {
  const code = padRight(codeColumns, ' '.repeat(indent + 4 * depth) + expandTabs(text));
  return (
    ` ${' '.repeat(8)} ${' '.repeat(10)} ${' '.repeat(10)} ${' '.repeat(8)}  ` +
    `<span class="inlinesrc">${escapeHtml(code)}</span> ` +
    `<span class="unimportant">${escapeHtml(`${baseName(file)}:${line}`)}</span>\n`
  );
}

/** How many columns of white space a line starts with. */
function indentation(text: string): number {
  return runeCount(expandTabs(/^[ \t]*/.exec(text)![0]));
}
