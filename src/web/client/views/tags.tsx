// Labels: what the samples are labelled with. Groups by them, and filters on any number of them.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LabelFacts, LabelsAnswer } from '#web/api';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import {
  conditionsText,
  parseConditions,
  rangeCondition,
  textCondition,
  withCondition,
  withoutCondition,
} from '../label-conditions.ts';
import { labelsPath } from '../report-paths.ts';
import { readJson, useReport, useSession } from '../session.ts';
import { shareOf, shareText, valueText } from '../values.ts';
import { Histogram } from './histogram.tsx';

export function TagsView(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport<LabelsAnswer>(labelsPath(query, facts), readJson);
  return (
    <div class="scroll">
      <AnswerView answer={answer}>
        {(labels) => (
          <>
            <Conditions labels={labels} />
            {labels.labels.length === 0 && <p class="strip">No sample has a label.</p>}
            {labels.labels.map((facts) => (
              <LabelCard key={facts.key} facts={facts} labels={labels} />
            ))}
          </>
        )}
      </AnswerView>
    </div>
  );
}

/** The conditions in use, and by which label flame graphs are grouped. */
function Conditions({ labels: { labels } }: { readonly labels: LabelsAnswer }): JSX.Element {
  const { query, link, go } = useAddress();
  const conditions = parseConditions(query.get('tf') ?? '');
  return (
    <div class="toolbar">
      <label>
        Group by{' '}
        <select
          value={query.get('tagroot') ?? ''}
          onChange={(event) => go({ tagroot: event.currentTarget.value })}
        >
          <option value="">nothing</option>
          {labels.map(({ key }) => (
            <option key={key} value={key}>
              {key}
            </option>
          ))}
        </select>
      </label>
      {(query.get('tagroot') ?? '') !== '' && <a href={link({}, 'flamegraph')}>Show in the flame graph</a>}
      {conditions.length > 0 && (
        <ul class="conditions" aria-label="Conditions">
          {conditions.flatMap((parts, line) =>
            parts.map((part, at) => (
              <li key={`${line} ${part}`}>
                {at > 0 ? 'or ' : line > 0 ? 'and ' : ''}
                <code>{part}</code>{' '}
                <a
                  href={link({ tf: conditionsText(withoutCondition(conditions, part)) })}
                  aria-label={`Remove ${part}`}
                >
                  ×
                </a>
              </li>
            )),
          )}
        </ul>
      )}
    </div>
  );
}

interface LabelCardProps {
  readonly facts: LabelFacts;
  readonly labels: LabelsAnswer;
}

/** Of labels with many values, such as request ids, the heaviest are enough at first. */
const fewTexts = 50;

function LabelCard({ facts, labels }: LabelCardProps): JSX.Element {
  const { query, link, go } = useAddress();
  const [isAll, setAll] = useState(false);
  const { key, value, texts, buckets } = facts;
  const unit = query.get('unit') ?? '';
  const conditions = parseConditions(query.get('tf') ?? '');
  const ignored = parseConditions(query.get('ti') ?? '');
  const shown = isAll ? texts : texts.slice(0, fewTexts);
  return (
    <section class="card" aria-label={`Label ${key}`} tabIndex={0}>
      <h2>
        <code>{key}</code>
        <small>
          {valueText(value, labels.unit, unit)} ({shareText(value, labels.total)})
        </small>
      </h2>
      {buckets.length > 0 && (
        <Histogram
          key={buckets.length}
          title={`${labels.type} by ${key}`}
          buckets={buckets}
          unit={facts.unit}
          valueText={(amount) => valueText(amount, labels.unit, unit)}
          onChoose={(from, to) =>
            go({
              tf: conditionsText(withCondition(conditions, rangeCondition(key, from, to, facts.unit), 'and')),
            })
          }
        />
      )}
      {texts.length > 0 && (
        <table class="calls" aria-label={`Values of ${key}`}>
          <thead>
            <tr>
              <th scope="col" class="number">
                {labels.type}
              </th>
              <th scope="col" class="number">
                Part
              </th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ text, value: amount }) => {
              const condition = textCondition(key, text);
              const adding = (how: 'and' | 'or'): string =>
                link({ tf: conditionsText(withCondition(conditions, condition, how)) });
              return (
                <tr key={text}>
                  <td class="number">{valueText(amount, labels.unit, unit)}</td>
                  <td class="number">{shareText(amount, value)}</td>
                  <td>
                    <span class="bar-cell">
                      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="bar-cum" width={100 * shareOf(amount, value)} height="10" />
                      </svg>
                      <span class="name">{text}</span>
                      <a href={link({ tf: condition })} aria-label={`Only ${key} ${text}`}>
                        only
                      </a>
                      {conditions.length > 0 && (
                        <>
                          <a href={adding('and')} aria-label={`And ${key} ${text}`}>
                            and
                          </a>
                          <a href={adding('or')} aria-label={`Or ${key} ${text}`}>
                            or
                          </a>
                        </>
                      )}
                      <a
                        href={link({ ti: conditionsText(withCondition(ignored, condition, 'or')) })}
                        aria-label={`Without ${key} ${text}`}
                      >
                        without
                      </a>
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {shown.length < texts.length && (
        <p class="menu-note">
          {(texts.length - shown.length).toLocaleString('en')} more values{' '}
          <button type="button" onClick={() => setAll(true)}>
            Show all
          </button>
        </p>
      )}
    </section>
  );
}
