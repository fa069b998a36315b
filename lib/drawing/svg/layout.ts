import type { Graph, Viz } from '@viz-js/viz';

import { everyNode, type Sketch, type SketchBox } from '../sketch.js';
import { nodeSize, type Size } from '../sizes.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything is, in pixels from the top left corner. */
export interface Layout extends Size {
  readonly nodes: ReadonlyMap<string, Size & Point>;
  /** Of those that are drawn open; by their middles, as the nodes. */
  readonly boxes: ReadonlyMap<string, Size & Point>;
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
export const layOut = (drawn: Sketch, viz: Viz): Layout => {
  const { edges, direction } = drawn;
  const sizes = new Map(everyNode(drawn).map((node) => [node.id, nodeSize(node)]));
  const isLarge = sizes.size + edges.length > mostBent;
  const result = viz.render(
    {
      graphAttributes: {
        rankdir: direction,
        nodesep: direction === 'LR' ? 0.22 : 0.4,
        ranksep: direction === 'LR' ? 0.8 : 0.45,
        splines: isLarge ? 'line' : 'true',
        compound: drawn.boxes.length > 0,
        ...(isLarge ? { nslimit: 1, nslimit1: 1, mclimit: 0.3 } : {}),
      },
      nodeAttributes: { shape: 'box', fixedsize: true, label: '' },
      edgeAttributes: { arrowsize: 0.7, fontname: 'Verdana', fontsize: 10 },
      ...partsOf(drawn, sizes),
      edges: edges.map(({ from, to, fromBox, toBox, label }, index) => ({
        tail: from,
        head: to,
        attributes: {
          id: String(index),
          ...(fromBox === undefined ? {} : { ltail: cluster + fromBox }),
          ...(toBox === undefined ? {} : { lhead: cluster + toBox }),
          // Names are ASCII, whose widths Graphviz knows; spaces keep the text off the line.
          ...(label.length > 0 ? { label: label.map((text) => ` ${text} `).join('\n') } : {}),
        },
      })),
    },
    { format: 'json0', yInvert: true },
  );
  if (result.status === 'failure')
    throw new Error(`Graphviz: ${result.errors.map(({ message }) => message).join('; ')}`);
  return read(JSON.parse(result.output) as Output, sizes);
};

/** How Graphviz knows a subgraph for a box. */
const cluster = 'cluster_';

const partsOf = (
  { nodes, boxes }: Pick<Sketch, 'nodes' | 'boxes'>,
  sizes: ReadonlyMap<string, Size>,
): Pick<Graph, 'nodes' | 'subgraphs'> => ({
  nodes: nodes.map(({ id, kind }) => ({
    name: id,
    attributes: {
      ...inInches(sizes.get(id)),
      ...(kind === 'condition' ? { shape: 'diamond' } : {}),
    },
  })),
  subgraphs: boxes.map((box) => ({
    name: cluster + box.id,
    graphAttributes: { label: labelOf(box), margin: 12 },
    ...partsOf(box, sizes),
  })),
});

// Room for its text, which is drawn by the same measure as a node's.
const labelOf = (box: SketchBox): { readonly html: string } => {
  const { width, height } = nodeSize({ ...box, kind: 'component' });
  return {
    html: `<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="${height}"><TR><TD></TD></TR></TABLE>`,
  };
};

const inInches = ({ width, height }: Size = { width: 0, height: 0 }) => ({
  width: width / pointsPerInch,
  height: height / pointsPerInch,
});

/** What of Graphviz's JSON is read. */
interface Output {
  readonly bb: string;
  readonly objects?: readonly {
    readonly name: string;
    /** Of a node its middle. */
    readonly pos?: string;
    /** Of a box its corners. */
    readonly bb?: string;
  }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

const read = (
  { bb, objects = [], edges = [] }: Output,
  sizes: ReadonlyMap<string, Size>,
): Layout => {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = bb.split(',').map(Number);
  const places = new Map(objects.map(({ name, pos = '' }) => [name, point(pos)]));
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
      Array.from(sizes, ([id, size]) => [id, { ...(places.get(id) ?? { x: 0, y: 0 }), ...size }]),
    ),
    boxes: new Map(
      objects.flatMap(({ name, bb }) =>
        bb === undefined ? [] : [[name.slice(cluster.length), boxPlace(bb)] as const],
      ),
    ),
    edges: laid,
  };
};

const boxPlace = (corners: string): Size & Point => {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners.split(',').map(Number);
  return {
    x: (x1 + x2) / 2,
    y: (y1 + y2) / 2,
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
};

const point = (text: string): Point => {
  const [x = 0, y = 0] = text.split(',').map(Number);
  return { x, y };
};
