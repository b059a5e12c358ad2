// The ports on Node: what the command line puts its world together from.
export { createAssets } from './assets.ts';
export { createBinaryDirectories } from './binary-directories.ts';
export { createDemangler } from './demangler.ts';
export { createFetcher, type FetcherSettings } from './fetcher.ts';
export { compileBenchmarks, runBenchmarks, type CompiledBenchmarks } from './go-benchmarks.ts';
export { createGoToolchain } from './go-toolchain.ts';
export { createGraphDrawer, type GraphDrawerSettings } from './graph-drawer.ts';
export { createGunzip, gzip } from './gzip.ts';
export { createObjectFiles, type ObjectFilesSettings } from './object-files/object-files.ts';
export { beforeInterruption } from './interruption.ts';
export { isObjectFile } from './object-file.ts';
export { fillNumberedFile, openNumberedFile, writeReport } from './output.ts';
export { createSavedProfiles } from './saved-profiles.ts';
export { createStatusLine, type StatusLine } from './status-line.ts';
export { createSourceReader, type SourceReaderOptions } from './source-reader.ts';
export { localTimeZone } from './time-zone.ts';
export { visibleLine } from './terminal-text.ts';
export { createViewer, type ViewerSettings } from './viewer.ts';
