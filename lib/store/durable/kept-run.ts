import { fromEvent, Subscription } from 'rxjs';

import type { Outcome, Values } from '../../engine/events/event.js';
import type { KeptRun } from '../../engine/run/keeping.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import type { Graph } from '../../graph/graph.js';
import type { FinishedTask, RunWriter } from '../store.js';
import type { BlobStore } from '../values/blob-store.js';
import { committed } from './committed.js';
import { historySink } from './history-sink.js';
import { keepAll, letStay } from './kept-values.js';
import { unstoredOf, without } from './unstored.js';
import type { OnceKeeper } from './keeping-once.js';

export interface Written {
  readonly graph: Graph;
  readonly writer: RunWriter;
  readonly keeper: OnceKeeper;
  readonly blobs: BlobStore;
  /** Whether the run has just been made, so that nothing of it can have finished before. */
  readonly isNew: boolean;
  /** What tasks gave in an earlier run that is taken in this one, by the way to them. */
  readonly earlier?: ReadonlyMap<string, FinishedTask> | undefined;
  /** What looks results up elsewhere, inside of what commits them. */
  readonly lookups?: readonly TaskWrapper[] | undefined;
}

export interface LeavableRun extends KeptRun {
  /** Nothing more is written of the run, and at its end it is let go, to be resumed. */
  readonly leave: () => void;
}

/** What a run is written by, from where it stands to its end. */
export const keptRun = (
  { graph, writer, keeper, blobs, isNew, earlier, lookups = [] }: Written,
  fail: (error: unknown) => void,
): LeavableRun => {
  const unstored = unstoredOf(graph);
  let isLeft = false;
  let hasEnded = false;
  const history = historySink(writer, unstored, fail, () => isLeft);
  const { lost } = writer;
  const watch = new Subscription();
  const taken = (): void => {
    fail(lost.reason);
  };
  watch.add(fromEvent(lost, 'abort').subscribe(taken));
  if (lost.aborted) taken();
  const end = async (outcome: Outcome, outputs: Values): Promise<void> => {
    hasEnded = true;
    await history.written;
    watch.unsubscribe();
    if (isLeft) await writer.release();
    // Of a run that another process has taken over nothing of this one counts.
    else if (!lost.aborted) {
      const lasting = without(outputs, unstored.outputs);
      const kept = await keepAll(keeper, lasting, (name) => `output ${name}`);
      letStay(blobs, kept);
      await writer.end(outcome, kept);
    }
  };
  return {
    lookups,
    commit: committed({ writer, keeper, unstored, isNew, earlier, fail }),
    sink: history.sink,
    end,
    leave: () => {
      isLeft = !hasEnded;
    },
  };
};
