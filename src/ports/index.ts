// What the pipeline needs of the world: interfaces, and the error for what cannot be read.
export type { Assets } from './assets.ts';
export { DrawingError, type DrawnGraph, type GraphDrawer, type ImageFormat } from './graph-drawer.ts';
export {
  ObjectFileError,
  type BinaryDirectories,
  type Demangle,
  type DisassemblyOptions,
  type Instruction,
  type MappedRange,
  type ObjectFile,
  type ObjectFiles,
  type ObjectSymbol,
  type ObjectTools,
  type SourceFrame,
} from './object-files.ts';
export {
  ToolError,
  type CompilerNotes,
  type CompilerNotesRequest,
  type GoPackage,
  type GoToolchain,
} from './go-toolchain.ts';
export type { MappedSource, SourceMaps } from './source-maps.ts';
export type {
  FoundSource,
  MissingSource,
  SourceLookup,
  SourceReader,
  WantedSource,
} from './source-reader.ts';
export { ViewerError, type Viewer, type ViewerProgram } from './viewer.ts';
export {
  FetchError,
  OutputError,
  type Fetched,
  type Fetcher,
  type FetchOptions,
  type Gunzip,
  type SavedProfiles,
  type TimeZone,
  type World,
} from './world.ts';
