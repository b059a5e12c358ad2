// Source: the lines of functions with what each of them used.

import type { JSX } from 'preact';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import type { JsonInteger, ListDocument, ListedFile } from '../documents.ts';
import { highlightedLines } from '../highlight.ts';
import { functionsPath } from '../report-paths.ts';
import { readJson, useReport, useSession } from '../session.ts';
import { shareOf, shareText, valueText } from '../values.ts';
import { heatClass } from '../heat.ts';
import { FunctionField } from './function-field.tsx';

export function SourceView(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const focus = query.get('f') ?? '';
  const answer = useReport<ListDocument>(functionsPath('source', query, facts), readJson);
  return (
    <div class="scroll">
      <FunctionField key={focus} what="Source of" />
      {focus !== '' && (
        <AnswerView answer={answer}>
          {({ profile, functions }) => {
            const hottest = hottestOf(functions.flatMap(({ files }) => files));
            return functions.flatMap(({ name, files }) =>
              files.length === 0
                ? [
                    <p class="strip" key={name}>
                      The profile names no source file for <code>{name}</code>.
                    </p>,
                  ]
                : files.map((file) => (
                    <SourceCard
                      key={`${name} ${file.path}`}
                      name={name}
                      file={file}
                      profile={profile}
                      hottest={hottest}
                    />
                  )),
            );
          }}
        </AnswerView>
      )}
    </div>
  );
}

/** What the line has that has most: the heat of all others is a part of it. */
function hottestOf(files: readonly ListedFile[]): number {
  let hottest = 1;
  for (const { lines } of files) {
    for (const { cum } of lines) hottest = Math.max(hottest, Math.abs(Number(cum)));
  }
  return hottest;
}

interface SourceCardProps {
  readonly name: string;
  readonly file: ListedFile;
  readonly profile: ListDocument['profile'];
  readonly hottest: number;
}

function SourceCard({ name, file, profile, hottest }: SourceCardProps): JSX.Element {
  const { query } = useAddress();
  const unit = query.get('unit') ?? '';
  const value = (amount: JsonInteger): string =>
    Number(amount) === 0 ? '' : valueText(amount, profile.unit, unit);
  const texts = highlightedLines(
    file.lines.map(({ text }) => text ?? ''),
    file.path,
  );
  return (
    <section class="card" aria-label={`${name} in ${file.path}`} tabIndex={0}>
      <h2>
        <code>{name}</code>
        <small>
          {file.path} · flat {valueText(file.flat, profile.unit, unit)}, cum{' '}
          {valueText(file.cum, profile.unit, unit)} ({shareText(file.cum, profile.total)})
        </small>
      </h2>
      {file.source.reason !== '' && (
        <p class="menu-note">
          Read from {file.source.path} ({file.source.reason})
        </p>
      )}
      {file.source.error !== null && (
        <div class="strip warning">
          {file.source.error}
          <ul>
            {file.source.tried.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        </div>
      )}
      <table class="source" aria-label={`Lines of ${name}`}>
        <thead>
          <tr>
            <th scope="col" class="number">
              Flat
            </th>
            <th scope="col" class="number">
              Cum
            </th>
            <th scope="col" class="number">
              Line
            </th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {file.lines.map((line, i) => (
            <tr key={i} class={heatClass(shareOf(line.cum, hottest))}>
              <td class="number">{value(line.flat)}</td>
              <td class="number">{value(line.cum)}</td>
              <td class="number line-number">{line.line}</td>
              <td class="code">
                {line.text === null ? <i>no source</i> : texts[i]}
                {line.note !== '' && <div class="note">{line.note}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
