import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import type { LogData, TaskData } from '../../sinks/report/report-data.js';
import { attemptsOf } from '../text/task-times.js';
import { counted, duration } from '../text/format.js';

const Line = ({
  line: [time, attempt, message],
  isNumbered,
}: {
  readonly line: LogData;
  readonly isNumbered: boolean;
}): JSX.Element => (
  <li>
    <span class="faint">{`${duration(time)}${isNumbered ? ` #${attempt}` : ''} `}</span>
    <span class="value text">{message}</span>
  </li>
);

/** The lines of a task's log. Who has not scrolled up sees the last as they come. */
export const Log = ({ task }: { readonly task: TaskData }): JSX.Element | null => {
  const { logs, logsLeftOut, state } = task;
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(state === 'running');
  useLayoutEffect(() => {
    if (list.current !== null && isAtEnd.current)
      list.current.scrollTop = list.current.scrollHeight;
  }, [logs.length, logsLeftOut]);
  if (logs.length === 0) return null;
  const half = Math.floor(logs.length / 2);
  const isNumbered = attemptsOf(task) > 1;
  const lines = (some: readonly LogData[]): readonly JSX.Element[] =>
    some.map((line, index) => <Line key={index} line={line} isNumbered={isNumbered} />);
  return (
    <section>
      <h4>{`Log (${counted(logs.length + (logsLeftOut ?? 0), 'line')})`}</h4>
      <ol
        class="log"
        tabIndex={0}
        ref={list}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 4;
        }}
      >
        {lines(logs.slice(0, half))}
        {logsLeftOut !== undefined && (
          <li class="faint">{`… ${counted(logsLeftOut, 'line')} left out …`}</li>
        )}
        {lines(logs.slice(half))}
      </ol>
    </section>
  );
};
