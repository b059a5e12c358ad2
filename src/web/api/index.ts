// What both sides of the web UI know: pages, facts, headers.
export type { GraphAnswer } from './graph-answer.ts';
export type { LabelBucket, LabelFacts, LabelsAnswer } from './labels.ts';
export { pages, type Page } from './pages.ts';
export {
  factsElement,
  tokenHeader,
  warningsHeader,
  type OptionFacts,
  type Problem,
  type SampleTypeFacts,
  type SavedConfig,
  type SessionFacts,
} from './session-facts.ts';
export {
  sharedDataElement,
  sharedElement,
  sharedProfileElement,
  sharedScriptElement,
  type SharedPage,
} from './shared-page.ts';
export type { Timeline, TimelineSite, TimelineVerdict } from './timeline.ts';
