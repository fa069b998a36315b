import type { JSX } from 'preact';

import type { WireState } from '../../server/wire.js';
import { Icon } from './icon.js';
import { outcomeNames, type State } from '../text/states.js';

const states: Readonly<Record<WireState, State>> = {
  done: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'failed',
  waiting: 'pending',
  running: 'running',
  held: 'failed',
  interrupted: 'skipped',
};

export const runStateNames: Readonly<Record<WireState, string>> = {
  done: outcomeNames.done,
  failed: outcomeNames.failed,
  cancelled: outcomeNames.cancelled,
  timeout: outcomeNames.timeout,
  waiting: 'waits for its turn',
  running: 'at work',
  held: 'failed, held open',
  interrupted: 'interrupted',
};

/** The state of a run, of those that this page knows. */
export const RunState = ({ state }: { readonly state: WireState }): JSX.Element => (
  <span class={`runstate s-${states[state]}`}>
    <Icon state={states[state]} isMute />
    {runStateNames[state]}
  </span>
);
