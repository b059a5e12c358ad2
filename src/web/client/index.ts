// The pages of the web UI; `main.tsx` is what the browser loads. Only what tests use has names here.
export { equivalentCommand } from './command-line.ts';
export { highlightedLines } from './highlight.ts';
export { namesRegexp, quoted } from './regexps.ts';
