import { withMeant } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
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
  declared: Component,
  runners: ReadonlyMap<string, Runner>,
  prefix: string,
): Component => {
  const path = prefix + declared.name;
  const { fallback } = declared;
  const component =
    fallback === undefined
      ? declared
      : {
          ...declared,
          fallback: fallback.map((one, at) => {
            const other = runners.get(fallbackPath(path, at));
            return other === undefined ? one : { ...one, runner: other };
          }),
        };
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

// As the file names it.
const fallbackPath = (path: string, at: number): string => `${path}.fallback[${at}]`;

/** Throws a `RangeError` for a component that there is not. */
export const checkNames = (graph: Graph, names: readonly string[]): void => {
  if (names.length === 0) return;
  const known = new Set(
    Array.from(allComponents(graph), ([path, component]) => {
      const { fallback = [] } = component.map?.element ?? component;
      return [path, ...fallback.map((_, at) => fallbackPath(path, at))];
    }).flat(),
  );
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new RangeError(
      withMeant(`the pipeline has no component ${quoted(unknown)}`, unknown, known),
    );
};
