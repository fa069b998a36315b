import { curve, type Direction } from './curve.js';
import type { Dagre, Point } from './dagre.js';
import type { CoarseGraph } from './coarse-graph.js';
import { margin, type Picture, type PlacedBox, type SizedBox } from './placed-picture.js';

/** Boxes in layers, each behind all that it depends on. */
export const layOutLayers = (
  { name, edges, implied }: CoarseGraph,
  boxes: readonly SizedBox[],
  direction: Direction,
  { graphlib, layout }: Dagre,
): Picture => {
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: direction,
    nodesep: direction === 'LR' ? 14 : 22,
    ranksep: direction === 'LR' ? 56 : 40,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  boxes.forEach(({ width, height }, index) => {
    graph.setNode(String(index), { width, height });
  });
  for (const [from, to] of edges) graph.setEdge(String(from), String(to));
  layout(graph);
  const placed = boxes.map((box, index): PlacedBox => {
    const { x, y } = graph.node(String(index));
    return { ...box, x: Math.round(x - box.width / 2), y: Math.round(y - box.height / 2) };
  });
  return within({
    grain: name,
    implied,
    boxes: placed,
    direction,
    edges: edges.map(([from, to]) => ({
      from,
      to,
      points: pinned(
        graph.edge(String(from), String(to)).points,
        placed[from] as PlacedBox,
        placed[to] as PlacedBox,
        direction,
      ),
    })),
  });
};

/** From the side of a box at which the whole flows on, to the side at which it arrives. */
const pinned = (
  points: readonly Point[],
  from: PlacedBox,
  to: PlacedBox,
  direction: Direction,
): readonly Point[] => {
  const inner = points.slice(1, -1);
  const [first = center(from), last = center(to)] = [points[0], points.at(-1)];
  return direction === 'LR'
    ? [
        { x: from.x + from.width, y: between(first.y, from.y, from.height) },
        ...inner,
        { x: to.x, y: between(last.y, to.y, to.height) },
      ]
    : [
        { x: between(first.x, from.x, from.width), y: from.y + from.height },
        ...inner,
        { x: between(last.x, to.x, to.width), y: to.y },
      ];
};

const center = ({ x, y, width, height }: PlacedBox): Point => ({
  x: x + width / 2,
  y: y + height / 2,
});

// Not at the rounded corners.
const between = (at: number, start: number, length: number): number =>
  Math.min(Math.max(at, start + 8), start + length - 8);

interface Laid {
  readonly grain: CoarseGraph['name'];
  readonly implied: CoarseGraph['implied'];
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly points: readonly Point[];
  }[];
  readonly direction: Direction;
}

/** The picture that holds all of it: of what an edge needs around the boxes dagre takes no account. */
const within = ({ grain, implied, boxes, edges, direction }: Laid): Picture => {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  const take = (x: number, y: number): void => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  };
  for (const { x, y, width, height } of boxes) {
    take(x, y);
    take(x + width, y + height);
  }
  for (const { points } of edges) for (const { x, y } of points) take(x, y);
  const [dx, dy] = boxes.length === 0 ? [0, 0] : [margin - left, margin - top];
  const moved = <P extends Point>(point: P): P => ({ ...point, x: point.x + dx, y: point.y + dy });
  return {
    grain,
    implied,
    width: Math.ceil(right + dx + margin),
    height: Math.ceil(bottom + dy + margin),
    boxes: boxes.map(moved),
    edges: edges.map(({ from, to, points }) => ({
      from,
      to,
      path: curve(points.map(moved), direction),
    })),
  };
};
