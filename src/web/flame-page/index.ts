// The parts of the pages that `heapwise flame` and `heapwise compare` write.
export { comparisonModes, describeChange, painterOf, type GraphMode } from './graph-modes.ts';
export { readPage, type PageData, type PageFacts } from './page-data.ts';
export { startPage } from './start-page.ts';
export { createSvgBoxes, type SvgBoxes } from './svg-boxes.ts';
export { addSvgSearch } from './svg-search.ts';
