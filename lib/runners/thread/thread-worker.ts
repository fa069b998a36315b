import { Console } from 'node:console';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { asyncScheduler, type Observable, UnsubscriptionError } from 'rxjs';

import { textOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { guardedController } from '../guarded-signal.js';
import { Listening } from '../listening.js';
import { Lifetime } from '../lifetime.js';
import { loadRunnerModule } from '../modules/load-runner-module.js';
import { withFiles } from './portable-files.js';
import { copied, given } from './portable-values.js';
import { described } from './portable-error.js';
import { randomFrom } from '../random.js';
import type { Runner, RunnerContext } from '../runner.js';
import { madeFolder } from '../scratch.js';
import { isStream, streamOf } from '../stream.js';
import { shippedModule, shippedRunners } from '../shipped/shipped-runners.js';
import { notAwaited, promiseIn } from '../promise-in.js';
import type { ThreadMessage, ThreadTask } from './thread-task.js';

/*
 * What runs in a worker thread: nothing else imports this.
 */

// Stdout is for the outputs of the main program. What is left to the main thread to write is written
// after the attempt has ended, and not at all where the program has: so it is written here.
const later = process.stderr;
const stderr = new Writable({
  write: (chunk: Uint8Array, _, done): void => {
    try {
      writeFileSync(2, chunk);
      done();
    } catch {
      // A pipe that is full just now.
      later.write(chunk, done);
    }
  },
});
globalThis.console = new Console(stderr, stderr);
for (const name of ['stdout', 'stderr'] as const)
  Object.defineProperty(process, name, { value: stderr, configurable: true });
syncBuiltinESMExports();

const modules = new Map<string, Promise<readonly Runner[]>>();

const runnersOf = (module: string): Promise<readonly Runner[]> => {
  let runners = modules.get(module);
  if (runners === undefined) modules.set(module, (runners = loadRunnerModule(module, '/')));
  return runners;
};

const runnerOf = async ({ module, runner: name }: ThreadTask): Promise<Runner> => {
  const runner =
    module === shippedModule
      ? shippedRunners.get(name)
      : (await runnersOf(module)).find((one) => one.name === name);
  if (runner !== undefined) return runner;
  throw new FinalError(`module ${quoted(module)} has no runner ${quoted(name)} in a thread`);
};

/** Serves one attempt; settles when it has ended and all of it has been told. */
export default async function serve(task: ThreadTask): Promise<void> {
  const { port, seed, component, params, outputs, attempt, directory } = task;
  const { run, item, scratchPath, trace } = task;
  const inputs = (task.hasFiles ? withFiles(task.inputs) : task.inputs) as ThreadTask['inputs'];
  // What a thread keeps cannot be shared with others.
  const lifetime = new Lifetime();
  const tell = (message: ThreadMessage, transfer: readonly ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  const teardownFailed = (error: unknown): void => {
    const errors: readonly unknown[] =
      error instanceof UnsubscriptionError ? error.errors : [error];
    for (const one of errors) tell({ type: 'teardown-failed', error: described(one) });
  };
  const stopping = guardedController(teardownFailed);
  const { signal } = stopping;
  port.once('message', () => {
    stopping.abort();
  });
  const context: RunnerContext = {
    run,
    item,
    component,
    params,
    outputs,
    attempt,
    key: `${run}/${component}/${attempt}`,
    directory,
    scratchPath,
    trace,
    scratch: () => madeFolder(scratchPath),
    keep: lifetime.keep,
    signal,
    scheduler: asyncScheduler,
    log: (message) => {
      // What is no text may be nothing that can be sent.
      tell({ type: 'log', message: textOf(message) });
    },
    part: (name, value) => {
      tell({ type: 'part', port: name, value });
    },
    progress: (fraction) => {
      tell({ type: 'progress', fraction });
    },
    random: randomFrom(seed),
    seed,
  };
  tell({ type: 'started' });
  try {
    const runner = await runnerOf(task);
    const result: unknown = await runner.run(inputs, context);
    const values = isStream(result)
      ? await lastOf(streamOf(result, teardownFailed), signal, teardownFailed)
      : result;
    if (signal.aborted) return;
    checkAwaited(task, values);
    // A rejection that nobody hears, or what falls in a microtask, ends the thread: not behind a success.
    await turn();
    tellDone(values, tell);
  } catch (error) {
    if (signal.aborted) return;
    tell({ type: 'failed', error: described(error) });
    stopping.abort();
  } finally {
    lifetime.end();
    port.close();
  }
}

// A promise cannot be sent.
const checkAwaited = ({ runner, outputs }: ThreadTask, values: unknown): void => {
  for (const port of outputs) {
    const promise = promiseIn((values as Readonly<Record<string, unknown>> | undefined)?.[port]);
    if (promise !== undefined)
      throw new FinalError(
        notAwaited(`output ${quoted(port)} of runner ${quoted(runner)}`, promise),
      );
  }
};

/** The last value of a stream, or that it has been given up. */
const lastOf = (
  stream: Observable<unknown>,
  signal: AbortSignal,
  teardownFailed: (error: unknown) => void,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    let last: unknown;
    const listening = Listening.to(
      stream,
      {
        next: (values) => {
          last = values;
        },
        error: reject,
        complete: () => {
          resolve(last);
        },
      },
      teardownFailed,
    );
    const giveUp = (): void => {
      listening.unsubscribe();
      resolve(undefined);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp);
  });

type Tell = (message: ThreadMessage, transfer?: readonly ArrayBuffer[]) => void;

const tellDone = (result: unknown, tell: Tell): void => {
  const { values, transfer, hasFiles } = given(result);
  try {
    tell({ type: 'done', values, hasFiles }, transfer);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'DataCloneError') throw error;
    // Some buffers cannot be moved, such as the memory of WebAssembly.
    const copy = copied({ values: result });
    const { values: again } = copy.values as { readonly values: unknown };
    tell({ type: 'done', values: again, hasFiles }, copy.transfer);
  }
};
