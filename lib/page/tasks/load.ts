import type { TaskData } from '../../sinks/report/report-data.js';

export interface Load {
  readonly time: number;
  readonly count: number;
}

/** How many attempts were at work, from each time on when that changed. */
export const loadOf = (tasks: readonly TaskData[]): readonly Load[] => {
  const changes: [time: number, change: number][] = [];
  for (const { attempts } of tasks)
    for (const { from, to } of attempts) changes.push([from, 1], [to, -1]);
  changes.sort(([a, x], [b, y]) => a - b || x - y);
  let count = 0;
  return changes.map(([time, change]) => {
    count += change;
    return { time, count };
  });
};
