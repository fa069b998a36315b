import type { Graph } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';

/** Runners for components by name, in place of those that the pipeline was loaded with. */
export type Runners = Readonly<Record<string, Runner>>;

/** A graph with other runners. Throws a `RangeError` for a component that there is not. */
export const replaced = (graph: Graph, runners: Runners): Graph => {
  checkNames(graph, Object.keys(runners));
  return {
    ...graph,
    components: graph.components.map((component) => {
      // A thread has modules of its own, and time of its own.
      const { thread, ...rest } = component;
      const runner = Object.hasOwn(runners, component.name) ? runners[component.name] : undefined;
      if (runner === undefined) return component;
      return thread === undefined ? { ...component, runner } : { ...rest, runner };
    }),
  };
};

/** Throws a `RangeError` for a component that there is not. */
export const checkNames = ({ components }: Graph, names: readonly string[]): void => {
  const unknown = names.find((name) => !components.some((one) => one.name === name));
  if (unknown !== undefined) throw new RangeError(`the pipeline has no component \`${unknown}\``);
};
