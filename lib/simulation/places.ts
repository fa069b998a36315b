import type { Component, Graph } from '../graph/graph.js';

/** Where something of a simulation happens: a component, or what is run within one. */
export interface Place {
  /** The way to it: `read`, `read/ocr`; `read[]` for the elements of a component that is mapped. */
  readonly path: string;
  /** The way to it as it is named in settings. */
  readonly name: string;
  readonly component: Component;
  /** Whether attempts at it are work, and not those of what is within it. */
  readonly isWork: boolean;
  /** Whether it is within another. */
  readonly isInner: boolean;
}

/** First the components of the graph, in its order, then what is within each. */
export const placesOf = (graph: Graph): readonly Place[] => {
  const outer: Place[] = [];
  const inner: Place[] = [];
  const add = ({ components }: Graph, prefix: string, isPruned: boolean): void => {
    for (const component of components) {
      const name = prefix + component.name;
      const element = component.map?.element;
      const within = (element ?? component).pipeline;
      const pruned = isPruned || component.pruned;
      const one = { ...component, pruned };
      const isInner = prefix !== '';
      const isWork = element === undefined && within === undefined;
      (isInner ? inner : outer).push({ path: name, name, component: one, isWork, isInner });
      if (element !== undefined && within === undefined)
        inner.push({
          path: `${name}[]`,
          name,
          component: { ...element, pruned },
          isWork: true,
          isInner: true,
        });
      if (within !== undefined) add(within, `${name}/`, pruned);
    }
  };
  add(graph, '', false);
  return [...outer, ...inner];
};

/** The path of the place of a task: of `read[3]/ocr` it is `read/ocr`, of `read[3]` it is `read[]`. */
export const pathOf = (task: string): string => {
  if (!task.includes('[')) return task;
  const path = task.replace(/\[\d+\]/g, '');
  return task.endsWith(']') ? `${path}[]` : path;
};
