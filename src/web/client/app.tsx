// The frame of all views: menus, search, filters in use, and the command line that shows the same.

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { pages, type SessionFacts, type SharedPage } from '#web/api';
import { AddressContext, useLocation, type Address } from './address.ts';
import { equivalentCommand } from './command-line.ts';
import { ConfigMenu } from './config-menu.tsx';
import { Help } from './help.tsx';
import { ProgramMenu } from './program-menu.tsx';
import { ActiveFilters, RefineMenu } from './refine-menu.tsx';
import { namesRegexp } from './regexps.ts';
import { SelectionContext, type Selection } from './selection.ts';
import { messageOf, selectedSampleType, SessionContext, useServer, type Session } from './session.ts';
import { useDroppedFile } from './dropped-file.ts';
import { useTheme } from './theme.ts';
import { views } from './views.ts';

export function App({
  initialFacts,
  shared,
}: {
  readonly initialFacts: SessionFacts;
  readonly shared: SharedPage | undefined;
}): JSX.Element {
  const address = useLocation(shared);
  const session = useServer(initialFacts, shared);
  const [names, choose] = useState<readonly string[]>([]);
  const selection = useMemo((): Selection => ({ names, choose }), [names]);
  const theme = useTheme();
  const [problem, setProblem] = useState('');
  const [isHelpOpen, setHelpOpen] = useState(false);
  const open = async (file: File): Promise<void> => {
    try {
      if (address.page === 'compare') {
        address.go({ with: await session.compareWith(file, file.name), first: '', last: '' });
        setProblem('');
        return;
      }
      await session.open(file, file.name);
      setProblem('');
      // What was refined is not in another profile.
      address.go(Object.fromEntries([...address.query.keys()].map((key) => [key, ''])));
    } catch (error) {
      setProblem(`${file.name}: ${messageOf(error)}`);
    }
  };
  const isDragging = useDroppedFile((file) => void open(file)) && !session.isShared;
  useEffect(() => {
    const title = pages.find(({ path }) => path === address.page)?.title ?? '';
    document.title = `${title} · ${session.facts.title}`;
  }, [address.page, session.facts.title]);
  const View = views[address.page];
  return (
    <AddressContext.Provider value={address}>
      <SessionContext.Provider value={session}>
        <SelectionContext.Provider value={selection}>
          <Header
            session={session}
            address={address}
            theme={theme}
            names={names}
            onProblem={setProblem}
            onHelp={() => setHelpOpen(true)}
          />
          <ActiveFilters />
          {problem !== '' && (
            <p class="strip error" role="alert">
              {problem}
            </p>
          )}
          <main aria-label={pages.find(({ path }) => path === address.page)?.title ?? 'View'}>
            {View === undefined ? (
              <p class="strip">There is no view at this address.</p>
            ) : (
              <View theme={theme.theme} />
            )}
          </main>
          <Footer session={session} address={address} />
          {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
          {isDragging && (
            <div class="drop-target">
              Drop a profile to {address.page === 'compare' ? 'compare with it' : 'open it'}
            </div>
          )}
        </SelectionContext.Provider>
      </SessionContext.Provider>
    </AddressContext.Provider>
  );
}

interface HeaderProps {
  readonly session: Session;
  readonly address: Address;
  readonly theme: ReturnType<typeof useTheme>;
  readonly names: readonly string[];
  onProblem(problem: string): void;
  onHelp(): void;
}

function Header({ session, address, theme, names, onProblem, onHelp }: HeaderProps): JSX.Element {
  const { facts, isShared } = session;
  const { query, page, go } = address;
  const search = useRef<HTMLInputElement>(null);
  useShortcuts(address, search, onHelp);
  const available = pages.filter(
    ({ path }) =>
      path in views &&
      (path !== 'tags' || facts.hasLabels) &&
      (path !== 'timeline' || facts.profileCount > 1),
  );
  const selectedType = selectedSampleType(query, facts);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // In a narrow window the views are a row that scrolls.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [page]);
  return (
    <header>
      <a
        class="brand"
        href={isShared ? '#/ui/flamegraph' : '/ui/flamegraph'}
        title="Flame graph of the whole profile"
      >
        heapwise
      </a>
      <nav aria-label="Views" ref={nav}>
        {available.map(({ path, title }) => (
          <a
            key={path}
            href={viewLink(address, path, names)}
            aria-current={path === page ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {facts.sampleTypes.length > 1 && (
        <label class="sample">
          <span class="visually-hidden">Sample type</span>
          <select
            value={String(selectedType)}
            onChange={(event) => go({ si: facts.sampleTypes[Number(event.currentTarget.value)]?.type ?? '' })}
          >
            {facts.sampleTypes.map(({ type }, index) => (
              <option key={type} value={String(index)}>
                {type}
              </option>
            ))}
          </select>
        </label>
      )}
      <RefineMenu />
      <ConfigMenu />
      <input
        ref={search}
        class="search"
        type="search"
        aria-label="Search for functions (regular expression)"
        placeholder="Search (/)"
        value={query.get('q') ?? ''}
        onInput={(event) => go({ q: event.currentTarget.value }, { replace: true })}
        onKeyDown={(event) => {
          // Without what was searched for, Escape would clear the field as well.
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.currentTarget.blur();
        }}
      />
      {session.facts.canRefresh && <Refresh session={session} onProblem={onProblem} />}
      <ProgramMenu theme={theme} onProblem={onProblem} onHelp={onHelp} />
      <button type="button" class="help-button" aria-label="Keys" title="Keys (?)" onClick={onHelp}>
        ?
      </button>
    </header>
  );
}

/** Views that are about functions get those that were chosen. */
function viewLink({ query, link }: Address, page: string, names: readonly string[]): string {
  const isAboutFunctions = page === 'peek' || page === 'source' || page === 'disasm';
  if (!isAboutFunctions) return link({}, page);
  const chosen = names.length > 0 ? namesRegexp(names) : (query.get('q') ?? '');
  return link(chosen === '' ? {} : { f: chosen }, page);
}

function Refresh({
  session,
  onProblem,
}: {
  readonly session: Session;
  onProblem(text: string): void;
}): JSX.Element {
  const [seconds, setSeconds] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const refresh = async (): Promise<void> => {
    setBusy(true);
    try {
      await session.refresh();
      onProblem('');
    } catch (error) {
      onProblem(`not refreshed: ${messageOf(error)}`);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    if (seconds === 0) return undefined;
    const timer = setInterval(() => void refresh(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds, session]);
  return (
    <span class="refresh">
      <button type="button" onClick={() => void refresh()} disabled={isBusy}>
        {isBusy ? 'Refreshing …' : 'Refresh'}
      </button>
      <label>
        <span class="visually-hidden">Refresh by itself</span>
        <select value={String(seconds)} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
          <option value="0">by hand</option>
          {[5, 15, 60].map((every) => (
            <option key={every} value={String(every)}>
              every {every} s
            </option>
          ))}
        </select>
      </label>
    </span>
  );
}

function Footer({ session, address }: { readonly session: Session; readonly address: Address }): JSX.Element {
  const command = equivalentCommand(address.page, address.query, session.facts);
  return (
    <footer>
      <span class="footer-label">On the command line:</span> <code>{command}</code>
      <button type="button" onClick={() => void navigator.clipboard?.writeText(command)}>
        Copy
      </button>
    </footer>
  );
}

/** Keys that work wherever nothing is being typed: / searches, ? lists the keys, 1 to 9 change the view. */
function useShortcuts(
  address: Address,
  search: { readonly current: HTMLInputElement | null },
  onHelp: () => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      const page = pages[Number(event.key) - 1];
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.key === '?') {
        event.preventDefault();
        onHelp();
      } else if (event.key === '/') {
        event.preventDefault();
        search.current?.focus();
      } else if (page !== undefined && page.path in views) address.go({}, { page: page.path });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [address]);
}
