import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { Refused } from '../source/request.js';
import { messageOf } from '../text/message.js';
import { isGoingOn, type RunStateShown } from '../text/states.js';
import { type Changed, type RunActions, useRun } from './shown-run.js';

const unfinished: readonly RunStateShown[] = ['failed', 'cancelled', 'timeout'];

/** What can be done to a run as it stands. */
export const RunButtons = ({ actions }: { readonly actions: RunActions }): JSX.Element | null => {
  const { state } = useRun();
  if (isGoingOn(state)) return <ActionButton label="Cancel" act={actions.cancel} />;
  if (actions.lasts && unfinished.includes(state)) return <ResumeButton {...actions} />;
  return null;
};

/** Goes on with a run; asks what is to be done where its pipeline has changed since. */
export const ResumeButton = ({ resume }: Pick<RunActions, 'resume'>): JSX.Element => {
  const [change, setChange] = useState<string>();
  const act = async (changed?: Changed): Promise<void> => {
    try {
      await resume(changed);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'changed' || changed !== undefined)
        throw error;
      setChange(error.message.split('\n`?changed=')[0] ?? '');
    }
  };
  if (change === undefined) return <ActionButton label="Resume" act={() => act()} />;
  return (
    <>
      <span class="wrong" role="alert">
        {change}
      </span>
      <ActionButton label="Run what has changed again" act={() => act('rerun')} />
      <ActionButton label="Keep what has finished" act={() => act('keep')} />
    </>
  );
};

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
