import type { Component, Graph } from '../graph/graph.js';
import { type Connection, connections } from './connections.js';
import { groupEnds, type Groups } from './groups.js';

/** A graph that is drawn, by itself or in the box of a component. */
export interface Layer {
  readonly graph: Graph;
  /** Of the ids of its nodes. */
  readonly prefix: string;
  readonly connections: readonly Connection[];
  readonly groups: Groups;
  /** By component the pipeline within it, where it is drawn open. */
  readonly open: ReadonlyMap<number, Layer>;
}

export const layerOf = (graph: Graph, depth: number, prefix = ''): Layer => {
  const found = connections(graph);
  const open = new Map<number, Layer>();
  if (depth > 0)
    graph.components.forEach((component, index) => {
      const inner = pipelineOf(component);
      if (inner !== undefined) open.set(index, layerOf(inner, depth - 1, `${prefix}c${index}_`));
    });
  return { graph, prefix, connections: found, groups: groupEnds(graph, found), open };
};

/** The pipeline that a component runs, be it for each element of a list. */
export const pipelineOf = ({ map, pipeline }: Component): Graph | undefined =>
  map?.element.pipeline ?? pipeline;

/** The ids of the nodes at which a pipeline in a box begins and ends. */
export const entryOf = ({ prefix, open }: Layer): string => {
  const inner = open.get(0);
  return inner === undefined ? `${prefix}c0` : entryOf(inner);
};

export const exitOf = ({ prefix, graph, open }: Layer): string => {
  const last = graph.components.length - 1;
  const inner = open.get(last);
  return inner === undefined ? `${prefix}c${last}` : exitOf(inner);
};
