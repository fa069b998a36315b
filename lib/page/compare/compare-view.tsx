import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import type { WireState } from '../../server/wire.js';
import type { ReportData } from '../../sinks/report/report-data.js';
import { HeadRow } from '../parts/head-row.js';
import { hrefOf } from '../place/place.js';
import { useFollowed } from '../server/use-followed.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { Icon } from '../state/icon.js';
import { Some } from '../state/lazily.js';
import { RunStatePill } from '../state/run-state.js';
import { duration, whenOf } from '../text/format.js';
import { workOf } from '../text/task-times.js';
import { type ComparedTask, comparedTasks, comparedValues, isSame, type Pair } from './compare.js';

const mostRows = 200;

interface CompareProps {
  readonly source: ServerSource;
  readonly runs: readonly [string, string];
}

/** Two runs side by side: what went in, what came out, and what each task did. */
export const CompareView = ({ source, runs }: CompareProps): JSX.Element => {
  const one = useFollowed(source, runs[0]);
  const other = useFollowed(source, runs[1]);
  return (
    <main>
      <h1>Two runs compared</h1>
      <Wrong text={one.wrong ?? other.wrong} />
      {one.data !== undefined && other.data !== undefined && (
        <>
          <section class="sides" aria-label="The runs">
            <Head data={one.data} state={one.state} />
            <Head data={other.data} state={other.state} />
          </section>
          <Compared one={one.data} other={other.data} />
        </>
      )}
    </main>
  );
};

interface Both {
  readonly one: ReportData;
  readonly other: ReportData;
}

const Head = ({
  data,
  state,
}: {
  readonly data: ReportData;
  readonly state: WireState;
}): JSX.Element => (
  <div>
    <h2>
      <a href={hrefOf({ run: data.run })}>{data.run}</a>
    </h2>
    <p>
      <RunStatePill state={state} /> <Took time={data.duration} />
    </p>
    <p class="faint">{`${data.pipeline} · ${whenOf(data.started)}`}</p>
  </div>
);

const Compared = ({ one, other }: Both): JSX.Element => {
  const [areAll, showAll] = useState(false);
  const tasks = useMemo(() => comparedTasks(one, other), [one, other]);
  return (
    <>
      <Values title="Inputs" pairs={comparedValues(one, other, 'inputs')} />
      <Values title="Outputs" pairs={comparedValues(one, other, 'outputs')} />
      <section>
        <div class="heading">
          <h2>Tasks</h2>
          <button
            type="button"
            class="chip"
            aria-pressed={areAll}
            onClick={() => {
              showAll(!areAll);
            }}
          >
            Also those that are the same
          </button>
        </div>
        <Tasks
          runs={[one.run, other.run]}
          tasks={areAll ? tasks : tasks.filter(({ differs }) => differs.length > 0)}
        />
      </section>
    </>
  );
};

const Took = ({ time }: { readonly time: number }): JSX.Element => (
  <span class="took">{duration(time)}</span>
);

const Text = ({ text }: { readonly text: string | undefined }): JSX.Element =>
  text === undefined ? (
    <span class="faint">none</span>
  ) : (
    <span class="value">{text.length > 400 ? `${text.slice(0, 400)}…` : text}</span>
  );

const Values = ({
  title,
  pairs,
}: {
  readonly title: string;
  readonly pairs: readonly Pair[];
}): JSX.Element => (
  <section>
    <h2>{title}</h2>
    {pairs.length === 0 ? (
      <p class="faint">none</p>
    ) : (
      <div class="table data whole" tabIndex={0} role="group" aria-label={title}>
        <table>
          <tbody>
            {pairs.map((pair) => (
              <tr key={pair.name} class={isSame(pair) ? '' : 'differs'}>
                <th scope="row">{pair.name}</th>
                <td>
                  <Text text={pair.one} />
                </td>
                <td>
                  {isSame(pair) ? <span class="faint">the same</span> : <Text text={pair.other} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
);

const Cell = ({
  run,
  task,
}: {
  readonly run: string;
  readonly task: ComparedTask['one'];
}): JSX.Element => (
  <td>
    {task === undefined ? (
      <span class="faint">not in it</span>
    ) : (
      <a href={hrefOf({ run, task: task.name })} title={`${task.name} in this run`}>
        <Icon state={task.state} />
        {task.attempts.length > 0 && (
          <>
            {' '}
            <Took time={workOf(task)} />
          </>
        )}
      </a>
    )}
  </td>
);

const Tasks = ({
  runs,
  tasks,
}: {
  readonly runs: readonly [one: string, other: string];
  readonly tasks: readonly ComparedTask[];
}): JSX.Element =>
  tasks.length === 0 ? (
    <p>No task differs in state, outputs, params or attempts.</p>
  ) : (
    <div class="table data whole" tabIndex={0} role="group" aria-label="Tasks">
      <Some
        all={tasks}
        most={mostRows}
        of={(some) => (
          <table>
            <HeadRow columns={['Task', 'the one', 'the other', 'slower by', 'differs in']} />
            <tbody>
              {some.map(({ name, one, other, slower, differs }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <Cell run={runs[0]} task={one} />
                  <Cell run={runs[1]} task={other} />
                  <td class="number">
                    {slower === 0 ? '' : `${slower < 0 ? '−' : ''}${duration(Math.abs(slower))}`}
                  </td>
                  <td>{differs.join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      />
    </div>
  );
