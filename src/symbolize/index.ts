// Names for addresses: what other folders may use of it.
export { simplifyName, simplifyNames, type DemangleMode } from './demangled-names.ts';
export { mapToOriginals } from './source-maps.ts';
export { parseSymbolizeOptions, type SymbolizeOptions } from './symbolize-options.ts';
