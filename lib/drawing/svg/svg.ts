import type { Graph } from '../../graph/graph.js';
import { DrawingError } from '../drawing-error.js';
import { escapeXml } from '../escape-xml.js';
import { graphviz } from './graphviz.js';
import { type EdgeLayout, layOut, type Layout } from './layout.js';
import { layoutWork } from './layout-work.js';
import { nameSize, textWidth } from '../sizes.js';
import { type DrawingOptions, everyNode, type Sketch, sketch, type SketchBox } from '../sketch.js';
import { svgEdge } from './svg-edge.js';
import { svgBox, svgNode } from './svg-node.js';
import { styleSheet } from './style-sheet.js';

export { DrawingError };

/** Of `layoutWork`. A graph just below takes 3 to 15 seconds; far above it hours are possible. */
const mostWork = 16_000;

const border = 24;
const titleHeight = 36;

/**
 * The graph as one SVG that refers to nothing outside it. Rejects with a `DrawingError` where the
 * optional package `@viz-js/viz`, which lays it out, is not installed, and where the graph is too
 * large: from some 2,000 components, or fewer if many are connected to many. The layout blocks the
 * thread, for a fraction of a second at a hundred components, for seconds at a thousand.
 */
export const toSvg = async (graph: Graph, options?: DrawingOptions): Promise<string> => {
  const drawn = sketch(graph, options);
  if (layoutWork(drawn) > mostWork) throw new DrawingError(tooLarge(drawn));
  return draw(drawn, layOut(drawn, await graphviz()));
};

const tooLarge = (drawn: Sketch): string =>
  `the drawing would have ${everyNode(drawn).length} boxes and ${drawn.edges.length} arrows, too many to lay out ` +
  'as an SVG in good time: draw the pipeline as `dot` or `mermaid`, or take its `json`';

const draw = (drawn: Sketch, layout: Layout): string => {
  const { title, edges } = drawn;
  const width = Math.ceil(Math.max(layout.width, textWidth(title, nameSize * 1.3)) + 2 * border);
  const height = Math.ceil(layout.height + titleHeight + 2 * border);
  const name = escapeXml(title);
  return [
    `<svg class="mlpipeline" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${name}</title>`,
    `<style>${styleSheet}</style>`,
    '<rect class="page" width="100%" height="100%"/>',
    `<text class="title" x="${border}" y="${border + 14}">${name}</text>`,
    `<g transform="translate(${border} ${border + titleHeight})">`,
    ...boxesIn(drawn).map((box) => svgBox(box, layout.boxes.get(box.id))),
    ...edges.map((edge, index) => svgEdge(edge, layout.edges[index] as EdgeLayout)),
    ...everyNode(drawn).map((node) => svgNode(node, layout.nodes.get(node.id))),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};

// Each behind what is within it.
const boxesIn = ({ boxes }: Pick<Sketch, 'boxes'>): readonly SketchBox[] =>
  boxes.flatMap((box) => [box, ...boxesIn(box)]);
