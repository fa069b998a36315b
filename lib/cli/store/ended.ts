import * as E from 'fp-ts/lib/Either.js';

import type { Values } from '../../engine/event.js';
import { RunError } from '../../engine/failure.js';
import type { DurableRun } from '../../store/durable/durable-run.js';
import { UnkeepableError } from '../../store/durable/value-keeper.js';
import { StoreError } from '../../store/store-error.js';
import type { Ended } from '../follow/run-summary.js';

/** How a durable run ended: that its store failed at the last is told as what no task is at fault for. */
export const endOfDurable = async ({ outputs }: DurableRun): Promise<E.Either<Ended, Values>> => {
  try {
    return E.right(await outputs);
  } catch (error) {
    if (error instanceof RunError) return E.left(error);
    if (error instanceof StoreError || error instanceof UnkeepableError)
      return E.left({ outcome: 'failed', message: error.message, isStray: true });
    throw error;
  }
};
