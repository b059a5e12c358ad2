// What the page knows of the profile that it shows, and how it asks the server.

import { createContext, type Context } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import {
  factsElement,
  tokenHeader,
  warningsHeader,
  type SampleTypeFacts,
  type SessionFacts,
  type SharedPage,
} from '#web/api';
import { serverBackend, type Backend } from './backend.ts';
import { sharedBackend } from './shared-page.ts';

/** The facts that came with the page. */
export function readFacts(): SessionFacts {
  return JSON.parse(document.getElementById(factsElement)?.textContent ?? '') as SessionFacts;
}

export interface Session {
  readonly facts: SessionFacts;
  /** Whether the page is a file: then nothing can be loaded or saved. */
  readonly isShared: boolean;
  readonly backend: Backend;
  /** The paths that views have asked for, of the profile that is loaded. */
  readonly asked: Set<string>;
  /** Asks for the same sources again. */
  refresh(): Promise<void>;
  /** Shows another profile. */
  open(file: Blob, name: string): Promise<void>;
  /** Has a profile kept to compare with. @returns its name in addresses */
  compareWith(file: Blob, name: string): Promise<string>;
  compareWithUrl(url: string): Promise<string>;
  saveConfig(name: string, query: string): Promise<void>;
  deleteConfig(name: string): Promise<void>;
}

export const SessionContext: Context<Session | undefined> = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('there is no session around this component');
  return session;
}

/** Keeps the facts up to date with what the page changes. */
export function useServer(initial: SessionFacts, shared: SharedPage | undefined): Session {
  const [facts, setFacts] = useState(initial);
  const asked = useMemo(() => new Set<string>(), [facts.version]);
  const backend = useMemo(() => (shared === undefined ? serverBackend : sharedBackend(shared)), []);
  const post = async (path: string, body: Blob | undefined): Promise<Response> => {
    const response = await fetch(`/ui/${path}`, {
      method: 'POST',
      headers: { [tokenHeader]: facts.token },
      body: body ?? null,
    });
    if (!response.ok) throw new Error((await response.text()).trim());
    return response;
  };
  const postForFacts = async (path: string, body?: Blob): Promise<SessionFacts> => {
    const changed = (await (await post(path, body)).json()) as SessionFacts;
    setFacts(changed);
    return changed;
  };
  const newestOther = async (path: string, body?: Blob): Promise<string> => {
    return (await postForFacts(path, body)).others.at(-1) ?? '';
  };
  const reload = async (): Promise<void> => {
    setFacts((await (await fetch('/ui/api/session')).json()) as SessionFacts);
  };
  return {
    facts,
    isShared: shared !== undefined,
    backend,
    asked,
    async refresh() {
      await postForFacts('api/refresh');
    },
    async open(file, name) {
      await postForFacts(`api/open?name=${encodeURIComponent(name)}`, file);
    },
    compareWith: (file, name) => newestOther(`api/compare?name=${encodeURIComponent(name)}`, file),
    compareWithUrl: (url) => newestOther(`api/compare?url=${encodeURIComponent(url)}`),
    async saveConfig(name, query) {
      await post(`saveconfig?config=${encodeURIComponent(name)}&${query.replace(/^\?/, '')}`, undefined);
      await reload();
    },
    async deleteConfig(name) {
      await post(`deleteconfig?config=${encodeURIComponent(name)}`, undefined);
      await reload();
    },
  };
}

/** The options of reports in a query, and nothing that only a view is about. */
export function reportQuery(
  query: URLSearchParams,
  { options }: SessionFacts,
  except: readonly string[] = [],
): string {
  const kept = new URLSearchParams();
  for (const { parameter } of options) {
    const value = query.get(parameter) ?? '';
    if (value !== '' && !except.includes(parameter)) kept.set(parameter, value);
  }
  return kept.toString();
}

/** The sample type that the address asks for, by name or number. */
export function selectedSampleType(
  query: URLSearchParams,
  { sampleTypes, defaultSampleType }: SessionFacts,
): number {
  const wanted = query.get('si') ?? '';
  const byName = sampleTypes.findIndex(({ type }) => type === (wanted === '' ? defaultSampleType : wanted));
  if (byName >= 0) return byName;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : -1;
  if (number >= 0 && number < sampleTypes.length) return number;
  return Math.max(
    0,
    sampleTypes.findIndex(({ type }) => type === defaultSampleType),
  );
}

export function sampleTypeOf(query: URLSearchParams, facts: SessionFacts): SampleTypeFacts {
  return facts.sampleTypes[selectedSampleType(query, facts)] ?? { type: '', unit: '' };
}

export interface Answer<Data> {
  /** The last data that came, also while newer is on its way. */
  readonly data: Data | undefined;
  readonly error: string;
  readonly warnings: readonly string[];
  readonly isLoading: boolean;
}

/** Asks for a report whenever `path` or the loaded profile changes. An empty path asks for nothing. */
export function useReport<Data>(path: string, readData: (response: Response) => Promise<Data>): Answer<Data> {
  const { facts, backend, asked } = useSession();
  const [answer, setAnswer] = useState<Answer<Data>>({
    data: undefined,
    error: '',
    warnings: [],
    isLoading: true,
  });
  useEffect(() => {
    if (path === '') return undefined;
    const leaving = new AbortController();
    setAnswer((last) => ({ ...last, isLoading: true }));
    const show = async (): Promise<void> => {
      try {
        asked.add(path);
        const response = await backend.ask(path, leaving.signal);
        const read = await readAnswer(response, readData);
        if (!leaving.signal.aborted) setAnswer(read);
      } catch (error) {
        if (leaving.signal.aborted) return;
        setAnswer({ data: undefined, error: messageOf(error), warnings: [], isLoading: false });
      }
    };
    void show();
    return () => leaving.abort();
  }, [path, facts.version]);
  return answer;
}

async function readAnswer<Data>(
  response: Response,
  readData: (response: Response) => Promise<Data>,
): Promise<Answer<Data>> {
  if (!response.ok) throw new Error((await response.text()).trim());
  const warnings = JSON.parse(decodeURIComponent(response.headers.get(warningsHeader) ?? '[]')) as string[];
  return { data: await readData(response), error: '', warnings, isLoading: false };
}

export function messageOf(error: unknown): string {
  if (error instanceof TypeError) return 'the server does not answer; is heapwise still running?';
  return error instanceof Error ? error.message : String(error);
}

export async function readJson<Data>(response: Response): Promise<Data> {
  return (await response.json()) as Data;
}
