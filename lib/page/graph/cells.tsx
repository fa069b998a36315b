import type { JSX, TargetedPointerEvent } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import type { ReportState, TaskData } from '../../sinks/report/report-data.js';
import { useRun } from '../run/shown-run.js';
import { hintOf } from './hint.js';
import type { PlacedBox } from './placed-picture.js';

export const cellSize = 9;
const cellPitch = 11;

interface CellsProps {
  readonly box: PlacedBox;
  readonly tasks: readonly TaskData[];
  readonly selected: number | undefined;
}

const cornerOf = (index: number, columns: number): { readonly x: number; readonly y: number } => ({
  x: 11 + (index % columns) * cellPitch,
  y: 41 + Math.floor(index / columns) * cellPitch,
});

/** By state, the cells of all tasks as one shape: of ten thousand tasks each would be an element else. */
const shapesOf = (
  { tasks: places, columns }: PlacedBox,
  tasks: readonly TaskData[],
): ReadonlyMap<ReportState, string> => {
  const shapes = new Map<ReportState, string>();
  for (const [index, place] of places.entries()) {
    const task = tasks[place];
    if (task === undefined) continue;
    const { x, y } = cornerOf(index, columns);
    const cell = `M${x} ${y}h${cellSize}v${cellSize}h-${cellSize}z`;
    shapes.set(task.state, (shapes.get(task.state) ?? '') + cell);
  }
  return shapes;
};

/** The tasks of a group, for the pointer: the list below has them all, for the keyboard too. */
export const Cells = ({ box, tasks, selected }: CellsProps): JSX.Element => {
  const { hrefOf } = useRun();
  const { columns } = box;
  const [pointed, setPointed] = useState<number>();
  const shapes = useMemo(() => shapesOf(box, tasks), [box, tasks]);
  const rows = Math.ceil(box.tasks.length / columns);
  const task = pointed === undefined ? undefined : tasks[box.tasks[pointed] ?? -1];
  const chosen = selected === undefined ? -1 : box.tasks.indexOf(selected);
  const find = ({ currentTarget, clientX, clientY }: TargetedPointerEvent<Element>): void => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    const row = Math.floor(((clientY - top) / height) * rows);
    setPointed(row * columns + Math.floor(((clientX - left) / width) * columns));
  };
  const outline = (index: number, name: string): JSX.Element => (
    <rect class={name} {...cornerOf(index, columns)} width={cellSize} height={cellSize} rx={2} />
  );
  return (
    <a
      class="cells"
      tabIndex={-1}
      aria-hidden="true"
      {...(task === undefined ? {} : { href: hrefOf(task.name) })}
    >
      {task !== undefined && <title>{hintOf(task)}</title>}
      {Array.from(shapes, ([state, path]) => (
        <path key={state} class={`s-${state}`} d={path} />
      ))}
      {chosen >= 0 && outline(chosen, 'cell selected')}
      {task !== undefined && outline(pointed ?? 0, 'cell')}
      <rect
        class="field"
        {...cornerOf(0, columns)}
        width={columns * cellPitch}
        height={rows * cellPitch}
        onPointerMove={find}
        onPointerDown={find}
        onPointerLeave={() => {
          setPointed(undefined);
        }}
      />
    </a>
  );
};
