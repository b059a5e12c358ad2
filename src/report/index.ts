// Reports: `build*` gives the data of each, `print*` its text.
export { buildComments, printComments, type CommentsReport } from './comments.ts';
export { applyRatio, formatValue, type ReportContext } from './context.ts';
export {
  buildList,
  printList,
  type ListedFile,
  type ListedFunction,
  type ListedLine,
  type ListReport,
} from './list.ts';
export { printRaw } from './raw.ts';
export { printCsv, printMarkdown, type Table, type TableCell, type TableColumn } from './table-formats.ts';
export { buildTags, printTags, type TagsInput, type TagsReport } from './tags.ts';
export { goTime, headerTime, utc, type TimeZone, type ZoneTime } from './time.ts';
export { buildTop, printTop, topTable, type TopReport, type TopRow } from './top.ts';
export { reportTotal } from './total.ts';
export { buildTree, printTree, type TreeEntry, type TreeReport } from './tree.ts';
