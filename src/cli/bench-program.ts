// A program of benchmarks, of any language, as `heapwise bench` runs it.

/** What is run for one package or file. */
export interface BenchmarkProgram {
  /** Names its profiles: 'encoding.json'. */
  readonly label: string;
  /**
   * @param benchtime '1s' or '100x'; '' for the usual time.
   * @param onLine gets each line that it prints, without the line end.
   * @throws ToolError when it fails.
   */
  run(profiles: ProfilePaths, benchtime: string, onLine: (line: string) => void): Promise<void>;
}

export interface ProfilePaths {
  readonly memory: string;
  /** '' when none is wanted. */
  readonly cpu: string;
}
