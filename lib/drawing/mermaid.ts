import type { Graph } from '../graph/graph.js';
import { frontMatterText, mermaidText } from './mermaid-text.js';
import { box, line, palette, prunedLine } from './palette.js';
import {
  type DrawingOptions,
  everyNode,
  type Sketch,
  sketch,
  type SketchBox,
  type SketchEdge,
  type SketchNode,
} from './sketch.js';

/**
 * The graph as a Mermaid flowchart. Mermaid itself refuses to draw more than 500 edges or 50,000
 * characters, unless the page that shows it sets its `maxEdges` and `maxTextSize` higher.
 */
export const toMermaid = (graph: Graph, options?: DrawingOptions): string => {
  const drawn = sketch(graph, options);
  return [
    '---',
    `title: ${frontMatterText(drawn.title)}`,
    '---',
    `flowchart ${drawn.direction}`,
    ...partLines(drawn),
    ...drawn.edges.map(edgeLine),
    ...classLines(drawn),
    ...linkStyles(drawn),
    '',
  ].join('\n');
};

const shapes = {
  input: ['([', '])'],
  component: ['(', ')'],
  output: ['{{', '}}'],
  selector: ['((', '))'],
  condition: ['{', '}'],
} as const;

const folded = ['[[', ']]'] as const;

const partLines = ({ nodes, boxes }: Pick<Sketch, 'nodes' | 'boxes'>): string[] => [
  ...nodes.map(nodeLine),
  ...boxes.flatMap(boxLines),
];

const nodeLine = ({ id, kind, lines, small, pruned, isFolded }: SketchNode): string => {
  const [open, close] = isFolded ? folded : shapes[kind];
  return `  ${id}${open}${inQuotes([...lines, ...small])}${close}:::${pruned ? 'pruned' : kind}`;
};

const boxLines = (drawn: SketchBox): string[] => [
  `  subgraph ${drawn.id}[${inQuotes([...drawn.lines, ...drawn.small])}]`,
  ...partLines(drawn).map((line) => `  ${line}`),
  '  end',
  `  class ${drawn.id} ${drawn.pruned ? 'pruned' : 'pipeline'}`,
];

const edgeLine = ({ from, to, fromBox, toBox, label, dashed }: SketchEdge): string => {
  const text = label.length > 0 ? `|${inQuotes(label)}|` : '';
  return `  ${fromBox ?? from} ${dashed ? '-.->' : '-->'}${text} ${toBox ?? to}`;
};

const inQuotes = (lines: readonly string[]): string => `"${lines.map(mermaidText).join('<br/>')}"`;

const classLines = (drawn: Sketch): string[] => {
  const nodes = everyNode(drawn);
  return [
    ...Object.entries(palette)
      .filter(([name]) =>
        nodes.some(({ kind, pruned }) => (pruned ? name === 'pruned' : name === kind)),
      )
      .map(
        ([name, { fill, stroke, text }]) =>
          `  classDef ${name} fill:${fill},stroke:${stroke},color:${text}`,
      ),
    ...(drawn.boxes.length > 0
      ? [
          `  classDef pipeline fill:${box.fill},stroke:${box.stroke},color:${palette.component.text}`,
        ]
      : []),
  ];
};

const linkStyles = ({ edges }: Sketch): string[] => {
  const pruned = edges.flatMap((edge, index) => (edge.pruned ? [index] : []));
  return [
    ...(edges.length > 0 ? [`  linkStyle default stroke:${line}`] : []),
    ...(pruned.length > 0 ? [`  linkStyle ${pruned.join(',')} stroke:${prunedLine}`] : []),
  ];
};
