import type { AttemptData, ReportData, ReportState } from '../../sinks/report/report-data.js';

export type State = ReportState;

export const stateNames: Readonly<Record<State, string>> = {
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
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

export type RunOutcome = ReportData['outcome'];

export const outcomeNames: Readonly<Record<RunOutcome, string>> = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'time was up',
  unfinished: 'unfinished',
};

/** The state of a task whose sign and colour an outcome has. */
export const outcomeStates: Readonly<Record<RunOutcome, State>> = {
  done: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'failed',
  unfinished: 'running',
};

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
