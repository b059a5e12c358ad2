// What the server puts into a page that is a file, and where the page finds it.

export interface SharedPage {
  /** Where it opens: '/ui/top?f=parse'. */
  readonly address: string;
  readonly profileCount: number;
  /** Names of assets that it holds. */
  readonly scripts: readonly string[];
}

/** The element that holds a `SharedPage` as JSON; the others hold gzipped bytes in base64. */
export const sharedElement = 'shared-page';

/** What `#web/offline` needs to know beside the profiles, as JSON. */
export const sharedDataElement = 'shared-data';

export function sharedProfileElement(index: number): string {
  return `shared-profile-${index}`;
}

export function sharedScriptElement(name: string): string {
  return `shared-script-${name}`;
}
