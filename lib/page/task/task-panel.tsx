import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';

import type { TaskData } from '../../sinks/report/report-data.js';
import { ActionButton } from '../run/run-buttons.js';
import { useRun } from '../run/shown-run.js';
import { Icon } from '../state/icon.js';
import { counted } from '../text/format.js';
import { isGoingOn, type State, stateNames } from '../text/states.js';
import { Failure } from '../values/failure.js';
import { NamedValues } from '../values/value.js';
import { Attempts, Rounds } from './attempts.js';
import { Facts } from './facts.js';
import { Log } from './log.js';
import { Omission } from './omission.js';
import { Params } from './params.js';
import { Producer, TaskLink, TaskLinks } from './task-links.js';

interface PanelProps {
  readonly panel: RefObject<HTMLElement | null>;
  readonly place: number;
  readonly close: () => void;
}

/** What a task can be that is run again, with what lies below it, when its run has ended. */
const again: readonly State[] = ['finished', 'failed', 'cancelled', 'skipped'];

/** The parts of a task, those first that failed, and those that wait for it. */
const around = (
  tasks: readonly TaskData[],
  place: number,
): { readonly parts: readonly number[]; readonly usedBy: readonly number[] } => {
  const parts: number[] = [];
  const usedBy: number[] = [];
  tasks.forEach(({ within, needs }, at) => {
    if (within === place) parts.push(at);
    if (needs.includes(place)) usedBy.push(at);
  });
  const isFailed = (at: number): number => Number(tasks[at]?.state === 'failed');
  return { parts: parts.sort((a, b) => isFailed(b) - isFailed(a) || a - b), usedBy };
};

/** Where all is said of the task that was chosen. */
export const TaskPanel = ({ panel, place, close }: PanelProps): JSX.Element | null => {
  const { data, tasks, state, hrefOf, actions } = useRun();
  const { parts, usedBy } = useMemo(() => around(tasks, place), [tasks, place]);
  const task = tasks[place];
  useLayoutEffect(() => {
    panel.current?.scrollTo(0, 0);
  }, [task?.name]);
  if (task === undefined) return null;
  const inputs = task.attempts.findLast(({ inputs }) => inputs !== undefined)?.inputs ?? [];
  const cause = task.cause === undefined ? undefined : tasks[task.cause];
  const canRestart = isGoingOn(state) && task.state === 'failed';
  const canRunAgain = !isGoingOn(state) && again.includes(task.state);
  return (
    <aside ref={panel} aria-label="Task">
      <div class="top">
        <h3 tabIndex={-1}>
          <Icon state={task.state} isMute />
          {task.name}
        </h3>
        <button type="button" class="chip" title="Close (Esc)" aria-label="Close" onClick={close}>
          ✕
        </button>
      </div>
      <p class="faint">
        {`${task.runner} · ${stateNames[task.state]}`}
        {data.chain.includes(place) && data.chain.length > 1 && ' · held the run up'}
      </p>
      {actions !== undefined && (canRestart || (canRunAgain && actions.lasts)) && (
        <p>
          <ActionButton
            label={canRestart ? 'Restart' : 'Restart in a new run'}
            act={() => actions.restart(task.name)}
          />
        </p>
      )}
      {task.description !== undefined && <p>{task.description}</p>}
      {task.failure !== undefined && <Failure {...task.failure} />}
      {task.waitsFor !== undefined && <p>Waits: {task.waitsFor}.</p>}
      {cause !== undefined && (
        <p>
          Skipped: <a href={hrefOf(cause.name)}>{cause.name}</a> failed.
        </p>
      )}
      {task.omission !== undefined && <Omission {...task.omission} />}
      {task.within !== undefined && (
        <p class="faint">
          A part of <TaskLink place={task.within} />
        </p>
      )}
      <Facts task={task} />
      {task.coming !== undefined && (
        <section aria-live="polite">
          <h4>Outputs, as they come</h4>
          <NamedValues
            texts={task.coming.map(([, text]) => ['text', text])}
            values={task.coming.map(([name], index) => [name, index])}
          />
        </section>
      )}
      {inputs.length > 0 && (
        <section>
          <h4>Inputs</h4>
          <NamedValues
            texts={data.texts}
            values={inputs}
            aside={(port) => <Producer task={task} port={port} />}
          />
        </section>
      )}
      {task.outputs !== undefined && task.outputs.length > 0 && (
        <section>
          <h4>Outputs</h4>
          <NamedValues
            texts={data.texts}
            values={task.outputs}
            wholeOf={
              actions === undefined
                ? undefined
                : (name) => actions.valueHref(`${task.name}.${name}`)
            }
          />
        </section>
      )}
      <Rounds task={task} />
      <Attempts task={task} />
      <Log key={task.name} task={task} />
      {task.params !== undefined && (
        <section class="params">
          <h4>Params</h4>
          <Params place={task.params} />
        </section>
      )}
      <TaskLinks title="Parts" places={parts} />
      {task.partsLeftOut !== undefined && (
        <p class="faint">{`${counted(task.partsLeftOut, 'more part')} left out.`}</p>
      )}
      <TaskLinks title="Waits for" places={task.needs} />
      <TaskLinks title="Waited for by" places={usedBy} />
    </aside>
  );
};
