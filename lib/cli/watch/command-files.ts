import { resolve } from 'node:path';

import type { Component, Graph } from '../../graph/graph.js';
import { command } from '../../runners/command/command.js';

/**
 * The words of the commands that a component starts, itself, in a pipeline within it or where it falls
 * back, as the paths that they would be: which of them are files is for the disk to say.
 */
export const commandWords = (graph: Graph, component: Component): readonly string[] => {
  const { runner, params, pipeline, fallback = [] } = component.map?.element ?? component;
  // Paths count from the folder of the file that names them.
  if (pipeline !== undefined) {
    const inner = { ...pipeline, directory: pipeline.directory ?? graph.directory ?? '' };
    return pipeline.components.flatMap((one) => commandWords(inner, one));
  }
  const others = fallback.flatMap((one) => commandWords(graph, one));
  if (runner !== command) return others;
  const { command: words, cwd } = params as { command: readonly string[]; cwd: string };
  return [...words.map((word) => resolve(graph.directory ?? '', cwd, word)), ...others];
};
