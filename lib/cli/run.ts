import * as E from 'fp-ts/lib/Either.js';

import type { Values } from '../engine/event.js';
import { RunError } from '../engine/failure.js';
import type { Run } from '../engine/run.js';
import { start } from '../engine/start.js';
import { type EachCommandOptions, refuseWithoutEach } from './each-flags.js';
import { exitStatus, type ExitStatus, UsageError } from './exit-status.js';
import { findingsText, loadOne, refuseAnyRunner, registryFor } from './load-input.js';
import { noFile } from './no-file.js';
import { noteText } from './note-text.js';
import { onInterrupt } from './on-interrupt.js';
import { outputsText } from './outputs-text.js';
import { prunedText } from './pruned-text.js';
import { inputFiles, readInputs } from './read-inputs.js';
import { runFiles } from './run-files.js';
import { runOptions, withFlags } from './run-flags.js';
import { runSinks, showsText } from './run-sinks.js';
import { type Ended, runSummary } from './run-summary.js';
import { onStray, strayText } from './stray.js';
import { paintFor } from './terminal.js';
import { together } from './together.js';

/** `mlpipeline run`: runs a pipeline; its outputs on stdout, everything else on stderr. */
export const run = async (
  argument: string | undefined,
  options: EachCommandOptions,
): Promise<ExitStatus> => {
  const file = fileOf(argument, options);
  refuseAnyRunner(options);
  const loaded = await loadOne(file, await registryFor(options));
  if (E.isLeft(loaded)) {
    process.stderr.write(findingsText(loaded.left, paintFor(process.stderr)));
    return exitStatus.usage;
  }
  const { graph: declared } = loaded.right;
  if (options.each !== undefined) {
    return (await import('./each.js')).runEach(file, declared, options.each, options);
  }
  refuseWithoutEach(options);
  const [graph, settings, inputs] = together(
    () => withFlags(declared, options),
    () => runOptions(declared, options),
    () => readInputs(declared, options.inputs ?? [], options.inputsFile),
  );
  const files = await runFiles(options, [file, ...inputFiles(options)]);
  process.stderr.write(prunedText(graph, options));
  const { sinks, tally, close } = await runSinks(graph, options);
  // Listening first: runners may be at work before `start` returns. A signal is only heard after.
  const stopListening = onInterrupt(() => {
    held.cancel();
  }, showsText(options));
  let stray: Ended | undefined;
  const stopHearing = onStray((one) => {
    const tasks = graph.components.map(({ name }) => name);
    const atWork = tasks.filter((task) => held.state(task) === 'running');
    const thrown = one.kind === 'error' ? one.error : undefined;
    stray = { outcome: 'cancelled', message: strayText(one, atWork), thrown };
    held.cancel();
  });
  const held = start({ graph }, inputs, { ...settings, sinks: [...sinks, ...files.sinks] });
  const ended = await endOf(held).finally(() => {
    stopListening();
    stopHearing();
    close();
  });
  process.stderr.write(noteText(await files.finish(), options));
  if (E.isRight(ended)) {
    process.stdout.write(outputsText(ended.right, options.output));
    return exitStatus.done;
  }
  if (options.log !== 'json' || options.quiet)
    process.stderr.write(runSummary(stray ?? ended.left, tally(), options.verbose));
  // All else is said by the events.
  else if (stray !== undefined)
    process.stderr.write(noteText(`mlpipeline: ${stray.message}\n`, options));
  if (stray !== undefined) return exitStatus.unsound;
  switch (ended.left.outcome) {
    case 'failed':
      return exitStatus.unsound;
    case 'timeout':
      return exitStatus.timeout;
    case 'cancelled':
      return exitStatus.interrupted;
  }
};

const fileOf = (argument: string | undefined, options: EachCommandOptions): string => {
  const { file: option } = options;
  if (argument !== undefined && option !== undefined)
    throw new UsageError('the pipeline file is named twice: as an argument and by `--file`');
  const file = argument ?? option;
  if (file === undefined) throw noFile('run', options);
  return file;
};

const endOf = (held: Run): Promise<E.Either<RunError, Values>> =>
  new Promise((resolve, reject) => {
    held.outputs$.subscribe({
      next: (outputs) => {
        resolve(E.right(outputs));
      },
      error: (error: unknown) => {
        if (error instanceof RunError) resolve(E.left(error));
        else reject(error instanceof Error ? error : new Error(String(error)));
      },
    });
  });
