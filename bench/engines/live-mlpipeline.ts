import type { RunEvent, Values } from '../../lib/engine/events/event.js';
import { live } from '../../lib/engine/live/live.js';
import type { Component, Graph } from '../../lib/graph/graph.js';
import type { Runner } from '../../lib/runners/runner.js';
import { follow, type LiveShape, sourcesByTask } from '../live-shapes.js';
import { start } from '../work.js';
import type { LiveEngine } from './live-engine.js';

const runner: Runner = {
  name: 'NoOp',
  run: (inputs, { params }) => {
    let out = start(params['task'] as number);
    for (const port in inputs) out = follow(out, inputs[port] as number);
    return { out };
  },
};

/** The graph that a declaration with the same components, its ports named a0, a1, …, is linked to. */
const graphOf = (shape: LiveShape): Graph => {
  const { name, inputs, outputs, sources } = shape;
  const source = sourcesByTask(shape);
  const first = sources.length;
  const levels: number[] = [];
  for (const from of inputs)
    levels.push(1 + from.reduce((most, one) => Math.max(most, levels[one] ?? 0), 0));
  const named = sources.map((_, at) => `s${at}`);
  const components = inputs.map((from, task): Component => ({
    name: `c${task}`,
    description: undefined,
    runner,
    params: { task },
    inputs:
      from.length === 0
        ? [{ port: 'a0', consumable: source[task] ?? 0 }]
        : from.map((one, at) => ({ port: `a${at}`, consumable: first + one })),
    outputs: [{ name: 'out', port: 'out', consumable: first + task }],
    dependencies: [],
    predecessors: from,
    level: levels[task] ?? 1,
    declared: task,
    pruned: false,
    timeout: undefined,
    retry: undefined,
    resources: [],
  }));
  return {
    name,
    description: undefined,
    inputs: named.map((name) => ({
      name,
      type: undefined,
      default: undefined,
      description: undefined,
    })),
    components,
    consumables: [
      ...named.map((name) => ({ name, component: undefined })),
      ...inputs.map((_, task) => ({ name: `c${task}.out`, component: task })),
    ],
    outputs: outputs.map((task) => ({ name: `c${task}.out`, consumable: first + task })),
    concurrency: undefined,
    resources: new Map(),
    timeout: undefined,
  };
};

const engineWith =
  (sinks: readonly ((event: RunEvent) => void)[]): LiveEngine =>
  (shape, first) => {
    const graph = graphOf(shape);
    const names = graph.outputs.map(({ name }) => name);
    const run = live({ graph }, undefined, { sinks });
    let last: Values = {};
    run.outputs$.subscribe((values) => {
      last = values;
    });
    run.set(Object.fromEntries(graph.inputs.map(({ name }) => [name, first])));
    return {
      change: (value) => {
        run.set({ s0: value });
      },
      outputs: () => names.map((name) => last[name] as number),
    };
  };

export const bare = engineWith([]);
export const withEvents = engineWith([() => undefined]);
