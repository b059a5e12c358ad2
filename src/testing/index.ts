// What tests of every folder share.
export { profileFromStacks } from './profile-from-stacks.ts';
export { stacksOfProfile } from './stacks-of-profile.ts';
