import type { Component, Graph } from '../../graph/graph.js';

/** Threads keep the modules that they have loaded. */
export const withoutThreads = (graph: Graph): Graph => ({
  ...graph,
  components: graph.components.map(withoutThread),
});

const withoutThread = (component: Component): Component => {
  const { thread, map, pipeline, fallback, ...rest } = component;
  if ((thread ?? map ?? pipeline ?? fallback) === undefined) return component;
  return {
    ...rest,
    ...(map === undefined ? {} : { map: { ...map, element: withoutThread(map.element) } }),
    ...(pipeline === undefined ? {} : { pipeline: withoutThreads(pipeline) }),
    ...(fallback === undefined ? {} : { fallback: fallback.map(withoutThread) }),
  };
};
