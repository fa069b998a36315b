import { shorten } from '../../diagnostics/wording.js';
import { textWidth } from '../../drawing/sizes.js';
import { curve } from './curve.js';
import type { Dagre } from './dagre.js';
import type { Box, CoarseGraph } from './coarse-graph.js';
import { layOutLayers } from './lay-out-layers.js';
import { margin, type Picture, type PlacedBox, type SizedBox } from './placed-picture.js';

/** A cell stands for one task in the box of a group; the page draws them at this distance. */
const cell = 11;
/** Beyond so many the page shows their shares as a bar. */
const mostCells = 1500;

/** Of the page at its widest, and of a screen without scrolling. */
const room = { width: 1160, height: 620 };

/**
 * Places the boxes: left to right or top to bottom, whichever shows them larger; a mere chain in
 * lines, like text.
 */
export const picture = (grain: CoarseGraph, dagre: Dagre): Picture => {
  const boxes = grain.boxes.map(sizeOf);
  if (isChain(grain)) return inLines(grain, boxes);
  const drawn = (['LR', 'TB'] as const).map((direction) =>
    layOutLayers(grain, boxes, direction, dagre),
  );
  return drawn.reduce((best, one) => (scaleOf(one) > scaleOf(best) ? one : best));
};

const scaleOf = ({ width, height }: Picture): number =>
  Math.min(1, room.width / width, room.height / height);

const sizeOf = ({ title: name, subtitle: kind, tasks }: Box): SizedBox => {
  const title = shorten(name, 30);
  const count = tasks.length;
  const subtitle = count > 1 ? `${count.toLocaleString('en')} tasks` : shorten(kind, 34);
  const text = Math.max(textWidth(title, 14) + 46, textWidth(subtitle, 11) + 46, 130);
  if (count === 1)
    return { tasks, title, subtitle, columns: 0, width: Math.ceil(text), height: 44 };
  const columns = count > mostCells ? 0 : Math.ceil(Math.max(Math.sqrt(count * 1.8), 8));
  const rows = columns === 0 ? 1 : Math.ceil(count / columns);
  const width = Math.ceil(Math.max(text, columns * cell + 22));
  return { tasks, title, subtitle, columns, width, height: 48 + rows * cell };
};

const isChain = ({ boxes, edges }: CoarseGraph): boolean =>
  boxes.length > 1 &&
  edges.length === boxes.length - 1 &&
  edges.every(([from, to], index) => from === index && to === index + 1);

const gap = { x: 44, y: 44 };

const inLines = ({ name, edges, implied }: CoarseGraph, boxes: readonly SizedBox[]): Picture => {
  const placed: PlacedBox[] = [];
  let x = margin;
  let y = margin;
  let lineHeight = 0;
  let width = 0;
  for (const box of boxes) {
    if (x > margin && x + box.width > room.width - margin) {
      x = margin;
      y += lineHeight + gap.y;
      lineHeight = 0;
    }
    placed.push({ ...box, x, y });
    lineHeight = Math.max(lineHeight, box.height);
    width = Math.max(width, x + box.width + margin);
    x += box.width + gap.x;
  }
  return {
    grain: name,
    width,
    height: y + lineHeight + margin,
    implied,
    boxes: placed,
    edges: edges.map(([from, to]) => {
      const [a, b] = [placed[from], placed[to]] as [PlacedBox, PlacedBox];
      const isOneLine = a.y === b.y;
      const points = isOneLine
        ? [
            { x: a.x + a.width, y: a.y + 22 },
            { x: b.x, y: b.y + 22 },
          ]
        : [
            { x: a.x + a.width / 2, y: a.y + a.height },
            { x: b.x + b.width / 2, y: b.y },
          ];
      return { from, to, path: curve(points, isOneLine ? 'LR' : 'TB') };
    }),
  };
};
