// What tests of every folder share.
export { arbitraryProfile } from './arbitrary-profile.ts';
export { profileFromStacks } from './profile-from-stacks.ts';
export { simulatedProfiles, type SimulatedProgram } from './simulated-profiles.ts';
export {
  seededRandom,
  simulateSite,
  type Lifetime,
  type SimulatedCounts,
  type SimulatedSite,
} from './simulated-series.ts';
export { stacksOfProfile } from './stacks-of-profile.ts';
export { flameFromStacks, stacksOfFlame } from './flame-from-stacks.ts';
