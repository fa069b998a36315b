import { visible } from '../diagnostics/visible.js';
import { shorten } from '../diagnostics/wording.js';
import type { Graph } from '../graph/graph.js';
import { type Direction, directionOf } from './direction.js';
import { layerOf } from './layer.js';
import { sketchEdges } from './sketch-edges.js';
import { sketchBox } from './sketch-nodes.js';
import type { SketchBox, SketchEdge, SketchNode } from './sketch-parts.js';

export type { NodeKind, SketchBox, SketchEdge, SketchNode } from './sketch-parts.js';

export interface DrawingOptions {
  /** How many levels of pipelines within pipelines are drawn open; 0 by default. */
  readonly depth?: number;
}

/** A graph as it is drawn, whatever the format. Its texts are short and free of hidden characters. */
export interface Sketch {
  readonly title: string;
  readonly direction: Direction;
  readonly nodes: readonly SketchNode[];
  /** The pipelines within it that are drawn open. */
  readonly boxes: readonly SketchBox[];
  readonly edges: readonly SketchEdge[];
}

/** With more labels than this they cover each other and the lines, and are left to the hints. */
const mostLabels = 60;

/** What is drawn of a graph. */
export const sketch = (graph: Graph, { depth = 0 }: DrawingOptions = {}): Sketch => {
  const layer = layerOf(graph, depth);
  const edges = sketchEdges(layer);
  const isCrowded = edges.filter(({ label }) => label.length > 0).length > mostLabels;
  return {
    title: visible(shorten(graph.name, 100)),
    direction: directionOf(graph),
    ...sketchBox(layer),
    edges: isCrowded ? edges.map((edge) => ({ ...edge, label: [] })) : edges,
  };
};

/** All nodes, those in boxes too. */
export const everyNode = ({
  nodes,
  boxes,
}: Pick<Sketch, 'nodes' | 'boxes'>): readonly SketchNode[] => [
  ...nodes,
  ...boxes.flatMap(everyNode),
];
