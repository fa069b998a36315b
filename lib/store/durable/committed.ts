import type { Observable } from 'rxjs';
import { catchError, concatMap, defer, from, NEVER, of, switchMap } from 'rxjs';

import { messageOf } from '../../diagnostics/thrown.js';
import type { Values } from '../../engine/events/event.js';
import { outputsOf } from '../../engine/outputs-event.js';
import {
  KeptOutputs,
  type TaskCall,
  type TaskOutputs,
  type TaskWrapper,
} from '../../engine/wrappers/task-wrapper.js';
import { BlobError } from '../store-error.js';
import type { FinishedTask, RunWriter } from '../store.js';
import type { KeptValue } from '../values/kept-value.js';
import { knownKept } from './known-outputs.js';
import { keepAll, valuesOf } from './kept-values.js';
import { type Unstored, without } from './unstored.js';
import type { OnceKeeper } from './keeping-once.js';
import { UnkeepableError, type ValueKeeper } from '../values/value-keeper.js';

export interface CommitOptions {
  readonly writer: Pick<RunWriter, 'finished' | 'finish'>;
  readonly keeper: OnceKeeper;
  /** Whether the run has just been made, so that nothing of it can have finished before. */
  readonly isNew: boolean;
  /** What tasks gave in an earlier run that is taken in this one, by the way to them. */
  readonly earlier?: ReadonlyMap<string, FinishedTask> | undefined;
  readonly unstored: Unstored;
  /** Ends the run: the store has failed it. */
  readonly fail: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * What a finished task gave is committed before anything that takes it starts, and a task that has finished
 * before gives what was committed. An error of the store is none of the task's, which may have
 * a policy for those: it ends the run.
 */
export const committed = (options: CommitOptions): TaskWrapper => {
  const { isNew, earlier, now = Date.now } = options;
  const stop = (error: unknown): Observable<never> => {
    options.fail(error);
    return NEVER;
  };
  return (call, attempts$) => {
    /** What is read of a row, or else what is given. */
    const readOr = (
      row: FinishedTask | undefined,
      given$: Observable<TaskOutputs>,
    ): Observable<TaskOutputs> =>
      row === undefined
        ? given$
        : defer(() => readAgain(options, call, row)).pipe(
            catchError(stop),
            switchMap((found) => (found === undefined ? given$ : of(found))),
          );
    const made$ = defer(() => {
      const started = now();
      return readOr(earlier?.get(call.task), attempts$).pipe(
        concatMap((given) =>
          from(commit(options, call, given, { started, ended: now() })).pipe(
            catchError((error: unknown) => {
              if (error instanceof UnkeepableError) throw error;
              return stop(error);
            }),
          ),
        ),
      );
    });
    if (isNew) return made$;
    return defer(() => from(options.writer.finished(call.task))).pipe(
      catchError(stop),
      switchMap((row) => readOr(row, made$)),
    );
  };
};

const commit = async (
  { writer, keeper, unstored }: CommitOptions,
  call: TaskCall,
  given: TaskOutputs,
  times: { readonly started: number; readonly ended: number },
): Promise<TaskOutputs> => {
  const { task, inputs, attempt } = call;
  // It is to be computed again, for what must not be written would be missing.
  if (unstored.given(task).size > 0) return given;
  const [taken, gave] = await Promise.all([
    keepAll(keeper, without(inputs, unstored.taken(task)), (port) => `input ${port}`),
    keepOutputs(keeper, given),
  ]);
  await writer.finish({
    task,
    attempt,
    inputs: taken,
    outputs: gave,
    ...(given instanceof KeptOutputs ? { from: given.from } : {}),
    ...times,
  });
  return given instanceof KeptOutputs ? given : withKeptFiles(keeper, given, gave);
};

/** Those that are kept already, such as in the cache, are not written and hashed again. */
const keepOutputs = (
  keeper: OnceKeeper,
  given: TaskOutputs,
): Promise<ReadonlyMap<string, KeptValue>> => {
  const known = knownKept(given);
  const outputs = outputsOf(given);
  for (const [name, kept] of known) keeper.know(outputs[name], kept);
  const isNew = known.size === 0 && !(given instanceof KeptOutputs);
  const keeping = isNew ? { keep: keeper.keepAnew } : keeper;
  return keepAll(keeping, outputs, (output) => `output ${output}`);
};

/** Files by where they are kept: those that were given may be gone when the run has ended. */
const withKeptFiles = async (
  keeper: ValueKeeper,
  given: Values,
  gave: ReadonlyMap<string, KeptValue>,
): Promise<Values> => {
  const files = [...gave].filter(([, { hasFiles }]) => hasFiles === true);
  if (files.length === 0) return given;
  return { ...given, ...(await valuesOf(keeper, new Map(files))) };
};

/** What is damaged counts as not there, and is told: the task runs again. */
const readAgain = async (
  { keeper }: CommitOptions,
  call: TaskCall,
  row: FinishedTask,
): Promise<KeptOutputs | undefined> => {
  try {
    const outputs = await valuesOf(keeper, row.outputs);
    return new KeptOutputs(outputs, row.from ?? `${call.run}/${call.task}`);
  } catch (error) {
    // Any other may be over when the run is resumed.
    if (!(error instanceof BlobError)) throw error;
    call.note(`its earlier outputs cannot be read, so it runs again: ${messageOf(error)}`);
    return undefined;
  }
};
