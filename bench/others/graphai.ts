import { agentInfoWrapper, GraphAI, type GraphData } from 'graphai';

import type { Engine } from '../engines/engine.js';
import { seed, work } from '../work.js';

interface Given {
  readonly params: { readonly task: number };
  readonly namedInputs: { readonly values: readonly number[] };
}

// eslint-disable-next-line @typescript-eslint/require-await
const noOp = async ({ params, namedInputs }: Given): Promise<number> =>
  work(params.task, namedInputs.values);

/** A graph is data, as in its YAML files; as many nodes may be at work at once as there are. */
export const engine: Engine = ({ inputs, outputs }) => {
  const nodes: GraphData['nodes'] = { seed: { value: seed } };
  inputs.forEach((from, task) => {
    nodes[`c${task}`] = {
      agent: 'noOp',
      params: { task },
      inputs: { values: from.length === 0 ? [':seed'] : from.map((one) => `:c${one}`) },
    };
  });
  const graph: GraphData = { version: 0.5, concurrency: inputs.length, nodes };
  for (const task of outputs) Object.assign(nodes[`c${task}`] ?? {}, { isResult: true });
  return async () => {
    const results = await new GraphAI(graph, { noOp: agentInfoWrapper(noOp as never) }).run();
    return outputs.map((task) => results[`c${task}`] as unknown as number);
  };
};
