// Who answers the page: a server, or code in the page itself.

export interface Backend {
  /** @param path below /ui/api/. */
  ask(path: string, signal: AbortSignal): Promise<Response>;
  /** Where to load a part of the page from that only some views need. */
  assetUrl(name: string): Promise<string>;
}

export const serverBackend: Backend = {
  ask: (path, signal) => fetch(`/ui/api/${path}`, { signal }),
  assetUrl: (name) => Promise.resolve(`/ui/assets/${name}`),
};
