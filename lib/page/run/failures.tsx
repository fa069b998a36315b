import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { TaskData } from '../../sinks/report/report-data.js';
import type { RecordedFailure } from '../../sinks/record/recorded-event.js';
import { Icon } from '../state/icon.js';
import { Some } from '../state/lazily.js';
import { counted, grouped } from '../text/format.js';
import { Failure } from '../values/failure.js';
import { useRun } from './shown-run.js';

/** The graph and the tasks are to be in sight; the rest is a click away. */
const mostFailures = 3;

interface Failed {
  readonly task: TaskData;
  readonly failure: RecordedFailure;
  /** That the run, or what it is a part of, went on without it. */
  readonly isAllowed: boolean;
  /** How many tasks were skipped for it, or for what it is a part of. */
  readonly skipped: number;
}

const failedOf = (tasks: readonly TaskData[]): readonly Failed[] => {
  // Of a task of which a part has failed that part is told.
  const told = new Set(
    tasks.flatMap(({ failure, within }) => (failure === undefined ? [] : (within ?? []))),
  );
  const skipped = new Map<number, number>();
  for (const { cause } of tasks)
    if (cause !== undefined) skipped.set(cause, (skipped.get(cause) ?? 0) + 1);
  const skippedFor = (place: number | undefined): number => {
    const task = place === undefined ? undefined : tasks[place];
    if (place === undefined || task?.failure === undefined) return 0;
    return (skipped.get(place) ?? 0) + skippedFor(task.within);
  };
  const isAllowed = ({ mayFail, within }: TaskData): boolean => {
    const whole = within === undefined ? undefined : tasks[within];
    return mayFail === true || (whole !== undefined && isAllowed(whole));
  };
  const failed = tasks.flatMap((task, place): readonly Failed[] =>
    task.failure === undefined || told.has(place)
      ? []
      : [
          {
            ...{ task, failure: task.failure, skipped: skippedFor(place) },
            isAllowed: isAllowed(task),
          },
        ],
  );
  // What the run was not to go on without comes first.
  return failed.toSorted((a, b) => Number(a.isAllowed) - Number(b.isAllowed));
};

export const Failures = (): JSX.Element | null => {
  const { tasks, hrefOf } = useRun();
  const failed = useMemo(() => failedOf(tasks), [tasks]);
  if (failed.length === 0) return null;
  return (
    <section id="failures" aria-labelledby="failures-title">
      <h2 id="failures-title">
        {failed.length === 1 ? 'What failed' : `What failed (${grouped(failed.length)})`}
      </h2>
      <Some
        all={failed}
        most={mostFailures}
        of={(some) =>
          some.map(({ task, failure, isAllowed, skipped }) => (
            <article key={task.name} class="failed">
              <h3>
                <Icon state="failed" />
                <a href={hrefOf(task.name)}>{task.name}</a>
                <span class="faint">
                  {`${task.runner} · at attempt ${failure.attempt}`}
                  {isAllowed && ' · it may fail: the run continues'}
                  {skipped > 0 && ` · ${counted(skipped, 'dependent')} skipped`}
                </span>
              </h3>
              <Failure {...failure} />
            </article>
          ))
        }
      />
    </section>
  );
};
