// What the comments of a heap profile from V8 say of its counts of objects, which V8 does not write.

import type { ProfileHeader } from './profile.ts';

/** Each object stands for a sample of unknown count. */
export const objectsAreSamples =
  '# inuse_objects counts samples: V8 does not write how many objects a sample stands for, at least one';

/** Not even the samples were in the file. */
export const objectsAreFunctions =
  '# inuse_objects counts call stacks with live objects: this file has no list of samples';

/** What the objects of a heap profile are: objects, estimated from the sampled ones, or something less. */
export function objectsCounted({
  comments,
}: Pick<ProfileHeader, 'comments'>): 'objects' | 'samples' | 'stacks' {
  if (comments.includes(objectsAreFunctions)) return 'stacks';
  return comments.includes(objectsAreSamples) ? 'samples' : 'objects';
}
