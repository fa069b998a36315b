import type { JSX } from 'preact';

import type { PlacedBox } from './placed-picture.js';
import type { TaskData } from '../../sinks/report/report-data.js';
import { useRun } from '../run/shown-run.js';
import { Icon } from '../state/icon.js';
import { Cells, cellSize } from './cells.js';
import { hintOf } from './hint.js';
import { counted, grouped } from '../text/format.js';
import { countStates, stateNames } from '../text/states.js';

interface BoxProps {
  readonly box: PlacedBox;
  readonly tasks: readonly TaskData[];
  readonly selected: number | undefined;
  readonly point: (isIn: boolean) => void;
}

/** A box stands for a task, or for several: then with a cell for each, or a bar where they are many. */
export const Box = (props: BoxProps): JSX.Element => {
  const [only] = props.box.tasks;
  const task = only === undefined ? undefined : props.tasks[only];
  return props.box.tasks.length === 1 && task !== undefined ? (
    <TaskBox {...props} task={task} />
  ) : (
    <GroupBox {...props} />
  );
};

const TaskBox = ({
  box,
  task,
  selected,
  point,
}: BoxProps & { readonly task: TaskData }): JSX.Element => {
  const { hrefOf } = useRun();
  return (
    <g transform={`translate(${box.x} ${box.y})`}>
      <a
        class={`box single s-${task.state}${selected === undefined ? '' : ' selected'}`}
        href={hrefOf(task.name)}
        onPointerEnter={() => {
          point(true);
        }}
        onPointerLeave={() => {
          point(false);
        }}
        onFocus={() => {
          point(true);
        }}
        onBlur={() => {
          point(false);
        }}
      >
        <title>{hintOf(task)}</title>
        <rect class="outline" width={box.width} height={box.height} rx={8} />
        <Icon state={task.state} isMute x={10} y={box.height / 2 - 8} />
        <text class="name" x={33} y={19}>
          {box.title}
        </text>
        <text class="runner" x={33} y={34}>
          {box.subtitle}
        </text>
      </a>
    </g>
  );
};

const GroupBox = ({ box, tasks, selected, point }: BoxProps): JSX.Element => {
  const failed = box.tasks.filter((place) => tasks[place]?.state === 'failed').length;
  return (
    <g
      class={selected === undefined ? 'box' : 'box selected'}
      transform={`translate(${box.x} ${box.y})`}
      onPointerEnter={() => {
        point(true);
      }}
      onPointerLeave={() => {
        point(false);
      }}
    >
      <rect class="outline" width={box.width} height={box.height} rx={8} />
      <text class="name" x={11} y={19}>
        {box.title}
      </text>
      <text class="runner" x={11} y={33}>
        {box.subtitle}
        {failed > 0 && `, ${grouped(failed)} failed`}
      </text>
      {box.columns > 0 ? (
        <Cells box={box} tasks={tasks} selected={selected} />
      ) : (
        <Shares box={box} tasks={tasks} />
      )}
    </g>
  );
};

/** A few failures among thousands are to be seen. */
const leastShare = 4;

const Shares = ({ box, tasks }: Pick<BoxProps, 'box' | 'tasks'>): JSX.Element => {
  const counts = countStates(box.tasks.flatMap((place) => tasks[place] ?? []));
  const room = box.width - 22 - leastShare * counts.length;
  let x = 11;
  return (
    <>
      {counts.map(([state, count]) => {
        const at = x;
        const width = leastShare + (room * count) / box.tasks.length;
        x += width;
        return (
          <g key={state} class={`share-of s-${state}`}>
            <title>{`${counted(count, 'task')} ${stateNames[state]}`}</title>
            <rect x={at} y={41} width={width} height={cellSize} />
          </g>
        );
      })}
    </>
  );
};
