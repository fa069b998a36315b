import type { JSX } from 'preact';

import { outcomeNames, outcomeStates, type RunOutcome } from '../text/states.js';
import { Icon } from './icon.js';

export const Outcome = ({
  outcome,
  isGoingOn = false,
}: {
  readonly outcome: RunOutcome;
  readonly isGoingOn?: boolean;
}): JSX.Element => (
  <span class={`pill s-${outcomeStates[outcome]}`} role="status">
    <Icon state={outcomeStates[outcome]} isMute />
    {isGoingOn ? 'at work' : outcomeNames[outcome]}
  </span>
);
