import { firstValueFrom, fromEvent, Subscription } from 'rxjs';

import { messageOf } from '../../diagnostics/thrown.js';
import type { Outcome, Sink, Values } from '../../engine/event.js';
import type { RunOptions } from '../../engine/run-options.js';
import { start } from '../../engine/start.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import type { Graph } from '../../graph/graph.js';
import type { RunWriter } from '../store.js';
import { committed } from './committed.js';
import type { DurableRun } from './durable-run.js';
import { historySink } from './history-sink.js';
import { keepAll } from './kept-values.js';
import type { PreparedRun } from './prepared-run.js';
import { unstoredOf, without } from './unstored.js';
import type { ValueKeeper } from './value-keeper.js';

interface Driven {
  readonly graph: Graph;
  readonly inputs: Values;
  readonly writer: RunWriter;
  readonly keeper: ValueKeeper;
  readonly isNew: boolean;
  /** What looks results up elsewhere, inside of what commits them. */
  readonly lookups?: readonly TaskWrapper[] | undefined;
  readonly options: RunOptions & { readonly seed: number };
}

export const prepared = ({ options, ...driven }: Driven): PreparedRun => ({
  id: driven.writer.run,
  sequence: driven.writer.sequence,
  begin: (sinks = []) =>
    drive({ ...driven, options: { ...options, sinks: [...sinks, ...(options.sinks ?? [])] } }),
  release: () => driven.writer.release(),
  cancel: () => driven.writer.end('cancelled', new Map()),
});

/** Runs what is written by `writer`, from where it stands to its end. */
const drive = ({ writer, keeper, options, ...driven }: Driven): DurableRun => {
  const remote = options.remote?.lasting ?? options.remote;
  const unstored = unstoredOf(driven.graph);
  let isLeft = false;
  let end: { readonly outcome: Outcome; readonly outputs: Values } | undefined;
  // The run may fail before `start` has returned.
  let failed: { readonly error: unknown } | undefined;
  let fail = (error: unknown): void => {
    failed ??= { error };
  };
  const history = historySink(
    writer,
    unstored,
    (error) => {
      fail(error);
    },
    () => isLeft,
  );
  const ended: Sink = (event) => {
    if (event.type === 'run-finished') end = event;
  };
  const run = start({ graph: driven.graph }, driven.inputs, {
    ...options,
    ...(remote === undefined ? {} : { remote }),
    id: writer.run,
    sinks: [history.sink, ended, ...(options.sinks ?? [])],
    taskWrappers: [
      ...(driven.lookups ?? []),
      ...(options.taskWrappers ?? []),
      committed({
        writer,
        keeper,
        unstored,
        isNew: driven.isNew,
        fail: (error) => {
          fail(error);
        },
      }),
    ],
  });
  fail = (error) => {
    failed ??= { error };
    run.fail(messageOf(error), error);
  };
  if (failed !== undefined) fail(failed.error);
  const watch = new Subscription();
  const { lost } = writer;
  watch.add(
    fromEvent(lost, 'abort').subscribe(() => {
      fail(lost.reason);
    }),
  );
  if (lost.aborted) fail(lost.reason);
  const finish = async (): Promise<Values> => {
    const outcome = await firstValueFrom(run.outputs$).then(
      (outputs) => ({ outputs }),
      (error: unknown) => ({ error }),
    );
    await history.written;
    watch.unsubscribe();
    if (isLeft) await writer.release();
    // Of a run that another process has taken over nothing of this one counts.
    else if (!lost.aborted && end !== undefined) {
      const outputs = await keepAll(
        keeper,
        without(end.outputs, unstored.outputs),
        (name) => `output ${name}`,
      );
      await writer.end(end.outcome, outputs);
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.outputs;
  };
  const outputs = finish();
  outputs.catch(() => undefined);
  const leave = (): void => {
    isLeft = end === undefined;
    run.cancel();
  };
  return { id: writer.run, run, outputs, leave };
};
