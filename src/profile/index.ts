// The profile model: columns, builder, checks and transformations.
export {
  createProfileBuilder,
  numericLabel,
  stringLabel,
  type NewFunction,
  type NewLine,
  type NewLocation,
  type NewMapping,
  type ProfileBuilder,
} from './builder.ts';
export { checkProfile } from './check.ts';
export { ProfileError, type ProfileErrorCode } from './errors.ts';
export { createLabelSetTable, labelsOf, type Label, type LabelSetTableBuilder } from './labels.ts';
export {
  mappingHasFilenames,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  sampleValue,
  type FunctionTable,
  type LabelSetTable,
  type LineTable,
  type LocationTable,
  type MappingTable,
  type Profile,
  type ProfileHeader,
  type SampleTable,
  type StackLocations,
  type StackTable,
  type ValueType,
} from './profile.ts';
export { createStackTable, type StackTableBuilder } from './stacks.ts';
export {
  createByteRangeTable,
  createStringTable,
  enlarged,
  internTexts,
  rankStrings,
  slotMask,
  type ByteRangeTable,
  type StringTable,
  type StringTableBuilder,
} from './strings.ts';
export { openSharedProfile, shareProfile, type SharedProfile } from './shared-profile.ts';
export { compareBytes, compareText, decodeText, encodeText, runeCount } from './utf8.ts';
export { addStringLabel } from './add-label.ts';
export { baseLabelKey, baseLabelText, labelAsBase, subtractBase, type BaseOptions } from './base.ts';
export { withMapping } from './fake-mapping.ts';
export { filterByName, showFrom, type NameFilterResult, type NameFilters } from './filter-by-name.ts';
export { addInt64, divideInt64, int64, magnitude, type Int64 } from './int64.ts';
export { dropInlinedLines } from './inlined-lines.ts';
export {
  compileLabelFilter,
  filterByLabel,
  type LabelFilter,
  type LabelFilterResult,
  type LabelFilters,
} from './label-filter.ts';
export { addLabelFrames, type LabelFrames, type LabelFramesResult } from './label-frames.ts';
export { filterLabelKeys, type LabelKeyFilters, type LabelKeyResult } from './label-keys.ts';
export { numericLabelUnits, type NumericLabelUnits } from './label-units.ts';
export { type CompileMatcher, type Matcher } from './matcher.ts';
export { mergeProfiles } from './merge.ts';
export { objectsAreFunctions, objectsAreSamples, objectsCounted } from './object-counts.ts';
export { pruneFrames, pruneFrom } from './prune.ts';
export { sampleTypeIndex } from './sample-type.ts';
export { normalizeProfile, scaleProfile, truncateScaled } from './scale-profile.ts';
export { putSideBySide, type SideBySide } from './side-by-side.ts';
export { totalValue } from './value-columns.ts';
