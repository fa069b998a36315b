import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { messageOf } from '../text/message.js';
import type { RunActions } from './shown-run.js';

export const RunButtons = ({
  actions,
  isGoingOn,
}: {
  readonly actions: RunActions;
  readonly isGoingOn: boolean;
}): JSX.Element | null => (isGoingOn ? <ActionButton label="Cancel" act={actions.cancel} /> : null);

/** A button that says what came of it, where that went wrong. */
export const ActionButton = ({
  label,
  act,
}: {
  readonly label: string;
  readonly act: () => Promise<void>;
}): JSX.Element => {
  const [wrong, setWrong] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const press = (): void => {
    setBusy(true);
    setWrong(undefined);
    act()
      .catch((error: unknown) => {
        setWrong(messageOf(error));
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <>
      <button type="button" class="chip" disabled={isBusy} onClick={press}>
        {label}
      </button>
      {wrong !== undefined && (
        <span class="wrong" role="alert">
          {wrong}
        </span>
      )}
    </>
  );
};
