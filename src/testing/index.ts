// What tests of every folder share.
export { arbitraryProfile } from './arbitrary-profile.ts';
export { profileFromStacks } from './profile-from-stacks.ts';
export { stacksOfProfile } from './stacks-of-profile.ts';
export { flameFromStacks, stacksOfFlame } from './flame-from-stacks.ts';
