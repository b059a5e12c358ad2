// Finds the source maps of JavaScript that a compiler or bundler wrote.

export interface SourceMaps {
  /**
   * Undefined when the file or its map is not there, or is no regular file of reasonable size.
   * @param generatedFile as a profile names it.
   * @param searchPath the option `source_path`; '' for the working directory.
   */
  findSourceMap(generatedFile: string, searchPath: string): MappedSource | undefined;
}

export interface MappedSource {
  /** The generated code; line number n is `lines[n - 1]`. */
  readonly lines: readonly string[];
  /** The text of the map: JSON, if nobody broke it. */
  readonly map: string;
  /** Where the map is if the generated file is where the profile says: its sources are named from there. */
  readonly mapPath: string;
}
