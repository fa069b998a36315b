import type { Values } from '../../lib/engine/events/event.js';
import { Run } from '../../lib/engine/run/run.js';
import type { Component, Graph } from '../../lib/graph/graph.js';
import type { Runner } from '../../lib/runners/runner.js';
import type { Shape } from '../shapes.js';
import { mix, seed, start } from '../work.js';
import type { Engine } from './engine.js';

const runner: Runner = {
  name: 'NoOp',
  // eslint-disable-next-line @typescript-eslint/require-await
  run: async (inputs, { params }) => {
    let out = start(params['task'] as number);
    for (const port in inputs) out = mix(out, inputs[port] as number);
    return { out };
  },
};

interface Settings {
  readonly concurrency?: number;
  /** How many there are of a resource of which each task takes one. */
  readonly resource?: number;
}

const levels = (inputs: Shape['inputs']): number[] => {
  const found: number[] = [];
  for (const from of inputs) {
    let level = 0;
    for (const one of from) level = Math.max(level, found[one] ?? 0);
    found.push(level + 1);
  }
  return found;
};

/** The graph that a declaration with the same components in the list form is linked to. */
export const graphOf = (
  { name, inputs, outputs }: Shape,
  { concurrency, resource }: Settings = {},
): Graph => {
  const level = levels(inputs);
  const input = { port: 'seed', consumable: 0 };
  const resources = resource === undefined ? [] : [{ name: 'part', count: 1 }];
  return {
    name,
    description: undefined,
    inputs: [{ name: 'seed', type: undefined, default: undefined, description: undefined }],
    components: inputs.map((from, task): Component => ({
      name: `c${task}`,
      description: undefined,
      runner,
      params: { task },
      inputs:
        from.length === 0
          ? [input]
          : from.map((one) => ({
              port: from.length === 1 ? 'out' : `c${one}.out`,
              consumable: one + 1,
            })),
      outputs: [{ name: 'out', port: 'out', consumable: task + 1 }],
      dependencies: [],
      predecessors: from,
      level: level[task] ?? 1,
      declared: task,
      pruned: false,
      timeout: undefined,
      retry: undefined,
      resources,
    })),
    consumables: [
      { name: 'seed', component: undefined },
      ...inputs.map((_, task) => ({ name: `c${task}.out`, component: task })),
    ],
    outputs: outputs.map((task) => ({ name: `c${task}.out`, consumable: task + 1 })),
    concurrency,
    resources: new Map(resource === undefined ? [] : [['part', resource]]),
    timeout: undefined,
  };
};

const engineWith =
  (settings: Settings, isWatched: boolean): Engine =>
  (shape) => {
    const graph = graphOf(shape, settings);
    return () =>
      new Promise((resolve, reject) => {
        let events = 0;
        const count = (): void => {
          events += 1;
        };
        let last: Values = {};
        new Run(graph, { seed }, isWatched ? { sinks: [count] } : {}).outputs$.subscribe({
          next: (outputs) => {
            last = outputs;
          },
          error: reject,
          complete: () => {
            // The start and the end of the run and of each task.
            if (isWatched && events < 2 * (graph.components.length + 1))
              reject(new Error(`${events} events only`));
            resolve(graph.outputs.map(({ name }) => last[name] as number));
          },
        });
      });
  };

const slots: Settings = { concurrency: 64 };

/** No events are watched, and nothing bounds what is at work at once. */
export const bare = engineWith({}, false);
export const withEvents = engineWith({}, true);
export const withSlots = engineWith(slots, false);
export const withEventsAndSlots = engineWith(slots, true);
export const withResources = engineWith({ ...slots, resource: 64 }, true);
