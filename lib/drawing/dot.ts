import type { Graph } from '../graph/graph.js';
import { escapeXml } from './escape-xml.js';
import { heading, line, lineText, palette, prunedLine, runnerText } from './palette.js';
import { sketch, type SketchEdge, type SketchNode } from './sketch.js';

/** The graph in the language of Graphviz: `dot -Tpng`. */
export const toDot = (graph: Graph): string => {
  const { title, direction, nodes, edges } = sketch(graph);
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
  });
  return [
    'digraph {',
    `  graph ${graphAttributes}`,
    '  node [fontname=Helvetica, fontsize=12, margin="0.18,0.08"]',
    `  edge [fontname=Helvetica, fontsize=10, arrowsize=0.7, color="${line}", fontcolor="${lineText}"]`,
    ...(['input', 'component', 'output'] as const).flatMap((kind) =>
      nodeGroup(
        kind,
        nodes.filter((node) => node.kind === kind),
      ),
    ),
    ...edges.map(edgeLine),
    '}',
    '',
  ].join('\n');
};

const shapes = {
  input: 'shape=oval, style=filled',
  component: 'shape=box, style="rounded,filled"',
  output: 'shape=hexagon, style=filled',
} as const;

const nodeGroup = (kind: SketchNode['kind'], nodes: readonly SketchNode[]): string[] =>
  nodes.length === 0
    ? []
    : ['  {', `    node [${shapes[kind]}, ${colours(kind)}]`, ...nodes.map(nodeLine), '  }'];

const colours = (kind: keyof typeof palette): string => {
  const { fill, stroke, text } = palette[kind];
  return `fillcolor="${fill}", color="${stroke}", fontcolor="${text}"`;
};

const nodeLine = ({ id, lines, runner, pruned }: SketchNode): string => {
  const grey = pruned ? `, ${colours('pruned')}` : '';
  if (runner === undefined) return `    ${id} [label=${quote(...lines)}${grey}]`;
  const small = `<FONT POINT-SIZE="10" COLOR="${pruned ? palette.pruned.text : runnerText}">`;
  const name = lines.map(htmlText).join('<BR/>');
  return `    ${id} [label=<<B>${name}</B><BR/>${small}${htmlText(runner)}</FONT>>${grey}]`;
};

const edgeLine = ({ from, to, label, dashed, pruned }: SketchEdge): string => {
  const all = {
    ...(label.length > 0 ? { label: quote(...label) } : {}),
    ...(dashed ? { style: 'dashed' } : {}),
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
