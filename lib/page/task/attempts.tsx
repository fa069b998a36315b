import type { JSX } from 'preact';

import type { TaskData } from '../../sinks/report/report-data.js';
import { useRun } from '../run/shown-run.js';
import { Icon } from '../state/icon.js';
import { Lazily } from '../state/lazily.js';
import { counted, duration, grouped } from '../text/format.js';
import { attemptName, attemptState } from '../text/states.js';
import { attemptsOf } from '../text/task-times.js';
import { Failure } from '../values/failure.js';
import { NamedValues } from '../values/value.js';

export const Attempts = ({ task }: { readonly task: TaskData }): JSX.Element | null => {
  const { data } = useRun();
  const { attempts, earlier, failure } = task;
  if (attempts.length === 0) return null;
  const lastInputs = attempts.findLast(({ inputs }) => inputs !== undefined);
  return (
    <section>
      <h4>{attemptsOf(task) === 1 ? 'Attempt' : 'Attempts'}</h4>
      {earlier !== undefined && (
        <p class="faint">{`${counted(earlier.attempts, 'earlier attempt')} left out.`}</p>
      )}
      <ol class="attempts">
        {attempts.map((attempt, index) => {
          const { number, from, to, end, runner } = attempt;
          // The last one's is what the task failed with, and stands above.
          const isTold = failure !== undefined && index === attempts.length - 1;
          return (
            <li key={index}>
              <p>
                <Icon state={attemptState(end)} isMute />
                {` ${number} · ${attemptName(end)} ${end === 'running' ? 'for' : 'after'} ${duration(to - from)}`}
                {runner !== undefined && ` · by ${runner}, to which it fell back`}
                <span class="faint">{` · from ${duration(from)} to ${duration(to)}`}</span>
              </p>
              {attempt.failure !== undefined && !isTold && <Failure {...attempt.failure} />}
              {attempt.inputs !== undefined && attempt !== lastInputs && (
                <Lazily
                  title="With other inputs"
                  of={() => <NamedValues texts={data.texts} values={attempt.inputs ?? []} />}
                />
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
};

export const Rounds = ({ task }: { readonly task: TaskData }): JSX.Element | null => {
  const { data } = useRun();
  const { rounds } = task;
  if (rounds === undefined) return null;
  return (
    <section>
      <h4>{`Rounds that were not the last (${grouped(rounds.length)})`}</h4>
      <ol class="attempts">
        {rounds.map(([round, time, outputs]) => (
          <li key={round}>
            <p>
              {`${round} · `}
              <span class="faint">{`after ${duration(time)}`}</span>
            </p>
            <NamedValues texts={data.texts} values={outputs} />
          </li>
        ))}
      </ol>
    </section>
  );
};
