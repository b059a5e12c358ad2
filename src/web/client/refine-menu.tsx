// The Refine menu: narrows the profile to, or away from, the functions that were chosen or searched for.

import type { JSX } from 'preact';
import { useAddress } from './address.ts';
import { Menu } from './menu.tsx';
import { either, namesRegexp } from './regexps.ts';
import { useSelection } from './selection.ts';

interface Refinement {
  readonly title: string;
  readonly help: string;
  readonly parameter: string;
  /** Whether it adds to what is there, as in pprof. */
  readonly adds: boolean;
}

export const refinements: readonly Refinement[] = [
  { title: 'Focus', help: 'only samples through it', parameter: 'f', adds: false },
  { title: 'Ignore', help: 'no samples through it', parameter: 'i', adds: true },
  { title: 'Hide', help: 'take its frames out', parameter: 'h', adds: true },
  { title: 'Show', help: 'take all other frames out', parameter: 's', adds: false },
  { title: 'Show from', help: 'cut what is above it', parameter: 'sf', adds: false },
];

/** The value of a filter for these functions. */
export function refinedValue(
  { parameter, adds }: Refinement,
  regexp: string,
  query: URLSearchParams,
): string {
  return adds ? either(query.get(parameter) ?? '', regexp) : regexp;
}

export function RefineMenu(): JSX.Element {
  const { query, link } = useAddress();
  const { names } = useSelection();
  const search = query.get('q') ?? '';
  const regexp = names.length > 0 ? namesRegexp(names) : search;
  const subject = names.length === 1 ? names[0] : names.length > 1 ? `${names.length} functions` : search;
  const active = refinements.filter(({ parameter }) => (query.get(parameter) ?? '') !== '');
  return (
    <Menu title={active.length === 0 ? 'Refine' : `Refine (${active.length})`}>
      <p class="menu-note">
        {regexp === '' ? (
          'Choose a function, or search for some, to refine by it.'
        ) : (
          <>
            By <code>{subject}</code>
          </>
        )}
      </p>
      {regexp !== '' &&
        refinements.map((refinement) => (
          <a
            key={refinement.parameter}
            href={link({ [refinement.parameter]: refinedValue(refinement, regexp, query) })}
          >
            {refinement.title} <small>{refinement.help}</small>
          </a>
        ))}
      {active.length > 0 && (
        <a href={link(Object.fromEntries(refinements.map(({ parameter }) => [parameter, ''])))}>Reset all</a>
      )}
    </Menu>
  );
}

/** The filters in use, each with a way to take it back. */
export function ActiveFilters(): JSX.Element | null {
  const { query, link } = useAddress();
  const chips = [
    ...refinements.map(({ title, parameter }) => [title, parameter] as const),
    ...labelFilters,
  ].filter(([, parameter]) => (query.get(parameter) ?? '') !== '');
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters in use">
      {chips.map(([title, parameter]) => (
        <li key={parameter}>
          {title}: <code>{query.get(parameter)}</code>
          <a href={link({ [parameter]: '' })} aria-label={`Remove ${title}`} title={`Remove ${title}`}>
            ×
          </a>
        </li>
      ))}
    </ul>
  );
}

const labelFilters = [
  ['Labels', 'tf'],
  ['Without labels', 'ti'],
  ['Label keys', 'ts'],
  ['Hidden label keys', 'th'],
] as const;
