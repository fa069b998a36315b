import { PGraph, type DependencyList, type PGraphNodeMap } from 'p-graph';

import type { Engine } from '../engines/engine.js';
import { seed, work } from '../work.js';

/** It orders tasks but passes no values between them: those are kept beside it. */
export const engine: Engine = ({ inputs, outputs }) => {
  const values = new Array<number>(inputs.length).fill(0);
  const nodes: PGraphNodeMap = new Map(
    inputs.map((from, task) => [
      `c${task}`,
      {
        // eslint-disable-next-line @typescript-eslint/require-await
        run: async (): Promise<void> => {
          values[task] = work(
            task,
            from.length === 0 ? [seed] : from.map((one) => values[one] as number),
          );
        },
      },
    ]),
  );
  const dependencies: DependencyList = inputs.flatMap((from, task) =>
    from.map((one): [string, string] => [`c${one}`, `c${task}`]),
  );
  return async () => {
    await new PGraph(nodes, dependencies).run();
    return outputs.map((task) => values[task] as number);
  };
};
