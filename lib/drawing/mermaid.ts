import type { Graph } from '../graph/graph.js';
import { frontMatterText, mermaidText } from './mermaid-text.js';
import { line, palette, prunedLine } from './palette.js';
import { type Sketch, sketch, type SketchEdge, type SketchNode } from './sketch.js';

/**
 * The graph as a Mermaid flowchart. Mermaid itself refuses to draw more than 500 edges or 50,000
 * characters, unless the page that shows it sets its `maxEdges` and `maxTextSize` higher.
 */
export const toMermaid = (graph: Graph): string => {
  const drawn = sketch(graph);
  return [
    '---',
    `title: ${frontMatterText(drawn.title)}`,
    '---',
    `flowchart ${drawn.direction}`,
    ...drawn.nodes.map(nodeLine),
    ...drawn.edges.map(edgeLine),
    ...classLines(drawn),
    ...linkStyles(drawn),
    '',
  ].join('\n');
};

const shapes = { input: ['([', '])'], component: ['(', ')'], output: ['{{', '}}'] } as const;

const nodeLine = ({ id, kind, lines, runner, pruned }: SketchNode): string => {
  const [open, close] = shapes[kind];
  const text = [...lines, ...(runner === undefined ? [] : [runner])].map(mermaidText);
  return `  ${id}${open}"${text.join('<br/>')}"${close}:::${pruned ? 'pruned' : kind}`;
};

const edgeLine = ({ from, to, label, dashed }: SketchEdge): string => {
  const text = label.length > 0 ? `|"${label.map(mermaidText).join('<br/>')}"|` : '';
  return `  ${from} ${dashed ? '-.->' : '-->'}${text} ${to}`;
};

const classLines = ({ nodes }: Sketch): string[] =>
  Object.entries(palette)
    .filter(([name]) =>
      nodes.some(({ kind, pruned }) => (pruned ? name === 'pruned' : name === kind)),
    )
    .map(
      ([name, { fill, stroke, text }]) =>
        `  classDef ${name} fill:${fill},stroke:${stroke},color:${text}`,
    );

const linkStyles = ({ edges }: Sketch): string[] => {
  const pruned = edges.flatMap((edge, index) => (edge.pruned ? [index] : []));
  return [
    ...(edges.length > 0 ? [`  linkStyle default stroke:${line}`] : []),
    ...(pruned.length > 0 ? [`  linkStyle ${pruned.join(',')} stroke:${prunedLine}`] : []),
  ];
};
