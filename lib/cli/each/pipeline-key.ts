import { readFileSync } from 'node:fs';

import type { Graph } from '../../graph/graph.js';
import { canonicalText, digestOf } from '../../runners/values/content-key.js';

/**
 * What tells a pipeline from what it was before: 8 hexadecimal digits made of what its results follow
 * from, which are its wiring, the params of its components, and the modules that its runners are from
 * (not what those import).
 */
export const pipelineKey = ({ components, consumables, outputs }: Graph): string => {
  const modules = new Set(components.flatMap(({ runner }) => runner.module ?? []));
  const parts = components
    .filter(({ pruned }) => !pruned)
    .map(({ name, runner, params, inputs, outputs }) => ({
      name,
      runner: runner.name,
      params,
      inputs: inputs.map(({ port, consumable }) => [port, consumables[consumable]?.name]),
      outputs,
    }));
  const results = outputs.map(({ name, consumable }) => [name, consumables[consumable]?.name]);
  const contents = [...modules].sort().map((path) => {
    try {
      return digestOf(readFileSync(path));
    } catch {
      return path;
    }
  });
  return digestOf([canonicalText({ parts, results }), ...contents].join('\n')).slice(0, 8);
};
