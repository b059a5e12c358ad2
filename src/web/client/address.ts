// The address of the page is all of its state: which view, pprof's options, and what the view itself remembers.

import { createContext, type Context } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { SharedPage } from '#web/api';

/** Values to set in the query; '' takes one out. */
export type QueryChanges = Readonly<Record<string, string>>;

export interface Address {
  /** After /ui/. */
  readonly page: string;
  readonly query: URLSearchParams;
  /** The address with changes, of this page or another. */
  link(changes: QueryChanges, page?: string): string;
  /** Goes there. What only fine-tunes the view (`replace`) is no step to come back to. */
  go(changes: QueryChanges, options?: { readonly page?: string; readonly replace?: boolean }): void;
}

function linkOf(page: string, query: URLSearchParams, changes: QueryChanges): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') changed.delete(name);
    else changed.set(name, value);
  }
  const text = changed.toString();
  return `/ui/${page}${text === '' ? '' : `?${text}`}`;
}

function pageOf(pathname: string): string {
  return pathname.replace(/^\/ui\/?/, '');
}

/** Of a page that is a file, the address is behind the '#'. */
function currentHref(shared: SharedPage | undefined): string {
  if (shared === undefined) return location.href;
  return `http://file${location.hash === '' ? shared.address : location.hash.slice(1)}`;
}

/** Follows the address bar; for the root of the application. */
export function useLocation(shared: SharedPage | undefined): Address {
  const [href, setHref] = useState(() => currentHref(shared));
  useEffect(() => {
    const follow = (): void => setHref(currentHref(shared));
    if (shared !== undefined) {
      addEventListener('hashchange', follow);
      return () => removeEventListener('hashchange', follow);
    }
    const followLink = (event: MouseEvent): void => {
      const isPlain =
        event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!isPlain || link === null || link.target !== '' || link.hasAttribute('download')) return;
      if (link.origin !== location.origin || !link.pathname.startsWith('/ui/')) return;
      event.preventDefault();
      history.pushState(null, '', link.href);
      setHref(location.href);
    };
    addEventListener('popstate', follow);
    document.addEventListener('click', followLink);
    return () => {
      removeEventListener('popstate', follow);
      document.removeEventListener('click', followLink);
    };
  }, []);
  return useMemo(() => {
    const { pathname, searchParams } = new URL(href);
    const page = pageOf(pathname);
    const link = (changes: QueryChanges, otherPage = page): string =>
      `${shared === undefined ? '' : '#'}${linkOf(otherPage, searchParams, changes)}`;
    return {
      page,
      query: searchParams,
      link,
      go(changes, { page: otherPage, replace = false } = {}) {
        const target = link(changes, otherPage);
        if (replace) history.replaceState(null, '', target);
        else history.pushState(null, '', target);
        setHref(currentHref(shared));
      },
    };
  }, [href]);
}

const noAddress: Address = { page: '', query: new URLSearchParams(), link: () => '', go: () => undefined };

export const AddressContext: Context<Address> = createContext(noAddress);

export function useAddress(): Address {
  return useContext(AddressContext);
}
