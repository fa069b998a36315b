import * as E from 'fp-ts/lib/Either.js';

import type { Values } from '../../engine/event.js';
import { RunError } from '../../engine/failure.js';
import type { Run } from '../../engine/run.js';
import { start } from '../../engine/start.js';
import { type EachCommandOptions, refuseWithoutEach } from '../each/each-flags.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { findingsText, loadOnePipeline, refuseAnyRunner } from '../files/load-pipeline.js';
import { missingFileError } from '../flags/missing-file-error.js';
import { noteText } from '../text/note-text.js';
import { onClosedOutput } from '../exit/closed-output.js';
import { onInterrupt } from '../exit/on-interrupt.js';
import { programsEnded } from '../text/programs-ended.js';
import { outputsText } from '../text/outputs-text.js';
import { prunedText } from '../text/pruned-text.js';
import { inputFiles, readInputs } from '../files/read-inputs.js';
import { runFiles } from './run-files.js';
import { runOptions, withFlags } from '../flags/run-flags.js';
import { runSinks, showsText } from '../terminal/run-sinks.js';
import { type Ended, runSummary, strayText } from './run-summary.js';
import { onOutsideFailure, outsideFailureText } from '../exit/outside-failure.js';
import { paintFor } from '../terminal/paint-for.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';

/** `mlpipeline run`: runs a pipeline; its outputs on stdout, everything else on stderr. */
export const run = async (
  argument: string | undefined,
  options: EachCommandOptions,
): Promise<ExitStatus> => {
  const file = fileOf(argument, options);
  refuseAnyRunner(options);
  const loaded = await loadOnePipeline(file, options);
  if (E.isLeft(loaded)) {
    process.stderr.write(findingsText(loaded.left, paintFor(process.stderr)));
    return exitStatus.usage;
  }
  const { graph: declared } = loaded.right;
  if (options.each !== undefined) {
    return (await import('../each/run-each.js')).runEach(file, declared, options.each, options);
  }
  refuseWithoutEach(options);
  const [graph, settings, inputs] = collectUsageErrors(
    () => withFlags(declared, options),
    () => runOptions(declared, options),
    () => readInputs(declared, options.inputs ?? [], options.inputsFile),
  );
  const files = await runFiles(options, [file, ...inputFiles(options)]);
  process.stderr.write(prunedText(graph, options));
  // What a run does beside its outputs is wanted all the same.
  const stopMinding = onClosedOutput(() => undefined);
  const { sinks, tally, close } = await runSinks(graph, options);
  // Listening first: runners may be at work before `start` returns. A signal is only heard after.
  const stopListening = onInterrupt(() => {
    held.cancel();
  }, showsText(options));
  let endedBy: Ended | undefined;
  const late: Ended[] = [];
  const stopHearing = onOutsideFailure((one) => {
    const message = outsideFailureText(one, held.tasksAtWork);
    const cause = one.kind === 'error' ? one.error : undefined;
    const stray: Ended = { outcome: 'failed', message, isStray: true, cause };
    if (held.fail(message, cause)) endedBy = stray;
    else late.push(stray);
  });
  const held = start({ graph }, inputs, { ...settings, sinks: [...sinks, ...files.sinks] });
  const ended = await endOf(held).finally(() => {
    stopListening();
    close();
  });
  const troubles = await files.finish();
  await stopHearing();
  process.stderr.write(noteText(troubles, options));
  stopMinding();
  if (E.isRight(ended)) process.stdout.write(outputsText(ended.right, options.output));
  // All else is said by the events.
  else if (options.log !== 'json' || options.quiet)
    process.stderr.write(runSummary(endedBy ?? ended.left, tally(), options.verbose));
  for (const stray of late)
    process.stderr.write(noteText(strayText(stray, options.verbose), options));
  await programsEnded(options);
  if (E.isRight(ended)) {
    if (late.length > 0) return exitStatus.unsound;
    return troubles === '' ? exitStatus.done : exitStatus.usage;
  }
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
  if (file === undefined) throw missingFileError('run', options);
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
