import { Effect, Fiber } from 'effect';

import type { Engine } from '../engines/engine.js';
import { seed, work } from '../work.js';

/** Each task a fiber that joins those of its inputs. */
export const engine: Engine = ({ inputs, outputs }) => {
  const program = Effect.gen(function* () {
    const tasks: Fiber.Fiber<number>[] = [];
    const values = (all: readonly number[]): Effect.Effect<number[]> =>
      Effect.forEach(all, (one) => Fiber.join(tasks[one] as Fiber.Fiber<number>));
    for (const [task, from] of inputs.entries())
      tasks.push(
        yield* Effect.forkChild(
          Effect.flatMap(from.length === 0 ? Effect.succeed([seed]) : values(from), (given) =>
            // eslint-disable-next-line @typescript-eslint/require-await
            Effect.promise(async () => work(task, given)),
          ),
        ),
      );
    return yield* values(outputs);
  });
  return () => Effect.runPromise(program);
};
