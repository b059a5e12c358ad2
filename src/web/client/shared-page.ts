// A page that is a file: what its views show is in it, and there is no server to ask.

export interface SharedPage {
  /** Where it opens: '/ui/top?f=parse'. */
  readonly address: string;
  /** By path below /ui/api/. */
  readonly answers: Readonly<Record<string, SharedAnswer>>;
}

export interface SharedAnswer {
  readonly contentType: string;
  /** As in the header of the server's answer. */
  readonly warnings: string;
  /** Base64. */
  readonly body: string;
}

/** The element that holds it as JSON. */
export const sharedElement = 'shared-page';

/** Undefined in a page that a server sent. */
export function readSharedPage(): SharedPage | undefined {
  const text = document.getElementById(sharedElement)?.textContent;
  return typeof text === 'string' ? (JSON.parse(text) as SharedPage) : undefined;
}

/** What the server said when the page was made. @throws Error when it was not asked. */
export function sharedResponse({ answers }: SharedPage, path: string, header: string): Response {
  const answer = answers[path];
  if (answer === undefined) {
    throw new Error('this is not in the file; open it in the browser before sharing, or ask for the profile');
  }
  const bytes = Uint8Array.from(atob(answer.body), (character) => character.charCodeAt(0));
  return new Response(bytes, {
    headers: {
      'content-type': answer.contentType,
      ...(answer.warnings !== '' && { [header]: answer.warnings }),
    },
  });
}

/** Whether anything of a view is in the page. */
export function hasView({ answers }: SharedPage, page: string): boolean {
  const report = page === 'tags' ? 'labels' : page;
  // A graph is laid out by a program that is too large to be sent along.
  return (
    page !== 'graph' &&
    page !== 'timeline' &&
    Object.keys(answers).some((path) => path.startsWith(`${report}?`))
  );
}
