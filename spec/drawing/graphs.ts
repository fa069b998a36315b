import { orThrow, loadText } from '../../lib/load.js';
import type { Component, Graph } from '../../lib/graph/graph.js';
import { anyRunner } from '../../lib/runners/registry.js';

/** The graph of a declaration, whatever its runners are called. */
export const graphOf = async (text: string): Promise<Graph> =>
  orThrow(await loadText(text, { runners: anyRunner })).graph;

/** The same graph with another title, and with other names of runners in the order of the graph. */
export const renamed = (graph: Graph, title: string, ...runners: readonly string[]): Graph => ({
  ...graph,
  name: title,
  components: graph.components.map((component, index) => ({
    ...component,
    runner: { ...component.runner, name: runners[index] ?? component.runner.name },
  })),
});

const run = () => ({});

/** a ─▶ c0 ─▶ c1 ─▶ … ─▶ last, built without a loader, whose cost is not the point. */
export const chain = (length: number): Graph => ({
  name: 'Chain',
  description: undefined,
  inputs: [{ name: 'a', type: undefined, default: undefined, description: undefined }],
  components: Array.from({ length }, (_, index): Component => ({
    name: `c${index}`,
    description: undefined,
    runner: { name: 'Step', run },
    params: {},
    inputs: [{ port: 'in', consumable: index }],
    outputs: [{ name: 'out', port: 'out', consumable: index + 1 }],
    dependencies: [],
    predecessors: index === 0 ? [] : [index - 1],
    level: index + 1,
    declared: index,
    pruned: false,
    timeout: undefined,
    retry: undefined,
    resources: [],
  })),
  consumables: [
    { name: 'a', component: undefined },
    ...Array.from({ length }, (_, component) => ({ name: `c${component}.out`, component })),
  ],
  outputs: [{ name: 'end', consumable: length }],
  concurrency: undefined,
  resources: new Map(),
  timeout: undefined,
});

/*
 *  a ──▶ first ──x──▶ second ──▶ second.y
 *  │       ╎            ▲
 *  │       ╰╌▶ third ───╯ z
 *  ╰──▶ spare (pruned)
 */
export const small = `
pipeline:
  name: Small
  inputs: [a]
  outputs: [second.y]
  components:
  - first: { runner: One, inputs: [a], outputs: [x] }
  - second: { runner: Two, inputs: [first.x, third.z], outputs: [y] }
  - third: { runner: Three, inputs: [], outputs: [z], dependencies: [first] }
  - spare: { runner: Four, inputs: [a], outputs: [w] }
`;

/** A text with what a format could take for its own. */
export const hostile =
  'a "b" `c` <d> [e] {f} (g) |h| & #i; \\ \\N 1. *j* %%{k}%% $$l$$ \u0007 \ud800';
