import { Bench } from './bench.js';
import type { CarrierUnderTest } from './carrier-under-test.js';
import { lastingCases } from './lasting-cases.js';
import { contractCases } from './contract-cases.js';

export type { CarrierUnderTest } from './carrier-under-test.js';

export interface TaskQueueCase {
  readonly name: string;
  /** Rejects with an `AssertionError` where the queue does not do it. */
  readonly run: () => Promise<void>;
}

/**
 * What every `TaskQueue` has to do, for whatever runs specs. `make` gives a carrier of its own for each case;
 * `lasts` says whether it knows what a queue before has handed over (`Order.isLasting`).
 */
export const taskQueueCases = (
  make: () => Promise<CarrierUnderTest>,
  { lasts = true }: { readonly lasts?: boolean } = {},
): readonly TaskQueueCase[] =>
  Object.entries(lasts ? { ...contractCases, ...lastingCases } : contractCases).map(
    ([name, check]) => ({
      name,
      run: async () => {
        const bench = new Bench(await make());
        try {
          await check(bench);
        } finally {
          await bench.close();
        }
      },
    }),
  );
