// Bytes to Profile and back: what other folders may use of it.

export { parseFolded, parseFoldedText } from './folded/parse.ts';
export { printFolded } from './folded/print.ts';
export { decodeProfile } from './proto/decode.ts';
export { encodeProfile } from './proto/encode.ts';
export {
  parseProfile,
  parseWithFormat,
  v8Format,
  type Format,
  type ParsedProfile,
  type ParseOptions,
} from './registry.ts';
export { printSpeedscope } from './speedscope/print.ts';
export { parseCpuProfile } from './v8/cpu.ts';
export { parseHeapProfile } from './v8/heap.ts';
export { parseV8 } from './v8/v8.ts';
