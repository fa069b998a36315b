import type { Viz } from '@viz-js/viz';

import type { Sketch, SketchNode } from '../sketch.js';
import { nodeSize, type Size } from '../sizes.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything is, in pixels from the top left corner. */
export interface Layout extends Size {
  readonly nodes: ReadonlyMap<string, Size & Point>;
  readonly edges: readonly EdgeLayout[];
}

/** In the order of the sketch's edges. */
export interface EdgeLayout {
  /** A start, then three points for each piece of a cubic Bézier curve. */
  readonly curve: readonly Point[];
  readonly tip: Point;
  readonly label: Point | undefined;
}

/** Above so many nodes and edges the lines are straight: to bend them around boxes takes minutes. */
const mostBent = 1500;

const pointsPerInch = 72;

/** Has Graphviz place what is drawn. */
export const layOut = ({ nodes, edges, direction }: Sketch, viz: Viz): Layout => {
  const sizes = new Map(nodes.map((node) => [node.id, nodeSize(node)]));
  const isLarge = nodes.length + edges.length > mostBent;
  const result = viz.render(
    {
      graphAttributes: {
        rankdir: direction,
        nodesep: direction === 'LR' ? 0.22 : 0.4,
        ranksep: direction === 'LR' ? 0.8 : 0.45,
        splines: isLarge ? 'line' : 'true',
        ...(isLarge ? { nslimit: 1, nslimit1: 1, mclimit: 0.3 } : {}),
      },
      nodeAttributes: { shape: 'box', fixedsize: true, label: '' },
      edgeAttributes: { arrowsize: 0.7, fontname: 'Verdana', fontsize: 10 },
      nodes: nodes.map(({ id }) => ({ name: id, attributes: inInches(sizes.get(id)) })),
      edges: edges.map(({ from, to, label }, index) => ({
        tail: from,
        head: to,
        attributes: {
          id: String(index),
          // Names are ASCII, whose widths Graphviz knows; spaces keep the text off the line.
          ...(label.length > 0 ? { label: label.map((text) => ` ${text} `).join('\n') } : {}),
        },
      })),
    },
    { format: 'json0', yInvert: true },
  );
  if (result.status === 'failure')
    throw new Error(`Graphviz: ${result.errors.map(({ message }) => message).join('; ')}`);
  return read(JSON.parse(result.output) as Output, nodes, sizes);
};

const inInches = ({ width, height }: Size = { width: 0, height: 0 }) => ({
  width: width / pointsPerInch,
  height: height / pointsPerInch,
});

/** What of Graphviz's JSON is read. */
interface Output {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

const read = (
  { bb, objects = [], edges = [] }: Output,
  nodes: readonly SketchNode[],
  sizes: ReadonlyMap<string, Size>,
): Layout => {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = bb.split(',').map(Number);
  const places = new Map(objects.map(({ name, pos }) => [name, point(pos)]));
  const laid: EdgeLayout[] = [];
  for (const { id, pos, lp } of edges) {
    // `e,x,y` is the tip of the arrow, which the curve stops short of.
    const [tip, ...curve] = pos.split(' ').map((text) => point(text.replace(/^[es],/, '')));
    laid[Number(id)] = {
      curve,
      tip: tip ?? { x: 0, y: 0 },
      label: lp === undefined ? undefined : point(lp),
    };
  }
  return {
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
    nodes: new Map(
      nodes.map(({ id }) => [
        id,
        { ...(places.get(id) ?? { x: 0, y: 0 }), ...(sizes.get(id) ?? { width: 0, height: 0 }) },
      ]),
    ),
    edges: laid,
  };
};

const point = (text: string): Point => {
  const [x = 0, y = 0] = text.split(',').map(Number);
  return { x, y };
};
