// Labels: what the samples are labelled with, and how much each value accounts for.

import type { JSX } from 'preact';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import type { TagsDocument } from '../documents.ts';
import { quoted } from '../regexps.ts';
import { readJson, reportQuery, useReport, useSession } from '../session.ts';
import { shareOf, shareText, valueText } from '../values.ts';

export function TagsView(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport<TagsDocument>(`tags?${reportQuery(query, facts)}`, readJson);
  return (
    <div class="scroll">
      <AnswerView answer={answer}>
        {({ profile, tags }) =>
          tags.length === 0 ? (
            <p class="strip">No sample has a label.</p>
          ) : (
            tags.map((tag) => <TagCard key={tag.key} tag={tag} profile={profile} />)
          )
        }
      </AnswerView>
    </div>
  );
}

interface TagCardProps {
  readonly tag: TagsDocument['tags'][number];
  readonly profile: TagsDocument['profile'];
}

function TagCard({ tag: { key, total, values }, profile }: TagCardProps): JSX.Element {
  const { query, link } = useAddress();
  const unit = query.get('unit') ?? '';
  return (
    <section class="card" aria-label={`Label ${key}`}>
      <h2>
        <code>{key}</code>
        <small>
          {valueText(total, profile.unit, unit)} ({shareText(total, profile.total)})
        </small>
      </h2>
      <table class="calls" aria-label={`Values of ${key}`}>
        <thead>
          <tr>
            <th scope="col" class="number">
              {profile.type}
            </th>
            <th scope="col" class="number">
              Part
            </th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {values.map(({ text, value }) => (
            <tr key={text}>
              <td class="number">{valueText(value, profile.unit, unit)}</td>
              <td class="number">{shareText(value, total)}</td>
              <td>
                <span class="bar-cell">
                  <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="bar-cum" width={100 * shareOf(value, total)} height="10" />
                  </svg>
                  <span class="name">{text}</span>
                  <a href={link({ tf: `${key}=^${quoted(text)}$` })} aria-label={`Only ${key} ${text}`}>
                    only
                  </a>
                  <a href={link({ ti: `${key}=^${quoted(text)}$` })} aria-label={`Without ${key} ${text}`}>
                    without
                  </a>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
