import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { TaskData } from '../../sinks/report/report-data.js';
import { Some } from '../state/lazily.js';
import { TaskLink } from '../task/task-links.js';
import { useRun } from './shown-run.js';

const mostTasks = 12;

/** The places of tasks by what they wait for, where somebody may have to see to it. */
const waitingOf = (
  tasks: readonly TaskData[],
): readonly (readonly [reason: string, places: readonly number[]])[] => {
  const waiting = new Map<string, number[]>();
  tasks.forEach(({ waitsFor }, place) => {
    if (waitsFor === undefined) return;
    const places = waiting.get(waitsFor);
    if (places === undefined) waiting.set(waitsFor, [place]);
    else places.push(place);
  });
  return [...waiting];
};

/** Tasks that go on only when somebody has done something, such as started a worker. */
export const Waiting = (): JSX.Element | null => {
  const { tasks } = useRun();
  const waiting = useMemo(() => waitingOf(tasks), [tasks]);
  if (waiting.length === 0) return null;
  return (
    <section id="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">What waits for you</h2>
      {waiting.map(([reason, places]) => (
        <article key={reason} class="waiting">
          <p>{`${reason.replace(/^./, (first) => first.toUpperCase())}.`}</p>
          <Some
            all={places}
            most={mostTasks}
            of={(some) => (
              <div class="links">
                {some.map((place) => (
                  <TaskLink key={place} place={place} />
                ))}
              </div>
            )}
          />
        </article>
      ))}
    </section>
  );
};
