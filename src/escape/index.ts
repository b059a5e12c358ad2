// Why memory is allocated: a profile joined with the escape analysis of the Go compiler.
export { parseCompilerJson } from './compiler-json.ts';
export { parseCompilerText } from './compiler-text.ts';
export {
  mergeFacts,
  type CompilerFacts,
  type Diagnostic,
  type FlowStep,
  type InliningRefusal,
  type Position,
} from './diagnostic.ts';
export { escapeJson } from './escape-json.ts';
export {
  buildEscape,
  coverageLines,
  escapeMarkdown,
  heaviestCaller,
  placeOf,
  printEscape,
  suggestionsOf,
  type EscapeReport,
} from './escape-report.ts';
export { joinSites, type JoinedSite, type MatchLevel, type SourceLine } from './join.ts';
export { type Reason } from './reasons.ts';
export {
  allocationSites,
  compiledPackages,
  packageOf,
  type Frame,
  type Site,
  type SitesInput,
} from './sites.ts';
