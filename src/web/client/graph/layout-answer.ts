// What the worker that lays graphs out says to the page.

export interface LayoutAnswer {
  /** '' when it failed. */
  readonly svg: string;
  readonly error: string;
}
