import type { JSX } from 'preact';

import type { WireState } from '../../server/wire.js';
import type { RunStateShown, State } from '../text/states.js';
import { Icon } from './icon.js';

/** The states of tasks whose signs and colours those of runs have. */
const signs: Readonly<Record<RunStateShown, State>> = {
  done: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'failed',
  waiting: 'pending',
  running: 'running',
  held: 'failed',
  interrupted: 'interrupted',
  unfinished: 'running',
};

/** Those of a server. */
export const runStateNames: Readonly<Record<WireState, string>> = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'timed out',
  waiting: 'waits for its turn',
  running: 'at work',
  held: 'failed, held open',
  interrupted: 'interrupted',
};

interface StateProps {
  readonly state: RunStateShown;
}

const SignAndName = ({ state }: StateProps): JSX.Element => (
  <>
    <Icon state={signs[state]} isMute />
    {state === 'unfinished' ? state : runStateNames[state]}
  </>
);

/** The state of a run, in a line. */
export const RunState = ({ state }: StateProps): JSX.Element => (
  <span class={`runstate s-${signs[state]}`}>
    <SignAndName state={state} />
  </span>
);

/** The same at the head of what tells of the run. */
export const RunStatePill = ({ state }: StateProps): JSX.Element => (
  <span class={`pill s-${signs[state]}`} role="status">
    <SignAndName state={state} />
  </span>
);
