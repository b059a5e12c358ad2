// Reports: `build*` gives the data of each, `print*` its text.
export { buildCallgrind, printCallgrind, type CallgrindEntry, type CallgrindReport } from './callgrind.ts';
export { joinChunks, type TextChunk } from './chunks.ts';
export { buildComments, printComments, type CommentsReport } from './comments.ts';
export {
  buildComparison,
  type ComparedRow,
  type ComparedSource,
  type Comparison,
} from './compare/compare.ts';
export { comparisonFlame } from './compare/flame.ts';
export { comparisonJson } from './compare/json.ts';
export {
  checkLimit,
  limitFits,
  parseGrowthLimit,
  type GrowthLimit,
  type LimitCheck,
} from './compare/limit.ts';
export { changeHeadline, printComparison } from './compare/print.ts';
export { heapCompanion, samplingModel, type SamplingModel } from './compare/sampling-error.ts';
export { comparisonTable, printComparisonMarkdown } from './compare/tables.ts';
export { applyRatio, formatValue, type ReportContext } from './context.ts';
export { sumAddressGroups } from './address-sums.ts';
export { findCodeInterest, type CodeInterest } from './code-interest.ts';
export type { CodeOfInterest, RangeInstruction } from './code-layout.ts';
export { findCodeNodes, type CodeNode, type CodeNodes } from './code-nodes.ts';
export {
  buildDisasm,
  printDisasm,
  type AnnotatedInstruction,
  type CodeInstruction,
  type DisasmReport,
  type PlacedNode,
  type Routine,
  type RoutineCode,
} from './disasm.ts';
export { cutIntoRanges, type CodeRange } from './code-ranges.ts';
export { buildDot, printDot, printDrawableDot, type DotEdge, type DotNode, type DotReport } from './dot.ts';
export type { TagBox } from './dot-tags.ts';
export {
  buildList,
  printList,
  type ListedFile,
  type ListedFunction,
  type LineNotes,
  type ListedLine,
  type ListReport,
} from './list.ts';
export { findSource } from './source-lookup.ts';
export { profileLabels } from './header.ts';
export { buildFlame, type FlameOrder, type FlameSelection } from './flame.ts';
export { printFlameHtml, type FlamePage } from './flame-html.ts';
export { printFlameSvg } from './flame-svg.ts';
export { callgrindJson, dotJson } from './json/call-graphs.ts';
export { disasmJson } from './json/disasm.ts';
export { printJson } from './json/document.ts';
export { listJson } from './json/list.ts';
export type { Json, JsonMembers, JsonObject, JsonTexts } from './json/members.ts';
export { topJson, treeJson } from './json/nodes.ts';
export { rawJson } from './json/raw.ts';
export { commentsJson, tagsJson } from './json/tags.ts';
export { tracesJson } from './json/traces.ts';
export { weblistJson } from './json/weblist.ts';
export { printRaw } from './raw.ts';
export { printCsv, printMarkdown, type Table, type TableCell, type TableColumn } from './table-formats.ts';
export { commentsTable, listTable, tagsTable, topTable, treeTable } from './tables.ts';
export { buildTags, printTags, type TagsInput, type TagsReport } from './tags.ts';
export { goTime, headerTime, utc, type TimeZone, type ZoneTime } from './time.ts';
export { buildTop, printTop, type TopReport, type TopRow } from './top.ts';
export { buildTopProto } from './top-proto.ts';
export { reportTotal } from './total.ts';
export { buildTraces, printTraces, type TracesReport } from './traces.ts';
export { buildTree, printTree, type TreeEntry, type TreeReport } from './tree.ts';
export { printWeblist } from './weblist-html.ts';
export {
  buildWeblist,
  type WeblistCall,
  type WeblistFile,
  type WeblistFunction,
  type WeblistInstruction,
  type WeblistLine,
  type WeblistReport,
} from './weblist.ts';
export { zoomableSvg } from './zoomable-svg.ts';
