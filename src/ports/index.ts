// What the pipeline needs of the world: interfaces, and the error for what cannot be read.
export type { MappedSource, SourceMaps } from './source-maps.ts';
export type {
  FoundSource,
  MissingSource,
  SourceLookup,
  SourceReader,
  WantedSource,
} from './source-reader.ts';
export { FetchError, OutputError, type Fetcher, type Gunzip, type TimeZone, type World } from './world.ts';
