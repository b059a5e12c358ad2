// The tags and comments reports as JSON.

import type { CommentsReport } from '../comments.ts';
import type { ReportContext } from '../context.ts';
import type { TagsReport } from '../tags.ts';
import type { JsonMembers } from './members.ts';
import { jsonValue } from './numbers.ts';

export function tagsJson(context: ReportContext, { tags }: TagsReport): JsonMembers {
  return {
    tags: tags.map(({ key, total, values }) => ({
      key,
      total: jsonValue(context, total),
      values: values.map(({ text, value }) => ({ text, value: jsonValue(context, value) })),
    })),
  };
}

export function commentsJson({ comments }: CommentsReport): JsonMembers {
  return { comments };
}
