import { seed, work } from '../work.js';
import type { Engine } from './engine.js';

/** The yardstick: what one would write by hand. */
export const engine: Engine =
  ({ inputs, outputs }) =>
  async () => {
    const source = Promise.resolve(seed);
    const tasks: Promise<number>[] = [];
    inputs.forEach((from, task) => {
      // Only a function that is asynchronous itself is what the others are given too.
      // eslint-disable-next-line @typescript-eslint/require-await
      const run = async (values: readonly number[]): Promise<number> => work(task, values);
      const taken = from.length === 0 ? [source] : from.map((one) => tasks[one] as Promise<number>);
      tasks.push(Promise.all(taken).then(run));
    });
    return Promise.all(outputs.map((task) => tasks[task] as Promise<number>));
  };
