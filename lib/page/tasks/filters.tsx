import type { ComponentChildren, JSX } from 'preact';

import { useRun } from '../run/shown-run.js';
import { Icon } from '../state/icon.js';
import { grouped } from '../text/format.js';
import { countStates, stateNames } from '../text/states.js';
import { attemptsOf } from '../text/task-times.js';

const Filter = ({
  isOn,
  toggle,
  children,
}: {
  readonly isOn: boolean;
  readonly toggle: () => void;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <button type="button" class="chip" aria-pressed={isOn} onClick={toggle}>
    {children}
  </button>
);

/** Which tasks are wanted: those in these states, or of which that holds. */
export const Filters = ({
  wanted,
  change,
}: {
  readonly wanted: ReadonlySet<string>;
  readonly change: (wanted: ReadonlySet<string>) => void;
}): JSX.Element => {
  const { tasks, data } = useRun();
  const retried = tasks.filter((task) => attemptsOf(task) > 1).length;
  const chain = data.chain.length;
  const of = (
    key: string,
  ): { readonly key: string; readonly isOn: boolean; readonly toggle: () => void } => ({
    key,
    isOn: wanted.has(key),
    toggle: () => {
      const next = new Set(wanted);
      if (!next.delete(key)) next.add(key);
      change(next);
    },
  });
  return (
    <>
      {countStates(tasks).map(([state, count]) => (
        <Filter {...of(state)} key={state}>
          <Icon state={state} isMute />
          {`${grouped(count)} ${stateNames[state]}`}
        </Filter>
      ))}
      {retried > 0 && (
        <Filter {...of('retried')} key="retried">{`${grouped(retried)} retried`}</Filter>
      )}
      {chain > 1 && chain < tasks.length && (
        <Filter {...of('chain')} key="chain">{`held the run up: ${grouped(chain)}`}</Filter>
      )}
    </>
  );
};
