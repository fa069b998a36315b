import type { Graph } from '../graph/graph.js';

export type Direction = 'LR' | 'TB';

// Up to so many levels fit on a page side by side.
const deepest = 6;

/**
 * Left to right, as one reads, and as wide levels ask for, since boxes are wide and low and then
 * stand one above the other; top to bottom where that would be a ribbon of many levels with few
 * boxes.
 */
export const directionOf = ({ components }: Graph): Direction => {
  const depth = components.at(-1)?.level ?? 0;
  const counts = new Uint32Array(depth + 1);
  let widest = 0;
  for (const { level } of components) {
    const count = (counts[level] ?? 0) + 1;
    counts[level] = count;
    widest = Math.max(widest, count);
  }
  return depth > deepest && widest * 1.5 < depth ? 'TB' : 'LR';
};
