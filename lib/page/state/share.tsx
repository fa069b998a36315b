import type { JSX } from 'preact';

import type { State } from '../text/states.js';

/** A bar of how many are in each state; the figures beside it say the same in words. */
export const Share = ({
  counts,
}: {
  readonly counts: readonly (readonly [State, number])[];
}): JSX.Element => (
  <div class="share" aria-hidden="true">
    {counts.map(([state, count]) => (
      <i key={state} class={`s-${state}`} style={{ flexGrow: String(count) }} />
    ))}
  </div>
);

export const Figure = ({
  value,
  label,
  state,
}: {
  readonly value: string;
  readonly label: string;
  readonly state?: State;
}): JSX.Element => (
  <div class={state === undefined ? 'figure' : `figure state s-${state}`}>
    <b>{value}</b>
    <span>{label}</span>
  </div>
);
