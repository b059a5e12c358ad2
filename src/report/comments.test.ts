// Comments: all of them, one to a line.

import { createProfileBuilder } from '#profile';
import { expect, test } from 'vitest';

import { buildComments, printComments } from './comments.ts';

test.each([
  [[], ''],
  [['one', '# two', ''], 'one\n# two\n\n'],
])('%j', (comments, text) => {
  const profile = createProfileBuilder().build({ sampleTypes: [], comments });
  expect(printComments(buildComments(profile))).toBe(text);
});
