import type { JSX } from 'preact';

import { type State, stateNames } from '../text/states.js';

const signs: Readonly<Record<State, string>> = {
  finished: 'M4.5 8.2l2.4 2.4 4.6-5',
  failed: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6',
  skipped: 'M4.5 5l3 3-3 3M8.5 5l3 3-3 3',
  cancelled: 'M5.5 5.5h5v5h-5z',
  interrupted: 'M6.2 5.2v5.6M9.8 5.2v5.6',
  running: 'M6.2 4.8l5 3.2-5 3.2z',
  pending: 'M8 4.5v3.7l2.4 1.6',
  omitted: 'M5 8h6',
  unneeded: 'M5 8h6',
};

interface IconProps {
  readonly state: State;
  readonly x?: number;
  readonly y?: number;
  /** Where the state stands beside it in words. */
  readonly isMute?: boolean;
}

/** A sign of its own for each state: colour alone does not tell. */
export const Icon = ({ state, isMute = false, ...at }: IconProps): JSX.Element => (
  <svg
    class={`icon s-${state}`}
    viewBox="0 0 16 16"
    width={16}
    height={16}
    {...at}
    {...(isMute ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': stateNames[state] })}
  >
    <circle cx={8} cy={8} r={7.2} />
    <path d={signs[state]} />
  </svg>
);
