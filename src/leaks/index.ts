// What leaks: a verdict for each site of allocation over a series of profiles.
export { type Snapshot } from './arrange.ts';
export { findLeaks, type LeakOptions } from './find-leaks.ts';
export { type StackFrame } from './growing-stack.ts';
export { judgeSeries, type Judgement } from './judge-series.ts';
export {
  type LeakReport,
  type ProvedLeak,
  type Rate,
  type RateUnit,
  type SeriesReport,
  type SiteReport,
  type Window,
} from './report.ts';
export { type SiteSeries } from './site-series.ts';
export { verdicts, type Finding, type Verdict } from './verdict.ts';
export { leakJson } from './leak-json.ts';
export { leakMarkdown } from './leak-markdown.ts';
export { printLeaks, type PrintOptions } from './print-report.ts';
export { type SourceText } from './texts.ts';
