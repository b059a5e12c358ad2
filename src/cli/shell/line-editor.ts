// Reads lines from a terminal with editing, history, Ctrl-R and Tab: the editor of Node's own REPL, without the REPL.

import type { REPLServer } from 'node:repl';
import type { Completions } from './completion.ts';

export interface LineEditorOptions {
  readonly prompt: string;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Oldest first. */
  readonly history: readonly string[];
  complete(line: string): Completions;
}

export interface LineEditor {
  /** The next line; undefined at the end of input. Between lines the terminal is nobody's. */
  readLine(): Promise<string | undefined>;
  /** Gives the terminal back. */
  close(): void;
}

/** Ctrl-C clears the line. */
export async function createLineEditor(options: LineEditorOptions): Promise<LineEditor> {
  const { input, output, prompt } = options;
  const { start } = await import('node:repl');
  /** Lines that were pasted together come together. */
  const lines: string[] = [];
  let isEnded = false;
  let wake: (() => void) | undefined;
  let editor: REPLServer | undefined;

  function open(): REPLServer {
    const server = start({
      prompt,
      input,
      output,
      terminal: true,
      preview: false,
      completer: (line: string) => {
        const { candidates, replaced } = options.complete(line);
        return [candidates, replaced];
      },
    });
    // What the REPL does with a line, and with Ctrl-C, is not wanted: only how it edits one.
    for (const event of ['line', 'SIGINT', 'close']) server.removeAllListeners(event);
    Object.assign(server, { history: options.history.toReversed() });
    server.on('line', (line) => {
      lines.push(line);
      wake?.();
    });
    server.on('SIGINT', () => {
      server.write(null, { ctrl: true, name: 'e' });
      server.write(null, { ctrl: true, name: 'u' });
      output.write('^C\n');
      server.prompt();
    });
    server.on('close', () => {
      isEnded = true;
      wake?.();
    });
    return server;
  }

  return {
    async readLine() {
      if (lines.length === 0 && !isEnded) {
        if (editor === undefined) editor = open();
        else {
          input.setRawMode(true);
          editor.prompt();
        }
        await new Promise<void>((resolve) => (wake = resolve));
        wake = undefined;
        if (!isEnded) editor.pause();
        input.setRawMode(false);
      }
      return lines.shift();
    },
    close() {
      editor?.close();
      input.setRawMode(false);
    },
  };
}
