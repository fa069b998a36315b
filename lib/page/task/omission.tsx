import type { JSX } from 'preact';

import type { TaskData } from '../../sinks/report/report-data.js';
import { useRun } from '../run/shown-run.js';

/** Why it did not run, though nothing is wrong. */
export const Omission = ({
  reason,
  origin,
  task,
}: NonNullable<TaskData['omission']>): JSX.Element => {
  const { tasks, hrefOf } = useRun();
  if (reason === 'condition') return <p>Omitted: its condition does not hold.</p>;
  if (reason === 'unneeded') return <p>Omitted: nothing needs it any more.</p>;
  const before = task === undefined ? undefined : tasks[task];
  return (
    <p>
      {'Omitted: no value from '}
      {before === undefined ? origin : <a href={hrefOf(before.name)}>{before.name}</a>}.
    </p>
  );
};
