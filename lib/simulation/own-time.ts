import type { Component } from '../graph/graph.js';
import { criticalPath } from './critical-path.js';
import type { TaskAccount } from './run-account.js';

/** How long a task would have taken in a run if nothing within it had waited for slots or resources. */
export const ownTime = (
  component: Component,
  name: string,
  tasks: ReadonlyMap<string, TaskAccount>,
): number => {
  const { map, pipeline } = component;
  if (map !== undefined) {
    const times: number[] = [];
    while (tasks.has(`${name}[${times.length}]`))
      times.push(ownTime(map.element, `${name}[${times.length}]`, tasks));
    const sum = times.reduce((all, one) => all + one, 0);
    const longest = times.reduce((most, one) => Math.max(most, one), 0);
    return Math.max(longest, sum / (map.concurrency ?? Infinity));
  }
  if (pipeline === undefined) return tasks.get(name)?.own ?? 0;
  const times = pipeline.components.map((one) => ownTime(one, `${name}/${one.name}`, tasks));
  return criticalPath(pipeline, times).duration;
};
