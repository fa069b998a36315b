import type { JSX } from 'preact';

import type { TaskData } from '../../sinks/report/report-data.js';
import { duration } from '../text/format.js';
import { attemptName, attemptState } from '../text/states.js';
import { freeing } from '../text/task-times.js';
import type { Span } from './span.js';

interface BarProps {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly hint: string;
  readonly span: Span;
}

const Bar = ({ kind, from, to, hint, span }: BarProps): JSX.Element | null => {
  if (to < span.from || from > span.to) return null;
  const place = (time: number): number =>
    Math.min(Math.max((time - span.from) / (span.to - span.from), 0), 1) * 100;
  return (
    <i
      class={kind}
      title={`${hint}, ${duration(to - from)}, from ${duration(from)}`}
      style={{ left: `${place(from)}%`, width: `${place(to) - place(from)}%` }}
    />
  );
};

/** More are not to be told apart in one row. */
const mostBars = 100;

/** When a task waited and when it was at work. */
export const Bars = ({
  task,
  span,
}: {
  readonly task: TaskData;
  readonly span: Span;
}): JSX.Element => (
  <span class="bars" aria-hidden="true">
    {task.waits.slice(-mostBars).map(([kind, from, to], index) => (
      <Bar
        key={`wait ${index}`}
        kind={`wait ${kind}`}
        hint={kind === 'slot' ? `waits for ${freeing(task)}` : 'waits to try again'}
        {...{ from, to, span }}
      />
    ))}
    {task.attempts.slice(-mostBars).map(({ number, from, to, end }, index) => (
      <Bar
        key={`attempt ${index}`}
        kind={`attempt s-${attemptState(end)}`}
        hint={`attempt ${number}: ${attemptName(end)}`}
        {...{ from, to, span }}
      />
    ))}
  </span>
);
