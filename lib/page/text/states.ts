import type { WireState } from '../../server/wire.js';
import type { AttemptData, ReportState } from '../../sinks/report/report-data.js';

export type State = ReportState;

export const stateNames: Readonly<Record<State, string>> = {
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  interrupted: 'interrupted',
  running: 'at work',
  pending: 'not started',
  finished: 'finished',
  omitted: 'omitted',
  unneeded: 'not needed',
};

type AttemptEnd = AttemptData['end'];

/** The state of a task whose sign and colour the end of an attempt has. */
export const attemptState = (end: AttemptEnd): State => (end === 'lost' ? 'failed' : end);

export const attemptName = (end: AttemptEnd): string => (end === 'lost' ? 'lost' : stateNames[end]);

/** `unfinished` where a record breaks off, of which nobody knows whether the run goes on. */
export type RunStateShown = WireState | 'unfinished';

/** Whether something is at work of a run, or can still be. */
export const isGoingOn = (state: RunStateShown): boolean => state === 'running' || state === 'held';

/** How many tasks are in each state, in a fixed order of the states. */
export const countStates = (
  tasks: Iterable<{ readonly state: State }>,
): readonly (readonly [State, number])[] => {
  const counts = new Map<State, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (Object.keys(stateNames) as State[]).flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [[state, count] as const];
  });
};
