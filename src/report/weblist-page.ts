// What every web listing has in common: its look, and the keys that find and open lines. Nothing is loaded from elsewhere.

export const weblistStyle = `
:root {
  color-scheme: light dark;
  --page: #fff; --text: #1f2328; --quiet: #6e7781; --rule: #d0d7de; --raised: #f6f8fa;
  --code: #116329; --inlined: #0a3069; --focus: #0969da; --heat: 207, 34, 46;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #e6edf3; --quiet: #8b949e; --rule: #30363d; --raised: #161b22;
    --code: #7ee787; --inlined: #79c0ff; --focus: #58a6ff; --heat: 248, 81, 73;
  }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 0 1.5rem 4rem; background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
h1 { margin: 1.2rem 0 .6rem; font-size: 1.4rem; overflow-wrap: anywhere; }
a { color: var(--focus); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: -2px; }
.legend { color: var(--quiet); }
.bar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin: .8rem -1.5rem; padding: .5rem 1.5rem; border-block: 1px solid var(--rule); background: var(--raised); }
button { padding: .15rem .7rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--page); color: inherit; font: inherit; cursor: pointer; }
kbd { padding: 0 .35em; border: 1px solid var(--rule); border-radius: 4px; font: 12px/1.5 ui-monospace, monospace; }
table { border-collapse: collapse; }
th, td { padding: .1rem .8rem .1rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: normal; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
section { scroll-margin-top: 4rem; margin-top: 2rem; }
h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
.filename, .note { margin: .1rem 0; color: var(--quiet); overflow-wrap: anywhere; }
pre { margin: .5rem 0 0; padding: .5rem 0; border: 1px solid var(--rule); border-radius: 6px; overflow-x: auto; font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre > *, summary { min-width: max-content; padding-right: 1rem; }
.row { display: block; }
.line, .nop, .unimportant { color: var(--quiet); }
summary { display: block; padding: 0; cursor: pointer; scroll-margin-top: 4rem; }
summary::-webkit-details-marker { display: none; }
summary:hover { box-shadow: inset 3px 0 var(--focus); }
summary > .line::before { content: "\\25b8"; position: absolute; padding-left: .3rem; }
details[open] > summary > .line::before { content: "\\25be"; }
details { padding: 0 !important; }
.asm { display: block; padding: .2rem 1rem .3rem 0; background: var(--raised); color: var(--code); }
.sampled { font-weight: bold; color: var(--text); }
.inlinesrc { color: var(--inlined); }
.heat1 { background: rgba(var(--heat), .05); } .heat2 { background: rgba(var(--heat), .1); }
.heat3 { background: rgba(var(--heat), .16); } .heat4 { background: rgba(var(--heat), .23); }
.heat5 { background: rgba(var(--heat), .32); }
@media print { .bar { display: none; } pre { overflow: visible; border: 0; } }
`;

/** Without it, lines open and close all the same: they are `details`. */
export const weblistScript = `
(() => {
  'use strict';
  const setAll = (open) => { for (const line of document.querySelectorAll('details')) line.open = open; };
  const hot = [...document.querySelectorAll('[data-hot]')];
  const go = (step) => {
    if (hot.length === 0) return;
    const at = hot.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : hot.length - 1) : (at + step + hot.length) % hot.length;
    hot[next].focus({ preventScroll: true });
    hot[next].scrollIntoView({ block: 'center' });
  };
  const actions = { n: () => go(1), p: () => go(-1), e: () => setAll(true), c: () => setAll(false) };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  });
  for (const button of document.querySelectorAll('button')) {
    button.addEventListener('click', () => actions[button.dataset.key]());
    button.hidden = false;
  }
})();
`;

/** Only this style and this script apply, and nothing may be loaded: the SHA-256 sums of both. */
export const weblistPolicy: string = [
  "default-src 'none'",
  "style-src 'sha256-Mvu0HWyZQ5W1zHmZsC7a9kxzA4igz3AtGdcGpBBAz8M='",
  "script-src 'sha256-BfGPlq7kwvXfN11kf02rmw/vUY2V3pW6Rs8LmVY32LE='",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
