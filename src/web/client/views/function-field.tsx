// Asks for a function where a view is about functions and the address names none.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAddress } from '../address.ts';

export function FunctionField({ what }: { readonly what: string }): JSX.Element {
  const { query, go, link } = useAddress();
  const [text, setText] = useState(query.get('f') ?? '');
  return (
    <form
      class="toolbar"
      onSubmit={(event) => {
        event.preventDefault();
        go({ f: text });
      }}
    >
      <label>
        {what}{' '}
        <input
          type="text"
          size={48}
          value={text}
          placeholder="regular expression on function names"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Show</button>
      {(query.get('f') ?? '') === '' && (
        <span>
          or choose one in the <a href={link({}, 'top')}>top table</a> or the{' '}
          <a href={link({}, 'flamegraph')}>flame graph</a>
        </span>
      )}
    </form>
  );
}
