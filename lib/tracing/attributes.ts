import type { Attributes } from '@opentelemetry/api';

import { allComponents, withoutElements } from '../graph/component-at.js';
import type { Component, Graph } from '../graph/graph.js';

const known = new WeakMap<Graph, ReadonlyMap<string, Component>>();

/** The component that a task is of. */
export const componentOf = (graph: Graph, task: string): Component | undefined => {
  let components = known.get(graph);
  if (components === undefined) known.set(graph, (components = new Map(allComponents(graph))));
  return components.get(withoutElements(task));
};

/** What a task is, as spans and metrics name it; the place of an element would be too many values for metrics. */
export const componentAttributes = (graph: Graph, task: string): Attributes => ({
  'mlpipeline.pipeline.name': graph.name,
  'mlpipeline.component.name': withoutElements(task),
});

/** Which runs are left, to be gone on with. */
export type IsLeft = (run: string) => boolean;

/** What became of a run or a task: what a run that is left stops is not cancelled for good. */
export const endOf = <T extends string>(state: T, isLeft: boolean): T | 'interrupted' =>
  isLeft && state === 'cancelled' ? 'interrupted' : state;
