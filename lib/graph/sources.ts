import { withoutElements } from './component-at.js';
import { type Graph, publishersOf } from './graph.js';

type SourcesByPath = ReadonlyMap<string, readonly string[]>;

const known = new WeakMap<Graph, SourcesByPath>();

/** The tasks that a task may take values from, beside it in its pipeline, by the ways to them. */
export const sourcesOf = (graph: Graph, task: string): readonly string[] => {
  // An element takes what its task has taken.
  if (task.endsWith(']')) return [];
  let sources = known.get(graph);
  if (sources === undefined) known.set(graph, (sources = new Map(allSources(graph, ''))));
  const beside = task.slice(0, task.lastIndexOf('/') + 1);
  return (sources.get(withoutElements(task)) ?? []).map((name) => beside + name);
};

const allSources = function* (
  { components, consumables }: Graph,
  prefix: string,
): Generator<readonly [path: string, sources: readonly string[]]> {
  for (const { name, inputs, pipeline, map } of components) {
    const publishers = inputs.flatMap(({ consumable }) => publishersOf(consumables, consumable));
    const names = [...new Set(publishers)].flatMap((index) => components[index]?.name ?? []);
    yield [prefix + name, names];
    const inner = map?.element.pipeline ?? pipeline;
    if (inner !== undefined) yield* allSources(inner, `${prefix}${name}/`);
  }
};
