import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

import { Refused } from '../source/request.js';
import type { ServerSource } from '../source/source.js';
import { messageOf } from '../text/message.js';
import { useAsked } from './use-asked.js';
import { Wrong } from './wrong.js';

/** Asks for the token of a server that wants one, before anything else is asked of it. */
export const Door = ({
  source,
  children,
}: {
  readonly source: ServerSource;
  readonly children: ComponentChildren;
}): JSX.Element => {
  const [times, setTimes] = useState(0);
  const { value: isOpen, wrong } = useAsked(source.isOpen, [times], () => undefined);
  if (isOpen === undefined) return <Wrong text={wrong} />;
  if (isOpen) return <>{children}</>;
  return (
    <TokenForm
      source={source}
      open={() => {
        setTimes(times + 1);
      }}
    />
  );
};

const TokenForm = ({
  source,
  open,
}: {
  readonly source: ServerSource;
  readonly open: () => void;
}): JSX.Element => {
  const [token, setToken] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const send = (): void => {
    setBusy(true);
    setWrong(undefined);
    source
      .enter(token)
      .then(open, (error: unknown) => {
        const isWrong = error instanceof Refused && error.status === 401;
        setWrong(isWrong ? 'That is not the token of this server.' : messageOf(error));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <main>
      <h1>MLPipeline</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <div class="field">
          <label for="token">Token of this server</label>
          <input
            id="token"
            type="password"
            autocomplete="current-password"
            aria-invalid={wrong !== undefined}
            value={token}
            onInput={(event) => {
              setToken(event.currentTarget.value);
            }}
          />
        </div>
        <Wrong text={wrong} />
        <button type="submit" class="chip primary" disabled={isBusy || token === ''}>
          Enter
        </button>
      </form>
    </main>
  );
};
