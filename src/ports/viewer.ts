// Shows what was made in other programs of the user's desktop.

/** Programs that show one kind of file, as commands of pprof name them. */
export type ViewerProgram = 'eog' | 'evince' | 'gv' | 'kcachegrind';

export interface Viewer {
  /**
   * Opens a file or a URL in the user's browser, and returns once the browser has started; it is not waited for.
   * @throws ViewerError when there is no browser, or none starts.
   */
  openBrowser(target: string): Promise<void>;
  /**
   * Opens a file in a program, and returns when the user has closed it.
   * @throws ViewerError when the program is not installed, or fails.
   */
  openProgram(program: ViewerProgram, file: string): Promise<void>;
}

/** No program shows what it should: one line that says why and what to install or set. */
export class ViewerError extends Error {
  override readonly name = 'ViewerError';
}
