// The comments report: what the producer of a profile wrote into it.

import type { Profile } from '#profile';

export interface CommentsReport {
  /** All comments, also those that begin with '#', which report headers leave out. */
  readonly comments: readonly string[];
}

export function buildComments(profile: Profile): CommentsReport {
  return { comments: profile.comments };
}

export function printComments(report: CommentsReport): string {
  return report.comments.map((comment) => `${comment}\n`).join('');
}
