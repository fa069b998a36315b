import type { JSX } from 'preact';

import type { TaskData } from '../../sinks/report/report-data.js';
import { useRun } from '../run/shown-run.js';
import { Icon } from '../state/icon.js';
import { Some } from '../state/lazily.js';
import { grouped } from '../text/format.js';

const mostLinks = 12;

export const TaskLink = ({ place }: { readonly place: number }): JSX.Element | null => {
  const { tasks, hrefOf } = useRun();
  const task = tasks[place];
  return task === undefined ? null : (
    <a class="tasklink" href={hrefOf(task.name)}>
      <Icon state={task.state} />
      {task.name}
    </a>
  );
};

export const TaskLinks = ({
  title,
  places,
}: {
  readonly title: string;
  readonly places: readonly number[];
}): JSX.Element | null =>
  places.length === 0 ? null : (
    <section>
      <h4>{`${title} (${grouped(places.length)})`}</h4>
      <Some
        all={places}
        most={mostLinks}
        of={(some) => (
          <div class="links">
            {some.map((place) => (
              <TaskLink key={place} place={place} />
            ))}
          </div>
        )}
      />
    </section>
  );

/** Where the value of a port came from. */
export const Producer = ({
  task,
  port,
}: {
  readonly task: TaskData;
  readonly port: string;
}): JSX.Element | null => {
  const { tasks, hrefOf } = useRun();
  const wire = Object.hasOwn(task.wires, port) ? task.wires[port] : undefined;
  if (wire === undefined) return null;
  const [only] = wire.of;
  if (wire.selector === undefined && only?.[1] === undefined && only?.[0] === port)
    return <span class="faint"> an input of the pipeline</span>;
  return (
    <span class="faint">
      {wire.selector === undefined ? ' from ' : ` ${wire.selector} of `}
      {wire.of.map(([name, place], index) => {
        const before = place === undefined ? undefined : tasks[place]?.name;
        return (
          <span key={name}>
            {index > 0 && ', '}
            {before === undefined ? (
              `the input ${name}`
            ) : (
              <a href={hrefOf(before)}>{name === port ? before : name}</a>
            )}
          </span>
        );
      })}
    </span>
  );
};
