import type { JSX } from 'preact';

import type { ReportData, TaskData } from '../../sinks/report/report-data.js';
import { useRun } from '../run/shown-run.js';
import { duration } from '../text/format.js';
import { freeing, workOf } from '../text/task-times.js';

type Fact = readonly [name: string, text: string | undefined];

const waitedFor = ({ waits }: TaskData, kind: 'slot' | 'retry'): string | undefined => {
  const sum = waits.reduce((sum, [one, from, to]) => (one === kind ? sum + to - from : sum), 0);
  return sum === 0 ? undefined : duration(sum);
};

const factsOf = ({ tasks }: ReportData, task: TaskData): readonly Fact[] => {
  const { attempts, restarts, resources, timeout, retry } = task;
  const [first, last] = [attempts[0], attempts.at(-1)];
  const into = (time: number): string => `${duration(time)} into the run`;
  return [
    ['Started', first === undefined ? undefined : into(first.from)],
    ['At work', first === undefined ? undefined : duration(workOf(task))],
    [
      'Ended',
      last === undefined || ['running', 'interrupted'].includes(last.end)
        ? undefined
        : into(last.to),
    ],
    ['Kept from', task.keptFrom],
    [`Waited for ${freeing(task)}`, waitedFor(task, 'slot')],
    ['Waited for retries', waitedFor(task, 'retry')],
    [
      'Came to',
      last?.progress === undefined || last.end === 'finished'
        ? undefined
        : `${Math.round(last.progress * 100)} %`,
    ],
    ['Restarted', restarts?.map((time) => `at ${duration(time)}`).join(', ')],
    ['Time limit', timeout === undefined ? undefined : `${duration(timeout)} an attempt`],
    ['Retries', retry],
    [
      'Resources',
      resources === undefined
        ? undefined
        : Object.entries(resources)
            .map(([name, count]) => `${count} × ${name}`)
            .join(', '),
    ],
    ...task.ways,
    [
      'Depth',
      task.within === undefined
        ? `${task.level} of ${tasks.at(-1)?.level ?? task.level}`
        : undefined,
    ],
  ];
};

export const Facts = ({ task }: { readonly task: TaskData }): JSX.Element => {
  const { data } = useRun();
  return (
    <dl class="facts">
      {factsOf(data, task).map(([name, text]) =>
        text === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
    </dl>
  );
};
