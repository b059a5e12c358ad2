// Flame graphs as data: columns, packing, widths and search, for those who build and those who draw them.
export type { FlameData, FlameFrames, FlameValue } from './flame-data.ts';
export { packFlame, unpackFlame } from './pack.ts';
export { fittingName, packageOf } from './names.ts';
export { packageHue, type PackageHue } from './package-hue.ts';
export { compileSearch, matchFlame, regexpOf, type FlameMatches } from './search.ts';
export { flameChildren, flameOffsets, flameWidths, sumSubtrees } from './widths.ts';
