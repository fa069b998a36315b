import { withMeant } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
import { allComponents } from '../graph/component-at.js';
import type { Component, Graph } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';

/** Runners for components by name, in place of those that the pipeline was loaded with. */
export type Runners = Readonly<Record<string, Runner>>;

/**
 * A graph with other runners, of which each is replaced by what `seen` makes of it. Throws a `RangeError`
 * for a component that there is not.
 */
export const replaced = (
  graph: Graph,
  runners: Runners,
  seen: (runner: Runner) => Runner,
): Graph => {
  checkNames(graph, Object.keys(runners));
  return new Replacing(new Map(Object.entries(runners)), seen).within(graph, '');
};

class Replacing {
  private readonly runners: ReadonlyMap<string, Runner>;
  private readonly seen: (runner: Runner) => Runner;

  constructor(runners: ReadonlyMap<string, Runner>, seen: (runner: Runner) => Runner) {
    this.runners = runners;
    this.seen = seen;
  }

  within(graph: Graph, prefix: string): Graph {
    return {
      ...graph,
      components: graph.components.map((component) => {
        const { name, map } = component;
        return map === undefined
          ? this.component(component, prefix + name)
          : { ...component, map: { ...map, element: this.component(map.element, prefix + name) } };
      }),
    };
  }

  private component(declared: Component, path: string): Component {
    const { pipeline, fallback, ...rest } = declared;
    const component = {
      ...rest,
      // A thread has modules of its own, and time of its own: here there is none.
      thread: undefined,
      ...(fallback === undefined
        ? {}
        : {
            fallback: fallback.map((one, at) => ({
              ...one,
              runner: this.seen(this.runners.get(fallbackPath(path, at)) ?? one.runner),
            })),
          }),
    };
    const runner = this.runners.get(path);
    // A pipeline is replaced as a whole.
    return runner === undefined && pipeline !== undefined
      ? { ...component, pipeline: this.within(pipeline, `${path}/`) }
      : { ...component, runner: this.seen(runner ?? rest.runner) };
  }
}

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
