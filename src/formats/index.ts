// Bytes to Profile and back: what other folders may use of it.

export { decodeProfile } from './proto/decode.ts';
export { encodeProfile } from './proto/encode.ts';
export { parseProfile, type Format, type ParseOptions } from './registry.ts';
export { parseCpuProfile } from './v8/cpu.ts';
export { parseHeapProfile } from './v8/heap.ts';
export { parseV8 } from './v8/v8.ts';
