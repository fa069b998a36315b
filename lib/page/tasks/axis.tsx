import type { JSX } from 'preact';

import { counted, grouped } from '../text/format.js';
import { clock, ticks } from '../text/ticks.js';
import type { Load } from './load.js';
import type { Span } from './span.js';

const columns = 300;

/** How many were at work at most, in each of the columns. */
const heightsOf = (load: readonly Load[], { from, to }: Span): readonly number[] => {
  const heights = new Array<number>(columns + 1).fill(0);
  let column = 0;
  let count = 0;
  const fillTo = (time: number): void => {
    const until = Math.min(Math.floor(((time - from) / (to - from)) * columns), columns - 1);
    for (; column < until; column += 1) {
      heights[column] = Math.max(heights[column] ?? 0, count);
      heights[column + 1] = count;
    }
  };
  for (const change of load) {
    fillTo(change.time);
    ({ count } = change);
    if (change.time <= to)
      heights[column] = change.time < from ? count : Math.max(heights[column] ?? 0, count);
  }
  fillTo(to);
  return heights.slice(0, columns);
};

/** The scale of times, and above it how many attempts were at work. */
export const Axis = ({
  load,
  span,
  mostTicks,
}: {
  readonly load: readonly Load[];
  readonly span: Span;
  readonly mostTicks: number;
}): JSX.Element => {
  const { from, to } = span;
  const most = load.reduce((most, { count }) => Math.max(most, count), 0);
  const path = heightsOf(load, span).map((height, index) => {
    const y = Math.round((1 - height / Math.max(most, 1)) * 300) / 10;
    return `L${index} ${y}L${index + 1} ${y}`;
  });
  const { step, times } = ticks(from, to, mostTicks);
  return (
    <div
      class="axis"
      title={most > 0 ? `At work at once: up to ${counted(most, 'attempt')}` : undefined}
    >
      {most > 0 && <span class="most">at once: up to {grouped(most)}</span>}
      <svg viewBox={`0 0 ${columns} 30`} preserveAspectRatio="none" aria-hidden="true">
        <path d={`M0 30${path.join('')}L${columns} 30z`} />
      </svg>
      {times.map((time) => {
        const share = (time - from) / (to - from);
        return (
          <span key={time} class="tick" style={{ left: `${share * 100}%` }}>
            {/* What would stick out has no label. */}
            {share > 0.93 ? '' : clock(time, step)}
          </span>
        );
      })}
    </div>
  );
};
