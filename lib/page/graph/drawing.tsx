import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import type { Picture, PlacedBox } from './placed-picture.js';
import { useRun } from '../run/shown-run.js';
import { Box } from './box.js';

/** A picture, with the states of its tasks. */
export const Drawing = ({
  picture,
  scale,
  selected,
}: {
  readonly picture: Picture;
  readonly scale: number;
  readonly selected: number | undefined;
}): JSX.Element => {
  const { tasks } = useRun();
  const { width, height, boxes, edges, implied } = picture;
  const [pointed, setPointed] = useState<number>();
  const boxOf = useMemo(
    () => new Map(boxes.flatMap((box, at) => box.tasks.map((task) => [task, at] as const))),
    [boxes],
  );
  const near = pointed ?? (selected === undefined ? undefined : boxOf.get(selected));
  const isNear = ({ from, to }: { readonly from: number; readonly to: number }): boolean =>
    near !== undefined && (from === near || to === near);
  // Of ten thousand tasks these are as many: not anew wherever the pointer goes.
  const drawn = useMemo(
    () =>
      boxes.map((box, at) => (
        <Box
          key={at}
          box={box}
          tasks={tasks}
          selected={selected !== undefined && boxOf.get(selected) === at ? selected : undefined}
          point={(isIn) => {
            setPointed(isIn ? at : undefined);
          }}
        />
      )),
    [boxes, tasks, selected, boxOf],
  );
  return (
    <svg
      class={near === undefined ? 'graph' : 'graph has-near'}
      viewBox={`0 0 ${width} ${height}`}
      width={width * scale}
      height={height * scale}
      role="group"
      aria-label="Tasks and what they wait for"
    >
      <defs>
        <marker
          id="tip"
          viewBox="0 0 8 8"
          refX={7}
          refY={4}
          markerUnits="userSpaceOnUse"
          markerWidth={9}
          markerHeight={9}
          orient="auto"
        >
          <path d="M0 0.5L7 4L0 7.5z" />
        </marker>
      </defs>
      {edges.map((edge) => (
        <path
          key={`${edge.from} ${edge.to}`}
          class={isNear(edge) ? 'edge near' : 'edge'}
          d={edge.path}
          marker-end="url(#tip)"
        />
      ))}
      {implied
        .map(([from, to]) => ({ from, to }))
        .filter(isNear)
        .map(({ from, to }) => (
          <path
            key={`implied ${from} ${to}`}
            class="edge near implied"
            d={straight(boxes[from], boxes[to])}
            marker-end="url(#tip)"
          />
        ))}
      {drawn}
    </svg>
  );
};

/** From the side of one box to the side of another that faces it. */
const straight = (from: PlacedBox | undefined, to: PlacedBox | undefined): string => {
  if (from === undefined || to === undefined) return '';
  const isAcross = to.x >= from.x + from.width;
  const [x1, y1, x2, y2] = isAcross
    ? [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2]
    : [from.x + from.width / 2, from.y + from.height, to.x + to.width / 2, to.y];
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return isAcross
    ? `M${x1},${y1}C${mx},${y1} ${mx},${y2} ${x2},${y2}`
    : `M${x1},${y1}C${x1},${my} ${x2},${my} ${x2},${y2}`;
};
