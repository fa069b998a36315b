import type { JSX } from 'preact';

import { Figure, Share } from '../state/share.js';
import { duration, grouped, isoOf, whenOf } from '../text/format.js';
import { countStates, isGoingOn, stateNames } from '../text/states.js';
import { attemptsOf, workingOf, workOf } from '../text/task-times.js';
import { RunStatePill } from '../state/run-state.js';
import { useRun } from './shown-run.js';
import { RunButtons } from './run-buttons.js';

export const RunHeader = (): JSX.Element => {
  const { data, tasks, state, actions } = useRun();
  const working = workingOf(tasks);
  const work = working.reduce((sum, task) => sum + workOf(task), 0);
  const attempts = working.reduce((sum, task) => sum + attemptsOf(task), 0);
  const counts = countStates(tasks);
  const limits = [
    ...(data.concurrency === undefined ? [] : [`at most ${data.concurrency} at once`]),
    ...Object.entries(data.resources ?? {}).map(([name, count]) => `${count} × ${name}`),
    ...(data.timeout === undefined ? [] : [`within ${duration(data.timeout)}`]),
  ];
  return (
    <header>
      <div class="headline">
        <h1>{data.pipeline}</h1>
        <RunStatePill state={state} />
        {actions !== undefined && <RunButtons actions={actions} />}
      </div>
      {data.description !== undefined && <p>{data.description}</p>}
      <p class="faint">
        <time dateTime={isoOf(data.started)}>{whenOf(data.started)}</time>
        {` · run ${data.run} · seed ${data.seed}`}
        {limits.length > 0 && ` · ${limits.join(', ')}`}
      </p>
      <div class="figures">
        <Figure
          value={duration(data.duration)}
          label={isGoingOn(state) ? 'since the start' : 'from start to end'}
        />
        <Figure value={duration(work)} label="of work in all" />
        <Figure value={grouped(tasks.length)} label={tasks.length === 1 ? 'task' : 'tasks'} />
        <Figure value={grouped(attempts)} label={attempts === 1 ? 'attempt' : 'attempts'} />
        {counts.map(([state, count]) => (
          <Figure key={state} state={state} value={grouped(count)} label={stateNames[state]} />
        ))}
      </div>
      <Share counts={counts} />
      {data.notes.map((note, index) => (
        <p key={index} class="note">
          {note}
        </p>
      ))}
    </header>
  );
};
