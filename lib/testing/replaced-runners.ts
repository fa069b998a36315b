import { allComponents } from '../graph/component-at.js';
import type { Component, Graph } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';

/** Runners for components by name, in place of those that the pipeline was loaded with. */
export type Runners = Readonly<Record<string, Runner>>;

/** A graph with other runners. Throws a `RangeError` for a component that there is not. */
export const replaced = (graph: Graph, runners: Runners): Graph => {
  checkNames(graph, Object.keys(runners));
  return within(graph, new Map(Object.entries(runners)), '');
};

const within = (graph: Graph, runners: ReadonlyMap<string, Runner>, prefix: string): Graph => ({
  ...graph,
  components: graph.components.map((component) =>
    component.map === undefined
      ? withRunner(component, runners, prefix)
      : {
          ...component,
          map: { ...component.map, element: withRunner(component.map.element, runners, prefix) },
        },
  ),
});

const withRunner = (
  component: Component,
  runners: ReadonlyMap<string, Runner>,
  prefix: string,
): Component => {
  const path = prefix + component.name;
  const runner = runners.get(path);
  // A thread has modules of its own, and time of its own; a pipeline is replaced as a whole.
  const { thread, pipeline, ...rest } = component;
  if (runner !== undefined)
    return thread === undefined && pipeline === undefined
      ? { ...component, runner }
      : { ...rest, runner };
  return pipeline === undefined
    ? component
    : { ...component, pipeline: within(pipeline, runners, `${path}/`) };
};

/** Throws a `RangeError` for a component that there is not. */
export const checkNames = (graph: Graph, names: readonly string[]): void => {
  if (names.length === 0) return;
  const known = new Set(Array.from(allComponents(graph), ([path]) => path));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw new RangeError(`the pipeline has no component \`${unknown}\``);
};
