import type { JSX } from 'preact';

const kinds = [
  ['attempt s-finished', 'attempt'],
  ['attempt s-failed', 'failed'],
  ['wait slot', 'waits for a slot or a resource'],
  ['wait retry', 'for a retry'],
] as const;

export const Legend = (): JSX.Element => (
  <span class="legend">
    {kinds.map(([kind, label]) => (
      <span key={kind}>
        <i class={kind} />
        {label}
      </span>
    ))}
  </span>
);
