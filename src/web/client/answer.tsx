// What every view shows of an answer besides its data: that it is on its way, what went wrong, what to mind.

import type { ComponentChildren, JSX } from 'preact';
import type { Answer } from './session.ts';

interface AnswerProps<Data> {
  readonly answer: Answer<Data>;
  /** The view of the data. */
  children(data: Data): ComponentChildren;
}

export function AnswerView<Data>({ answer, children }: AnswerProps<Data>): JSX.Element {
  const { data, error, warnings, isLoading } = answer;
  return (
    <>
      {warnings.length > 0 && (
        <p class="strip warning" role="status">
          {warnings.join(' · ')}
        </p>
      )}
      {error !== '' && (
        <p class="strip error" role="alert">
          {error}
        </p>
      )}
      {data === undefined && isLoading && (
        <p class="strip" role="status">
          Loading …
        </p>
      )}
      {data !== undefined && children(data)}
    </>
  );
}
