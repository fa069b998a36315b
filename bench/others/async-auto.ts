import { auto, type Dictionary } from 'async';

import type { Engine } from '../engines/engine.js';
import { seed, work } from '../work.js';

type Results = Dictionary<number>;

/** `auto` takes asynchronous functions, and tasks by name with the names of what they need. */
export const engine: Engine = ({ inputs, outputs }) => {
  const tasks: Record<string, unknown> = {};
  inputs.forEach((from, task) => {
    const names = from.map((one) => `c${one}`);
    tasks[`c${task}`] =
      from.length === 0
        ? // eslint-disable-next-line @typescript-eslint/require-await
          async (): Promise<number> => work(task, [seed])
        : [
            ...names,
            // eslint-disable-next-line @typescript-eslint/require-await
            async (results: Results): Promise<number> =>
              work(
                task,
                names.map((name) => results[name] as number),
              ),
          ];
  });
  return async () => {
    const results = await auto<Results>(tasks as never);
    return outputs.map((task) => results[`c${task}`] as number);
  };
};
