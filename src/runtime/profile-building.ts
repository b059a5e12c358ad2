// All that is needed to make profiles, loaded when the first one is asked for: an idle process does without.

export { decodeProfile, encodeProfile } from '#formats';
export { mergeProfiles, scaleProfile, type Profile } from '#profile';
export { buildBlockProfile } from './block-profile.ts';
export { printChromeTrace } from './chrome-trace.ts';
export { buildCpuProfile } from './cpu-profile.ts';
export { buildHeapProfile } from './heap-profile.ts';
export { createOriginalPositions } from './original-positions.ts';
export { withLabel } from './process-label.ts';
export { buildGoroutineProfile, buildMutexProfile, buildThreadProfile } from './resource-profiles.ts';
export { printCountText, printDelayText, printHeapText, printResources } from './text-profiles.ts';
