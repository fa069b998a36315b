import { visible } from '../diagnostics/visible.js';
import { shorten } from '../diagnostics/wording.js';
import type { Graph } from '../graph/graph.js';
import { abridged } from './abridged.js';
import { connections, isPruned } from './connections.js';
import { type Direction, directionOf } from './direction.js';
import { groupEnds, type Groups } from './groups.js';

/** A graph as it is drawn, whatever the format. Its texts are short and free of hidden characters. */
export interface Sketch {
  readonly title: string;
  readonly direction: Direction;
  readonly nodes: readonly SketchNode[];
  readonly edges: readonly SketchEdge[];
}

export interface SketchNode {
  /** Made up, since a name may be a keyword of a format: `i0`, `c0`, `o0`. */
  readonly id: string;
  readonly kind: 'input' | 'component' | 'output';
  readonly lines: readonly string[];
  /** The name of a component's runner. */
  readonly runner: string | undefined;
  /** All that the node stands for, unabridged. */
  readonly hint: string;
  readonly pruned: boolean;
}

export interface SketchEdge {
  readonly from: string;
  readonly to: string;
  /** A consumable a line. */
  readonly label: readonly string[];
  /** All that is passed, unabridged. */
  readonly hint: string;
  /** One only waits for the other. */
  readonly dashed: boolean;
  readonly pruned: boolean;
}

/** With more labels than this they cover each other and the lines, and are left to the hints. */
const mostLabels = 60;

/** What is drawn of a graph. */
export const sketch = (graph: Graph): Sketch => {
  const links = connections(graph);
  const groups = groupEnds(graph, links);
  const edges = edgesOf(graph, links, groups);
  const isCrowded = edges.filter(({ label }) => label.length > 0).length > mostLabels;
  return {
    title: visible(shorten(graph.name, 100)),
    direction: directionOf(graph),
    nodes: nodesOf(graph, groups),
    edges: isCrowded ? edges.map((edge) => ({ ...edge, label: [] })) : edges,
  };
};

const nodesOf = ({ inputs, components, outputs }: Graph, groups: Groups): SketchNode[] => [
  ...endNodes('input', inputs, groups.inputs),
  ...components.map(({ name, runner, pruned }, index): SketchNode => ({
    id: `c${index}`,
    kind: 'component',
    lines: abridged([name]),
    runner: visible(shorten(runner.name, 40)),
    hint: visible(`${name} (${runner.name})${pruned ? ', not run: no output needs it' : ''}`),
    pruned,
  })),
  ...endNodes('output', outputs, groups.outputs),
];

const endNodes = (
  kind: 'input' | 'output',
  ends: readonly { readonly name: string }[],
  groups: readonly number[],
): SketchNode[] => {
  const members = new Map<number, string[]>();
  ends.forEach(({ name }, index) => {
    const first = groups[index] ?? index;
    const names = members.get(first);
    if (names !== undefined) names.push(name);
    else members.set(first, [name]);
  });
  return Array.from(members, ([first, names]) => ({
    id: `${kind.charAt(0)}${first}`,
    kind,
    lines: abridged(names),
    runner: undefined,
    hint: names.join(', '),
    pruned: false,
  }));
};

const edgesOf = (
  graph: Graph,
  links: ReturnType<typeof connections>,
  groups: Groups,
): SketchEdge[] => {
  const merged = new Map<string, { from: string; to: string; at: number; consumables: number[] }>();
  links.forEach((link, at) => {
    const from =
      link.from.kind === 'input'
        ? `i${groups.inputs[link.from.index] ?? link.from.index}`
        : `c${link.from.index}`;
    const to =
      link.to.kind === 'output'
        ? `o${groups.outputs[link.to.index] ?? link.to.index}`
        : `c${link.to.index}`;
    const key = `${from} ${to}`;
    const known = merged.get(key);
    if (known !== undefined) for (const one of link.consumables) known.consumables.push(one);
    else merged.set(key, { from, to, at, consumables: [...link.consumables] });
  });
  return Array.from(merged.values(), ({ from, to, at, consumables }) => {
    const link = links[at] as (typeof links)[number];
    const names = consumables.map((one) => graph.consumables[one]?.name ?? '');
    return {
      from,
      to,
      label: isTold(graph, link) ? [] : abridged(names.map(ownName)),
      hint: names.length > 0 ? names.join(', ') : 'waits for it, and is passed nothing',
      dashed: consumables.length === 0,
      pruned: isPruned(graph, link),
    };
  });
};

// The node at its end already says what an edge from an input, or to an output of that name, passes.
const isTold = (graph: Graph, link: ReturnType<typeof connections>[number]): boolean =>
  link.from.kind === 'input' ||
  (link.to.kind === 'output' &&
    graph.consumables[link.consumables[0] ?? -1]?.name === graph.outputs[link.to.index]?.name);

const ownName = (name: string): string => name.slice(name.indexOf('.') + 1);
