import type { Graph } from '../graph/graph.js';
import { escapeXml } from './escape-xml.js';
import { box, heading, line, lineText, palette, prunedLine, runnerText } from './palette.js';
import {
  type DrawingOptions,
  type NodeKind,
  type Sketch,
  sketch,
  type SketchBox,
  type SketchEdge,
  type SketchNode,
} from './sketch.js';

/** The graph in the language of Graphviz: `dot -Tpng`. */
export const toDot = (graph: Graph, options?: DrawingOptions): string => {
  const drawn = sketch(graph, options);
  const { title, direction, edges, boxes } = drawn;
  const graphAttributes = attributes({
    label: quote(title),
    labelloc: 't',
    labeljust: 'l',
    rankdir: direction,
    bgcolor: quote('white'),
    pad: '0.3',
    nodesep: '0.25',
    ranksep: '0.6',
    fontname: 'Helvetica',
    fontsize: '16',
    fontcolor: quote(heading),
    ...(boxes.length > 0 ? { compound: 'true' } : {}),
  });
  return [
    'digraph {',
    `  graph ${graphAttributes}`,
    '  node [fontname=Helvetica, fontsize=12, margin="0.18,0.08"]',
    `  edge [fontname=Helvetica, fontsize=10, arrowsize=0.7, color="${line}", fontcolor="${lineText}"]`,
    ...partLines(drawn),
    ...edges.map(edgeLine),
    '}',
    '',
  ].join('\n');
};

const shapes: Readonly<Record<NodeKind, string>> = {
  input: 'shape=oval, style=filled',
  condition: 'shape=diamond, style=filled',
  selector: 'shape=circle, style=filled, margin="0.02"',
  component: 'shape=box, style="rounded,filled"',
  output: 'shape=hexagon, style=filled',
};

const partLines = ({ nodes, boxes }: Pick<Sketch, 'nodes' | 'boxes'>): string[] => [
  ...(Object.keys(shapes) as NodeKind[]).flatMap((kind) =>
    nodeGroup(
      kind,
      nodes.filter((node) => node.kind === kind),
    ),
  ),
  ...boxes.flatMap(boxLines),
];

const nodeGroup = (kind: NodeKind, nodes: readonly SketchNode[]): string[] =>
  nodes.length === 0
    ? []
    : ['  {', `    node [${shapes[kind]}, ${colours(kind)}]`, ...nodes.map(nodeLine), '  }'];

// That its name begins with `cluster` is how Graphviz knows it for a box.
const boxLines = (drawn: SketchBox): string[] => [
  `  subgraph cluster_${drawn.id} {`,
  `    graph ${attributes({
    label: quote(...drawn.lines, ...drawn.small),
    style: '"rounded,filled"',
    fillcolor: quote(box.fill),
    color: quote(drawn.pruned ? palette.pruned.stroke : box.stroke),
    fontsize: '12',
    fontcolor: quote(drawn.pruned ? palette.pruned.text : palette.component.text),
  })}`,
  ...partLines(drawn).map((line) => `  ${line}`),
  '  }',
];

const colours = (kind: keyof typeof palette): string => {
  const { fill, stroke, text } = palette[kind];
  return `fillcolor="${fill}", color="${stroke}", fontcolor="${text}"`;
};

const nodeLine = ({ id, lines, small, pruned, isFolded }: SketchNode): string => {
  const grey = pruned ? `, ${colours('pruned')}` : '';
  const double = isFolded ? ', peripheries=2' : '';
  if (small.length === 0) return `    ${id} [label=${quote(...lines)}${grey}]`;
  const font = `<FONT POINT-SIZE="10" COLOR="${pruned ? palette.pruned.text : runnerText}">`;
  const name = lines.map(htmlText).join('<BR/>');
  const text = small.map(htmlText).join('<BR/>');
  return `    ${id} [label=<<B>${name}</B><BR/>${font}${text}</FONT>>${double}${grey}]`;
};

const edgeLine = ({ from, to, fromBox, toBox, label, dashed, pruned }: SketchEdge): string => {
  const all = {
    ...(label.length > 0 ? { label: quote(...label) } : {}),
    ...(dashed ? { style: 'dashed' } : {}),
    ...(fromBox === undefined ? {} : { ltail: `cluster_${fromBox}` }),
    ...(toBox === undefined ? {} : { lhead: `cluster_${toBox}` }),
    ...(pruned ? { color: `"${prunedLine}"`, fontcolor: `"${palette.pruned.text}"` } : {}),
  };
  return `  ${from} -> ${to}${Object.keys(all).length > 0 ? ` ${attributes(all)}` : ''}`;
};

const attributes = (all: Readonly<Record<string, string>>): string =>
  `[${Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}]`;

// In an HTML-like label `\N` becomes the node's id, however it is encoded.
const htmlText = (text: string): string => escapeXml(text).replaceAll('\\', '\\\\');

// In a label Graphviz reads backslash sequences such as `\N`, and entities such as `&lt;`.
const quote = (...lines: readonly string[]): string =>
  `"${lines.map((text) => text.replace(/["\\]/g, '\\$&').replaceAll('&', '&amp;')).join('\\n')}"`;
