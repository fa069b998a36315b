import type { Point } from './dagre.js';

/** Left to right, or top to bottom. */
export type Direction = 'LR' | 'TB';

/** The `d` of an SVG path through these points; it leaves and arrives along the direction of the whole. */
export const curve = (points: readonly Point[], direction: Direction): string => {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${at(first)}`;
  let before = first;
  for (const point of rest) {
    const [x, y] = [(before.x + point.x) / 2, (before.y + point.y) / 2];
    const bends =
      direction === 'LR'
        ? [
            { x, y: before.y },
            { x, y: point.y },
          ]
        : [
            { x: before.x, y },
            { x: point.x, y },
          ];
    path += `C${[...bends, point].map(at).join(' ')}`;
    before = point;
  }
  return path;
};

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
