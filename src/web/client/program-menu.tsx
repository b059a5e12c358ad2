// The menu with the name of the program: what the profile says of itself, and ways to take things along.

import type { JSX } from 'preact';
import { pages } from '#web/api';
import { useAddress } from './address.ts';
import { Menu } from './menu.tsx';
import { messageOf, reportQuery, useSession } from './session.ts';
import { sharedProfile } from './shared-page.ts';
import type { useTheme } from './theme.ts';

interface ProgramMenuProps {
  readonly theme: ReturnType<typeof useTheme>;
  onProblem(problem: string): void;
  onHelp(): void;
}

export function ProgramMenu({ theme, onProblem, onHelp }: ProgramMenuProps): JSX.Element {
  const { facts, isShared } = useSession();
  return (
    <Menu title={programOf(facts.title)} class="menu-right">
      {facts.about.map((line) => (
        <p key={line} class="menu-note">
          {line}
        </p>
      ))}
      <hr />
      {isShared ? (
        <button type="button" onClick={() => save(sharedProfile(), 'profile.pb.gz')}>
          Download profile
        </button>
      ) : (
        <>
          <a href="/ui/download" download="profile.pb.gz">
            Download profile
          </a>
          <ShareLink />
        </>
      )}
      <ReportLinks onProblem={onProblem} />
      {facts.docUrl !== '' && (
        <a href={facts.docUrl} target="_blank" rel="noreferrer noopener">
          About this kind of profile
        </a>
      )}
      <hr />
      <button type="button" data-stay onClick={theme.next}>
        Colours: {theme.choice === 'auto' ? 'as the system' : theme.choice}
      </button>
      <button type="button" onClick={onHelp}>
        Keys <small>?</small>
      </button>
    </Menu>
  );
}

/** Not all profiles say what program they are of. */
function programOf(title: string): string {
  const program = title.replace(/ \S+$/, '');
  return program === 'unknown' ? 'Profile' : program;
}

/** The page as a file, with what it shows; what the server read out of programs before goes along. */
function ShareLink(): JSX.Element {
  const { asked } = useSession();
  const { link } = useAddress();
  const query = new URLSearchParams({ at: link({}) });
  for (const path of asked) if (/^(?:disasm|weblist)\?/.test(path)) query.append('answer', path);
  return (
    <a href={`/ui/share?${query}`} download="heapwise.html">
      Share as one HTML file <small>profile and sources inside</small>
    </a>
  );
}

const reportPages: ReadonlySet<string> = new Set(['top', 'peek', 'source', 'tags']);

function ReportLinks({ onProblem }: Pick<ProgramMenuProps, 'onProblem'>): JSX.Element | null {
  const { facts, isShared, backend } = useSession();
  const { query, page } = useAddress();
  const options = reportQuery(query, facts);
  if (page === 'flamegraph' && !isShared) {
    return (
      <a href={`/ui/api/flame?${options}&format=html&download`} download="flamegraph.html">
        Flame graph alone as HTML <small>small</small>
      </a>
    );
  }
  if (!reportPages.has(page)) return null;
  const title = pages.find(({ path }) => path === page)?.title ?? page;
  const saveReport = async (path: string, name: string): Promise<void> => {
    try {
      const response = await backend.ask(path, new AbortController().signal);
      if (!response.ok) throw new Error((await response.text()).trim());
      save(await response.blob(), name);
    } catch (error) {
      onProblem(`not saved: ${messageOf(error)}`);
    }
  };
  return (
    <>
      {formats.map(([format, ending]) => (
        <button
          key={format}
          type="button"
          onClick={() =>
            void saveReport(`${page}?${options}&format=${format.toLowerCase()}`, `${page}.${ending}`)
          }
        >
          {title} as {format}
        </button>
      ))}
    </>
  );
}

const formats = [
  ['text', 'txt'],
  ['CSV', 'csv'],
  ['Markdown', 'md'],
  ['JSON', 'json'],
] as const;

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The browser may begin to read it a little later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
