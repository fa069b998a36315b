import * as E from 'fp-ts/lib/Either.js';

import type { Values } from '../../engine/events/event.js';
import { RunError } from '../../engine/failure.js';
import type { Run } from '../../engine/run/run.js';
import { StoreError } from '../../store/store-error.js';
import type { Ended } from '../follow/run-summary.js';

/** How a run that lasts ended: that its store failed is told as what no task is at fault for. */
export const endOfKept = async (run: Run): Promise<E.Either<Ended, Values>> => {
  try {
    return E.right(await run.outputs);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const { outcome, message, cause, failures } = error;
    const isOfStore = cause instanceof StoreError && failures[0]?.cause !== cause;
    return E.left(isOfStore ? { outcome, message, isStray: true } : error);
  }
};
