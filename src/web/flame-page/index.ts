// The parts of the pages that `heapwise flame` and `heapwise compare` write.
export { createSvgBoxes, type SvgBoxes } from './svg-boxes.ts';
export { addSvgSearch } from './svg-search.ts';
