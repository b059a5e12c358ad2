// The option and command tables, and what is made from them: what other folders may use of the driver.

export { applyCommandOverrides, commandNames, commands, findCommand } from './commands.ts';
export type { Command, CommandOverrides } from './commands.ts';
export { defaultConfig } from './config.ts';
export type { Config, Granularity, OutputFormat, SortOrder } from './config.ts';
export { UsageError } from './errors.ts';
export {
  parseDecimalInteger,
  parseDuration,
  parseFloat64,
  parseGoBool,
  parseInteger,
} from './go-literals.ts';
export type { LiteralError } from './go-literals.ts';
export { findChoice, findOption, optionGroups, options } from './options.ts';
export type { Choice, ChoiceOption, Option, OptionGroup } from './options.ts';
export type { Request } from './request.ts';
export { sampleAliases } from './sample-aliases.ts';
export type { SampleAlias } from './sample-aliases.ts';
export { optionText, setOption } from './set-option.ts';
export {
  compareLoaded,
  compareProfiles,
  type CompareRequest,
  type ComparisonResult,
  type LoadedSource,
} from './compare.ts';
export { describeFailure, type Failure } from './failure.ts';
export { generateReport, selectForReport, type SelectedReport } from './generate.ts';
export { loadOne, loadProfile, readProfile } from './load.ts';
export type { ReportOutput } from './report-row.ts';
export { prepareReport, reportFormats } from './reports.ts';
export { FetchError, ViewerError, type CompilerNotes, type FetchOptions, type World } from '#ports';
export { escapeJson, escapeMarkdown, printEscape, type EscapeReport } from '#escape';
export { explainAllocations, type AllocationsRequest, type AllocationsWorld } from './explain-allocations.ts';
export { parseGrowthLimit, type GrowthLimit } from '#report';
export { hasLeak, judgeSnapshots, loadSnapshots, timed, type LeaksRequest } from './find-leaks.ts';
export { parseSize } from './parse-size.ts';
export { type Snapshot as LeakSnapshot } from '#leaks';
export { openSharedProfile, shareProfile, type Profile, type SharedProfile } from '#profile';
export { typeableFunctionNames, typeableUnits } from './typeable-names.ts';
export { profileGreeting } from './greeting.ts';
export { optionListing } from './option-listing.ts';
export {
  expandShellLine,
  readShellLine,
  shellShortcuts,
  UnknownCommandError,
  wordsOf,
  type ShellReport,
  type ShellStep,
} from './shell-line.ts';
