import type { Component } from '../graph/graph.js';
import { criticalPath } from './critical-path.js';
import { Heap } from './heap.js';
import type { TaskAccount } from './run-account.js';

/** How long a task would have taken in a run if nothing within it had waited for slots or resources. */
export const ownTime = (
  component: Component,
  name: string,
  tasks: ReadonlyMap<string, TaskAccount>,
): number => {
  const { map, pipeline } = component;
  if (map !== undefined) {
    // In the order of the list, each as soon as it may begin. Waits within could not make this shorter.
    const ends = new Heap<number>((a, b) => a < b);
    let last = 0;
    for (let at = 0; tasks.has(`${name}[${at}]`); at += 1) {
      const begin = at < (map.concurrency ?? Infinity) ? 0 : (ends.take() ?? 0);
      const end = begin + ownTime(map.element, `${name}[${at}]`, tasks);
      ends.add(end);
      last = Math.max(last, end);
    }
    return last;
  }
  if (pipeline === undefined) return tasks.get(name)?.own ?? 0;
  const times = pipeline.components.map((one) => ownTime(one, `${name}/${one.name}`, tasks));
  return criticalPath(pipeline, times).duration;
};
