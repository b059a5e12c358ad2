// The Config menu: options of reports, and saved configurations, which pprof shares.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SavedConfig } from '#web/api';
import { useAddress } from './address.ts';
import { Menu } from './menu.tsx';
import { messageOf, reportQuery, useSession } from './session.ts';

const granularities = [
  ['', 'As the view has it'],
  ['functions', 'Functions'],
  ['filefunctions', 'Functions and files'],
  ['files', 'Files'],
  ['lines', 'Lines'],
  ['addresses', 'Addresses'],
] as const;

export function ConfigMenu(): JSX.Element {
  const session = useSession();
  const { isShared } = session;
  const { query, go, page, link } = useAddress();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState('');
  const current = reportQuery(query, session.facts);
  const shown = session.facts.configs.findLast((config) => isSame(config, current));

  const attempt = (change: Promise<void>): void => {
    change.then(
      () => setProblem(''),
      (error: unknown) => setProblem(messageOf(error)),
    );
  };
  const toggle = (parameter: string, isOn: boolean): void => go({ [parameter]: isOn ? 'true' : '' });

  return (
    <Menu title="Config" class="menu-wide">
      <label>
        Group by{' '}
        <select value={query.get('g') ?? ''} onChange={(event) => go({ g: event.currentTarget.value })}>
          {granularities.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <Checkbox
        title="Without inlined functions"
        isOn={isTrue(query.get('noinlines'))}
        onToggle={(isOn) => toggle('noinlines', isOn)}
      />
      <Checkbox
        title="Show everything, however small"
        isOn={query.get('trim') === 'false'}
        onToggle={(isOn) => go({ trim: isOn ? 'false' : '' })}
      />
      <Checkbox
        title="100% is what filters left"
        isOn={isTrue(query.get('rel'))}
        onToggle={(isOn) => toggle('rel', isOn)}
      />
      <hr />
      <div class="configs" role="group" aria-label="Saved configurations">
        {session.facts.configs.map((config) => (
          <div key={config.name} class="config">
            <a
              href={`${isShared ? '#' : ''}/ui/${page}${config.query}`}
              aria-current={config === shown ? 'true' : undefined}
            >
              {config === shown ? '✓ ' : ''}
              {config.name}
            </a>
            {config.isUsers && !isShared && (
              <button
                type="button"
                data-stay
                aria-label={`Delete ${config.name}`}
                onClick={() => attempt(session.deleteConfig(config.name))}
              >
                ×
              </button>
            )}
          </div>
        ))}
      </div>
      {!isShared && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            attempt(session.saveConfig(name, current).then(() => setName('')));
          }}
        >
          <label>
            Save as <input type="text" value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </label>
          <button type="submit" data-stay disabled={name.trim() === ''}>
            Save
          </button>
        </form>
      )}
      {problem !== '' && <p role="alert">{problem}</p>}
      <a href={link({}).replace(/\?.*/, '')}>Reset all options</a>
    </Menu>
  );
}

interface CheckboxProps {
  readonly title: string;
  readonly isOn: boolean;
  onToggle(isOn: boolean): void;
}

export function Checkbox({ title, isOn, onToggle }: CheckboxProps): JSX.Element {
  return (
    <label class="checkbox">
      <input type="checkbox" checked={isOn} onChange={(event) => onToggle(event.currentTarget.checked)} />{' '}
      {title}
    </label>
  );
}

function isTrue(value: string | null): boolean {
  return /^(?:true|t|yes|y|1)$/i.test(value ?? '');
}

function isSame({ query }: SavedConfig, current: string): boolean {
  const sorted = (text: string): string => {
    const parameters = new URLSearchParams(text);
    parameters.delete('si');
    parameters.sort();
    return parameters.toString();
  };
  return sorted(query.replace(/^\?/, '')) === sorted(current);
}
