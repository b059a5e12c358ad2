// Peek: functions with those that call them and those that they call.

import type { JSX } from 'preact';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import type { CallFacts, JsonInteger, PeekDocument } from '../documents.ts';
import { namesRegexp } from '../regexps.ts';
import { functionsPath } from '../report-paths.ts';
import { readJson, useReport, useSession } from '../session.ts';
import { shareOf, shareText, valueText } from '../values.ts';
import { FunctionField } from './function-field.tsx';

export function PeekView(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const focus = query.get('f') ?? '';
  const answer = useReport<PeekDocument>(functionsPath('peek', query, facts), readJson);
  return (
    <div class="scroll">
      <FunctionField key={focus} what="Peek at" />
      {focus !== '' && (
        <AnswerView answer={answer}>
          {({ profile, nodes }) => nodes.map((node, i) => <PeekCard key={i} node={node} profile={profile} />)}
        </AnswerView>
      )}
    </div>
  );
}

interface PeekCardProps {
  readonly node: PeekDocument['nodes'][number];
  readonly profile: PeekDocument['profile'];
}

function PeekCard({ node, profile }: PeekCardProps): JSX.Element {
  const { query } = useAddress();
  const unit = query.get('unit') ?? '';
  const value = (amount: JsonInteger): string => valueText(amount, profile.unit, unit);
  return (
    <section class="card" aria-label={node.name}>
      <Calls title="Callers" calls={node.callers} cum={node.cum} value={value} />
      <h2>
        <code>{node.name}</code>
        <small>
          flat {value(node.flat)} ({shareText(node.flat, profile.total)}), cum {value(node.cum)} (
          {shareText(node.cum, profile.total)})
        </small>
      </h2>
      <Calls title="Callees" calls={node.callees} cum={node.cum} value={value} />
    </section>
  );
}

interface CallsProps {
  readonly title: string;
  readonly calls: readonly CallFacts[];
  readonly cum: JsonInteger;
  value(amount: JsonInteger): string;
}

function Calls({ title, calls, cum, value }: CallsProps): JSX.Element {
  const { link } = useAddress();
  if (calls.length === 0) return <p class="menu-note">{title}: none</p>;
  return (
    <table class="calls" aria-label={title}>
      <thead>
        <tr>
          <th scope="col" class="number">
            {title}
          </th>
          <th scope="col" class="number">
            Part
          </th>
          <th scope="col">Function</th>
        </tr>
      </thead>
      <tbody>
        {calls.map(({ name, weight, inlined }, i) => (
          <tr key={i}>
            <td class="number">{value(weight)}</td>
            <td class="number">{shareText(weight, cum)}</td>
            <td>
              <span class="bar-cell">
                <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="bar-cum" width={100 * shareOf(weight, cum)} height="10" />
                </svg>
                <a class="name" href={link({ f: namesRegexp([functionName(name)]) })}>
                  {name}
                </a>
                {inlined && <small> (inline)</small>}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Nodes are lines, whose names end in the file and line: `main.run /src/main.go:12`. */
function functionName(name: string): string {
  return name.replace(/ \S+:\d+(?::\d+)?$/, '');
}
