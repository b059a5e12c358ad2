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
  type StackTable,
  type ValueType,
} from './profile.ts';
export { createStackTable, type StackTableBuilder } from './stacks.ts';
export {
  createByteRangeTable,
  createStringTable,
  enlarged,
  rankStrings,
  slotMask,
  stringTableOf,
  type ByteRangeTable,
  type StringTable,
  type StringTableBuilder,
} from './strings.ts';
export { compareBytes, compareText, decodeText, encodeText, runeCount } from './utf8.ts';
