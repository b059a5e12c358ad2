// The port to the files that are built along with the program: the scripts of the pages that it writes.

export interface Assets {
  /**
   * The text of an asset: `flame-page.js`.
   * @throws OutputError when the installation does not have it.
   */
  text(name: string): string;
}
