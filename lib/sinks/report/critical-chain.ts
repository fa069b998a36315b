import type { TaskData } from './report-data.js';

/**
 * The tasks that held a run up, by their places: from the one that ended last back along what each
 * waited for longest.
 */
export const criticalChain = (tasks: readonly TaskData[]): number[] => {
  const endOf = (place: number): number => tasks[place]?.attempts.at(-1)?.to ?? -1;
  const latest = (places: Iterable<number>): number => {
    let found = -1;
    for (const place of places) if (endOf(place) > endOf(found)) found = place;
    return found;
  };
  const chain: number[] = [];
  for (let at = latest(tasks.keys()); at >= 0; at = latest(tasks[at]?.needs ?? [])) chain.push(at);
  return chain.reverse();
};
