// Disassembly: the machine code of functions, or their source with the machine code of each line.

import type { JSX } from 'preact';
import { useAddress } from '../address.ts';
import { AnswerView } from '../answer.tsx';
import { Checkbox } from '../config-menu.tsx';
import type {
  CodeLine,
  DisasmDocument,
  InstructionFacts,
  JsonInteger,
  ProfileFacts,
  WeblistDocument,
} from '../documents.ts';
import { heatClass } from '../heat.ts';
import { highlightedLines, type SourceText } from '../highlight.ts';
import { readJson, reportQuery, useReport, useSession } from '../session.ts';
import { shareOf, shareText, valueText } from '../values.ts';
import { FunctionField } from './function-field.tsx';

export function DisasmView(): JSX.Element {
  const { query, go } = useAddress();
  const focus = query.get('f') ?? '';
  const isWithSource = query.get('lines') !== 'no';
  return (
    <div class="scroll">
      <FunctionField key={focus} what="Machine code of" />
      {focus !== '' && (
        <>
          <div class="toolbar">
            <Checkbox
              title="By source line"
              isOn={isWithSource}
              onToggle={(isOn) => go({ lines: isOn ? '' : 'no' })}
            />
          </div>
          {isWithSource ? <BySourceLine /> : <ByAddress />}
        </>
      )}
    </div>
  );
}

function ByAddress(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport<DisasmDocument>(`disasm?${reportQuery(query, facts)}`, readJson);
  return (
    <AnswerView answer={answer}>
      {({ profile, routines }) =>
        routines.map(({ name, objectFile, flat, cum, instructions }, i) => (
          <Card key={i} name={name} place={objectFile} flat={flat} cum={cum} profile={profile}>
            {instructions.map((instruction) => (
              <InstructionRow
                key={instruction.address}
                instruction={instruction}
                profile={profile}
                hottest={hottestOf(instructions)}
              />
            ))}
          </Card>
        ))
      }
    </AnswerView>
  );
}

function BySourceLine(): JSX.Element {
  const { facts } = useSession();
  const { query } = useAddress();
  const answer = useReport<WeblistDocument>(`weblist?${reportQuery(query, facts)}`, readJson);
  return (
    <AnswerView answer={answer}>
      {({ profile, functions, rangesLeftOut }) => (
        <>
          {rangesLeftOut > 0 && (
            <p class="strip warning">
              {rangesLeftOut.toLocaleString('en')} stretches of machine code are not shown: choose fewer
              functions.
            </p>
          )}
          {functions.map(({ name, file, flat, cum, lines }, i) => {
            const texts = highlightedLines(
              lines.map(({ text }) => text),
              file,
            );
            return (
              <Card key={i} name={name} place={file} flat={flat} cum={cum} profile={profile}>
                {lines.map((line, at) => (
                  <CodeLineRows
                    key={at}
                    line={line}
                    text={texts[at] ?? [line.text]}
                    profile={profile}
                    hottest={hottestOf(lines)}
                  />
                ))}
              </Card>
            );
          })}
        </>
      )}
    </AnswerView>
  );
}

interface CardProps {
  readonly name: string;
  /** The file that has it. */
  readonly place: string;
  readonly flat: JsonInteger;
  readonly cum: JsonInteger;
  readonly profile: ProfileFacts;
  readonly children: readonly JSX.Element[];
}

function Card({ name, place, flat, cum, profile, children }: CardProps): JSX.Element {
  const value = useValue(profile);
  return (
    <section class="card" aria-label={`${name} in ${place}`} tabIndex={0}>
      <h2>
        <code>{name}</code>
        <small>
          {place} · flat {value(flat)}, cum {value(cum)} ({shareText(cum, profile.total)})
        </small>
      </h2>
      <table class="source" aria-label={`Machine code of ${name}`}>
        <thead>
          <tr>
            <th scope="col" class="number">
              Flat
            </th>
            <th scope="col" class="number">
              Cum
            </th>
            <th scope="col" class="number">
              Place
            </th>
            <th scope="col">Code</th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly profile: ProfileFacts;
  /** The largest cum around. */
  readonly hottest: number;
}

function InstructionRow({
  instruction,
  profile,
  hottest,
}: RowProps & { readonly instruction: InstructionFacts & { readonly inlined?: number } }): JSX.Element {
  const value = useValue(profile);
  const { address, flat, cum, text, file, line, inlined = 0 } = instruction;
  return (
    <tr class={heatClass(shareOf(cum, hottest))}>
      <td class="number">{Number(flat) === 0 ? '' : value(flat)}</td>
      <td class="number">{Number(cum) === 0 ? '' : value(cum)}</td>
      <td class="number line-number">{address}</td>
      <td class="code">
        {text}
        {file !== '' && (
          <small>
            {'  '}
            {inlined > 0 && '⮑ inlined, '}
            {file.slice(file.lastIndexOf('/') + 1)}:{line}
          </small>
        )}
      </td>
    </tr>
  );
}

/** A line of source, and below it its machine code when it is opened. */
function CodeLineRows({
  line,
  text,
  profile,
  hottest,
}: RowProps & { readonly line: CodeLine; readonly text: SourceText }): JSX.Element {
  const value = useValue(profile);
  const { query, go } = useAddress();
  const opened = new Set((query.get('open') ?? '').split(','));
  const id = String(line.line);
  const isOpen = opened.has(id);
  const toggle = (): void => {
    const others = [...opened].filter((other) => other !== id && other !== '');
    go({ open: (isOpen ? others : [...others, id]).join(',') }, { replace: true });
  };
  return (
    <>
      <tr class={heatClass(shareOf(line.cum, hottest))}>
        <td class="number">{Number(line.flat) === 0 ? '' : value(line.flat)}</td>
        <td class="number">{Number(line.cum) === 0 ? '' : value(line.cum)}</td>
        <td class="number line-number">
          {line.instructions.length > 0 ? (
            <button type="button" class="line-toggle" aria-expanded={isOpen} onClick={toggle}>
              {line.line}
            </button>
          ) : (
            line.line
          )}
        </td>
        <td class="code">{text}</td>
      </tr>
      {isOpen &&
        line.instructions.map((instruction, i) => (
          <InstructionRow key={i} instruction={instruction} profile={profile} hottest={hottest} />
        ))}
    </>
  );
}

function useValue({ unit }: ProfileFacts): (value: JsonInteger) => string {
  const { query } = useAddress();
  return (value) => valueText(value, unit, query.get('unit') ?? '');
}

function hottestOf(rows: readonly { readonly cum: JsonInteger }[]): number {
  return rows.reduce((hottest, { cum }) => Math.max(hottest, Math.abs(Number(cum))), 1);
}
