import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

import type { Piscina } from 'piscina';
import { Observable } from 'rxjs';

import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { withFiles } from './portable-files.js';
import { copied } from './portable-values.js';
import { revived } from './portable-error.js';
import type { Runner } from '../runner.js';
import { tellTeardown } from '../tell-teardown.js';
import { stop, type ThreadMessage, type ThreadTask } from './thread-task.js';

type Values = Readonly<Record<string, unknown>>;

/** How many threads a component shares that asks for so many; `true` is one for each processor. */
export const poolSize = (thread: number | true): number =>
  thread === true ? availableParallelism() : thread;

/** Whether the package that threads need is installed. */
export const hasThreads = (): boolean => {
  try {
    createRequire(import.meta.url).resolve('piscina');
    return true;
  } catch {
    return false;
  }
};

// Idle threads hold what their runners have loaded, such as a model, for so long.
const idleTimeout = 60_000;

// Of the process, as its processors are: runs share them, and none keeps the process.
const pools = new Map<number, Promise<Piscina>>();

const poolOf = (size: number): Promise<Piscina> => {
  let pool = pools.get(size);
  if (pool === undefined) pools.set(size, (pool = newPool(size)));
  return pool;
};

const newPool = async (size: number): Promise<Piscina> => {
  const { Piscina } = await import('piscina').catch((error: unknown) => {
    throw new FinalError(
      'threads need the package `piscina`, which is not installed: run `npm install piscina`',
      { cause: error },
    );
  });
  const pool = new Piscina({
    // One that stays: else what waits for a thread would wait for ever behind one that is ended.
    minThreads: 1,
    maxThreads: size,
    idleTimeout,
    // Else a thread would stand still between tasks, with all that its runners left at work.
    atomics: 'disabled',
  });
  // Of a thread that has no attempt at work: another takes its place.
  pool.on('error', () => undefined);
  return pool;
};

const worker = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../../scripts/thread-worker.mjs' : './thread-worker.js',
    import.meta.url,
  ),
);

// A runner that hears its signal ends within that; one in an endless loop hears nothing.
const letGoWithin = 250;

const ending = new Set<Promise<unknown>>();

/** Resolves when no thread is left whose attempt has been stopped and that has yet to end. */
export const threadsEnded = async (): Promise<void> => {
  await Promise.all(ending);
};

/**
 * Each attempt runs in one of so many worker threads. What a runner logs, its progress and its
 * failures are as without. A stopped attempt is told so by its signal, and ended with its thread if it
 * does not let go, also in an endless loop: `held` is called when it is stopped, and what it gives
 * when the thread is free. Inputs are copied, outputs are moved.
 */
export const withThread =
  (thread: number | true, held: () => () => void = () => () => undefined) =>
  (runner: Runner): Runner => ({
    ...runner,
    run: (inputs, context) =>
      new Observable<Values>((subscriber) => {
        const { module } = runner;
        if (module === undefined)
          throw new FinalError(
            `runner ${quoted(runner.name)} cannot run in a thread: it was not loaded from a module`,
          );
        const { run, item, component, outputs, attempt, directory, scratchPath } = context;
        const { params, seed, trace } = context;
        const { values, transfer, hasFiles } = copied({ ...inputs });
        const { values: ownParams } = copied({ params });
        const { port1, port2 } = new MessageChannel();
        const stopping = new AbortController();
        const tell = (error: Error): void => {
          try {
            tellTeardown(context, error);
          } catch {
            // The run is over: unlike one in the main thread this comes late, and must harm nobody.
            process.emitWarning(
              `a teardown of runner ${quoted(runner.name)} failed in its thread: ${error.message}`,
            );
          }
        };
        let isStarted = false;
        let isSettled = false;
        let killing: NodeJS.Timeout | undefined;
        const take = (message: ThreadMessage): void => {
          switch (message.type) {
            case 'started':
              isStarted = true;
              return;
            case 'teardown-failed':
              tell(revived(message.error));
              return;
            case 'part':
              context.part(message.port, message.value);
              return;
            case 'log':
              context.log(message.message);
              return;
            case 'progress':
              context.progress(message.fraction);
              return;
            case 'done':
              isSettled = true;
              subscriber.next(
                (message.hasFiles ? withFiles(message.values) : message.values) as Values,
              );
              subscriber.complete();
              return;
            case 'failed':
              isSettled = true;
              subscriber.error(revived(message.error));
          }
        };
        port1.on('message', take);
        const task: ThreadTask = {
          module,
          runner: runner.name,
          inputs: values as Values,
          hasFiles,
          params: (ownParams as { readonly params: Values }).params,
          ...{ run, item, component, outputs, attempt, directory, scratchPath, trace },
          seed,
          port: port2,
        };
        const served = poolOf(poolSize(thread))
          .then((pool) =>
            pool.run(task, {
              filename: worker,
              signal: stopping.signal,
              transferList: [...transfer, port2],
            }),
          )
          .catch((error: unknown) => {
            if (!isSettled) subscriber.error(ended(error, runner.name));
          });
        return () => {
          if (isSettled) {
            port1.close();
            return;
          }
          isSettled = true;
          const free = held();
          const ended = served.finally(() => {
            clearTimeout(killing);
            // What it told last may have yet to come.
            for (const message of messagesOn(port1)) take(message);
            port1.close();
            ending.delete(ended);
            free();
          });
          ending.add(ended);
          if (!isStarted) {
            stopping.abort();
            return;
          }
          port1.postMessage(stop);
          killing = setTimeout(() => {
            stopping.abort();
          }, letGoWithin);
        };
      }),
  });

const messagesOn = function* (port: MessagePort): Generator<ThreadMessage> {
  for (;;) {
    const received = receiveMessageOnPort(port);
    if (received === undefined) return;
    yield received.message as ThreadMessage;
  }
};

// What a thread did not live to tell.
const ended = (error: unknown, runner: string): Error => {
  if (error instanceof FinalError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? 'it needs more memory than a thread may use'
      : /exited with code/.test(message)
        ? 'it ended its thread'
        : message;
  return new Error(`runner ${quoted(runner)} failed in its thread: ${why}`, { cause: error });
};
