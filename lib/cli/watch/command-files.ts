import { resolve } from 'node:path';

import { allComponents } from '../../graph/component-at.js';
import type { Component, Graph } from '../../graph/graph.js';
import { command } from '../../runners/command/command.js';

/**
 * The words of the commands that a component starts, itself or in a pipeline within it, as the paths
 * that they would be: which of them are files is for the disk to say.
 */
export const commandWords = (graph: Graph, component: Component): readonly string[] =>
  Array.from(allComponents({ ...graph, components: [component] }), ([, one]) => {
    const { runner, params } = one.map?.element ?? one;
    if (runner !== command) return [];
    const { command: words, cwd } = params as { command: readonly string[]; cwd: string };
    return words.map((word) => resolve(graph.directory ?? '', cwd, word));
  }).flat();
