// A page that is a file: profiles and the code for reports are in it, and there is no server to ask.

import {
  sharedDataElement,
  sharedElement,
  sharedProfileElement,
  sharedScriptElement,
  type SharedPage,
} from '#web/api';
import type { Backend } from './backend.ts';

/** Undefined in a page that a server sent. */
export function readSharedPage(): SharedPage | undefined {
  const text = document.getElementById(sharedElement)?.textContent;
  return typeof text === 'string' ? (JSON.parse(text) as SharedPage) : undefined;
}

interface WorkerAnswer {
  readonly id: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BlobPart[];
}

/** Asks a worker in the page in place of a server. It starts with the first question. */
export function sharedBackend(page: SharedPage): Backend {
  const waiting = new Map<number, (answer: Response) => void>();
  const assets = new Map<string, Promise<string>>();
  let worker: Promise<Worker> | undefined;
  let asked = 0;

  function assetUrl(name: string): Promise<string> {
    const known = assets.get(name) ?? scriptUrl(name);
    assets.set(name, known);
    return known;
  }

  async function startWorker(): Promise<Worker> {
    const started = new Worker(await assetUrl('web-offline-worker.js'));
    started.onmessage = ({ data: { id, status, headers, body } }: MessageEvent<WorkerAnswer>) => {
      waiting.get(id)?.(new Response(new Blob(body), { status, headers }));
      waiting.delete(id);
    };
    const data = JSON.parse(await new Response(unpacked(sharedDataElement)).text()) as unknown;
    const profiles = await Promise.all(
      Array.from({ length: page.profileCount }, async (_, i) => {
        return new Uint8Array(await new Response(unpacked(sharedProfileElement(i))).arrayBuffer());
      }),
    );
    started.postMessage({ data, profiles });
    return started;
  }

  return {
    assetUrl,
    async ask(path) {
      worker ??= startWorker();
      const started = await worker;
      const id = asked++;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        started.postMessage({ id, path });
      });
    },
  };
}

async function scriptUrl(name: string): Promise<string> {
  const text = await new Response(unpacked(sharedScriptElement(name))).text();
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}

/** What the server gzipped and wrote as base64. */
function unpacked(element: string): ReadableStream<Uint8Array> {
  return new Blob([packedBytes(element)]).stream().pipeThrough(new DecompressionStream('gzip'));
}

function packedBytes(element: string): Uint8Array<ArrayBuffer> {
  const text = document.getElementById(element)?.textContent ?? '';
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The profile that the page shows, gzipped as files are. */
export function sharedProfile(): Blob {
  return new Blob([packedBytes(sharedProfileElement(0))]);
}
