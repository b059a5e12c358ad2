// The error for a wrong command line, option or shell line: the user can put it right by typing something else.

/** Its message is one line. `hint` is the next thing to try, as a line of its own. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string;

  constructor(message: string, hint = 'run heapwise --help') {
    super(message);
    this.hint = hint;
  }
}
