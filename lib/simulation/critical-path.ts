import type { Graph } from '../graph/graph.js';

/** How tasks hang together in time if nothing but their dependencies holds them up. */
export interface CriticalPath {
  /** Of the longest path, in milliseconds. */
  readonly duration: number;
  /** The components on it, first to last. */
  readonly path: readonly number[];
  /** For each component, how much longer it could take without the whole taking longer. */
  readonly slack: Float64Array;
}

/** The critical path where each component takes so many milliseconds. */
export const criticalPath = ({ components }: Graph, times: ArrayLike<number>): CriticalPath => {
  const ends = new Float64Array(components.length);
  const critical = new Int32Array(components.length).fill(-1);
  let last = -1;
  components.forEach(({ predecessors, pruned }, index) => {
    if (pruned) return;
    let start = 0;
    for (const before of predecessors) {
      const end = ends[before] ?? 0;
      if (end > start || critical[index] === -1) critical[index] = before;
      start = Math.max(start, end);
    }
    ends[index] = start + (times[index] ?? 0);
    if (last === -1 || (ends[index] ?? 0) > (ends[last] ?? 0)) last = index;
  });
  const duration = ends[last] ?? 0;
  const latest = new Float64Array(components.length).fill(duration);
  for (let index = components.length - 1; index >= 0; index -= 1) {
    if (components[index]?.pruned === true) continue;
    const start = (latest[index] ?? 0) - (times[index] ?? 0);
    for (const before of components[index]?.predecessors ?? [])
      latest[before] = Math.min(latest[before] ?? 0, start);
  }
  const path: number[] = [];
  for (let at = last; at >= 0; at = critical[at] ?? -1) path.push(at);
  return {
    duration,
    path: path.reverse(),
    slack: latest.map((end, index) => rounded(end - (ends[index] ?? 0))),
  };
};

// Sums of the same times in another order differ in their last bits.
const rounded = (milliseconds: number): number => Math.max(0, Math.round(milliseconds * 1e6) / 1e6);
