import {
  asyncScheduler,
  fromEvent,
  identity,
  lastValueFrom,
  map,
  takeLast,
  takeUntil,
  timeout,
  TimeoutError,
  UnsubscriptionError,
} from 'rxjs';

import { textOf } from '../../diagnostics/thrown.js';
import { outcome } from '../../engine/attempts/runner-call.js';
import type { Wrapper } from '../../engine/wrappers/wrapper.js';
import type { Component } from '../../graph/graph.js';
import { guardedController } from '../../runners/guarded-signal.js';
import type { Lifetime } from '../../runners/lifetime.js';
import { notAwaited, promiseIn } from '../../runners/promise-in.js';
import { randomFrom } from '../../runners/random.js';
import type { RunnerContext } from '../../runners/runner.js';
import { madeFolder, Scratch } from '../../runners/scratch.js';
import { described } from '../../runners/thread/portable-error.js';
import { withThread } from '../../runners/thread/with-thread.js';
import { FinalError } from '../../runners/final-error.js';
import { quoted } from '../../diagnostics/wording.js';
import { type CarriedValues, lasting, lastingLong, receiveAll, sendAll } from './carried-values.js';
import { InOrder } from './in-order.js';
import { sentError } from './wire-error.js';
import type { JobData, Message, Result } from './wire.js';

/** What an attempt needs of the worker that makes it. */
export interface Place {
  readonly component: Component;
  readonly directory: string;
  readonly lifetime: Lifetime;
  readonly values: CarriedValues;
  /** Stands around its runner. */
  readonly wrap: Wrapper;
  readonly tell: (message: Message) => void;
  readonly say: (line: string) => void;
}

/** Makes an attempt; fires the runner's signal and gives `undefined` where `stop` fires. */
export const remoteAttempt = async (
  job: JobData,
  place: Place,
  stop: AbortSignal,
): Promise<Result | undefined> => {
  const { values, component } = place;
  let inputs;
  try {
    inputs = await receiveAll(values, job.inputs);
  } catch (error) {
    return { type: 'lost', reason: described(error).message };
  }
  const isStopped = (): boolean => stop.aborted;
  if (isStopped()) return undefined;
  // Few want one.
  let scratch: Scratch | undefined;
  let path: string | undefined;
  const folder = (): string => (path ??= (scratch = new Scratch()).path());
  const told = new InOrder(place.tell);
  // Of an attempt that is stopped, nobody hears any more.
  const teardownFailed = (error: unknown): boolean => {
    for (const one of error instanceof UnsubscriptionError ? error.errors : [error]) {
      const { message } = described(one);
      if (stop.aborted)
        place.say(`${quoted(job.task)}: a teardown of its runner failed: ${message}`);
      else told.next({ type: 'teardown-failed', message });
    }
    return true;
  };
  const stopping = guardedController(teardownFailed);
  told.next({ type: 'begun' });
  try {
    const own = { signal: stopping.signal, folder, teardownFailed };
    const context = contextOf(job, place, told, own);
    const given = await valuesOf(inputs, context, place, stop);
    if (isStopped()) {
      stopping.abort();
      return undefined;
    }
    const result = await resultOf(given, job, values);
    await told.settled();
    return result;
  } catch (error) {
    stopping.abort();
    await told.settled();
    if (error instanceof TimeoutError && component.timeout !== undefined)
      return { type: 'timed-out', milliseconds: component.timeout };
    return { type: 'failed', error: sentError(described(error)) };
  } finally {
    scratch?.close();
  }
};

/** What the runner gives last; `[]` where it gives nothing, or where `stop` fires. */
const valuesOf = (
  inputs: Readonly<Record<string, unknown>>,
  context: RunnerContext,
  { component, wrap }: Place,
  stop: AbortSignal,
): Promise<readonly unknown[]> => {
  const { runner, thread, timeout: longest } = component;
  const wrapped = thread === undefined ? runner : withThread(thread)(runner);
  return lastValueFrom(
    outcome(wrap(wrapped), inputs, context).pipe(
      takeLast(1),
      longest === undefined ? identity : timeout({ first: longest }),
      map((given) => [given]),
      takeUntil(fromEvent(stop, 'abort')),
    ),
    { defaultValue: [] },
  );
};

/** What is of one attempt alone. */
interface Own {
  readonly signal: AbortSignal;
  readonly folder: () => string;
  readonly teardownFailed: (error: unknown) => boolean;
}

const contextOf = (
  job: JobData,
  { component, directory, lifetime, values }: Place,
  told: InOrder<Message>,
  { signal, folder, teardownFailed }: Own,
): RunnerContext => {
  const { run, attempt, key, outputs, seed } = job;
  return {
    ...{ run, attempt, key, outputs, directory, signal, teardownFailed },
    get scratchPath(): string {
      return folder();
    },
    item: job.item ?? undefined,
    component: job.task,
    params: component.params,
    trace: job.trace ?? undefined,
    scheduler: asyncScheduler,
    scratch: () => madeFolder(folder()),
    keep: lifetime.keep,
    random: randomFrom(seed),
    seed,
    log: (message) => {
      if (!signal.aborted) told.next({ type: 'log', message: textOf(message) });
    },
    progress: (fraction) => {
      if (!signal.aborted && fraction >= 0) told.next({ type: 'progress', fraction });
    },
    part: (port, value) => {
      if (signal.aborted) return;
      told.later(
        values.send(port, value).then((carried) => ({ type: 'part', port, value: carried })),
      );
    },
  };
};

const resultOf = async (
  given: readonly unknown[],
  { outputs, task, isLasting = false }: JobData,
  values: CarriedValues,
): Promise<Result> => {
  const seconds = isLasting ? lastingLong : lasting;
  if (given.length === 0) return { type: 'nothing' };
  const [value] = given;
  if (typeof value !== 'object' || value === null)
    return { type: 'other', value: await values.send('what is given', value, seconds) };
  const asked = Object.entries(value).filter(([port]) => outputs.includes(port));
  for (const [port, one] of asked) {
    const path = promiseIn(one);
    if (path !== undefined)
      throw new FinalError(notAwaited(`output ${quoted(`${task}.${port}`)}`, path));
  }
  return { type: 'done', values: await sendAll(values, Object.fromEntries(asked), seconds) };
};
