// Names for addresses: what other folders may use of it.
export { locateBinaries } from './binary-places.ts';
export { shortNames } from './demangled-names.ts';
export { createSourceRecord, withoutUrlFiles, type SourceRecord } from './mapping-sources.ts';
export { isNoFile } from './local.ts';
export { mapToOriginals } from './source-maps.ts';
export { symbolizeProfile, type NameSources } from './symbolize.ts';
export { parseSymbolizeOptions, type SymbolizeOptions } from './symbolize-options.ts';
