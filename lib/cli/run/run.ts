import * as E from 'fp-ts/lib/Either.js';

import { quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/event.js';
import { visible } from '../../diagnostics/visible.js';
import { RunError, stoppedBy } from '../../engine/failure.js';
import type { Run } from '../../engine/run.js';
import { start } from '../../engine/start.js';
import { endGroupsNow } from '../../runners/command/process-group.js';
import { type EachCommandOptions, refuseWithoutEach } from '../each/each-flags.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { findingsText, loadOnePipeline, refuseAnyRunner } from '../files/load-pipeline.js';
import { missingFileError } from '../flags/missing-file-error.js';
import { noteText } from '../text/note-text.js';
import { AttemptsAtWork } from '../exit/attempts-at-work.js';
import { onClosedOutput } from '../exit/closed-output.js';
import { onInterrupt } from '../exit/on-interrupt.js';
import { programsEnded } from '../text/programs-ended.js';
import { outputsText } from '../text/outputs-text.js';
import { prunedText } from '../text/pruned-text.js';
import { inputFiles, inputNames, readInputs } from '../files/read-inputs.js';
import { refuseUntyped } from '../files/refuse-untyped.js';
import { runFiles } from '../files/run-files.js';
import { runOptions, withFlags } from '../flags/run-flags.js';
import { tracingByEnvironment } from '../flags/tracing-by-environment.js';
import { runSinks, showsText } from '../terminal/run-sinks.js';
import { type Ended, runSummary, strayText, withoutText } from './run-summary.js';
import { onOutsideFailure, outsideFailureText } from '../exit/outside-failure.js';
import { paintFor } from '../terminal/paint-for.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';
import { stdout } from '../terminal/stdout.js';

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
    () => readInputs(declared, options.inputs ?? [], options.inputsFile, options),
  );
  refuseUntyped(graph, inputNames(options.inputs ?? []));
  const files = await runFiles(options, [file, ...inputFiles(options)]);
  process.stderr.write(prunedText(graph, options));
  // What a run does beside its outputs is wanted all the same.
  const stopMinding = onClosedOutput(() => undefined);
  const shown = await runSinks(graph, options);
  const traced = await tracingByEnvironment((line) => {
    process.stderr.write(noteText(`mlpipeline: ${line}\n`, options));
  });
  let endedBy: Ended | undefined;
  const late: Ended[] = [];
  const close = (): string => {
    shown.close();
    return noteText(files.finish(), options);
  };
  const tell = (ended: E.Either<Ended, Values>, troubles: string): ExitStatus => {
    process.stderr.write(troubles);
    let problems: readonly string[] = [];
    if (E.isRight(ended)) {
      const printed = outputsText(ended.right, options.output);
      stdout.write(printed.text);
      ({ problems } = printed);
      for (const problem of problems)
        process.stderr.write(noteText(`mlpipeline: ${visible(problem)}\n`, options));
      if (options.quiet || options.log === 'none')
        process.stderr.write(noteText(withoutText(shown.tally()), options));
    }
    // All else is said by the events.
    else if (options.log !== 'json' || options.quiet)
      process.stderr.write(runSummary(ended.left, shown.tally(), options.verbose));
    // The log may be the one that failed.
    for (const why of shown.tally().sinkFailures)
      process.stderr.write(noteText(`mlpipeline: a sink failed: ${visible(why)}\n`, options));
    for (const stray of late)
      process.stderr.write(noteText(strayText(stray, options.verbose), options));
    if (E.isLeft(ended)) return statusOf[ended.left.outcome];
    if (late.length > 0 || problems.length > 0) return exitStatus.unsound;
    return troubles === '' ? exitStatus.done : exitStatus.usage;
  };
  const stopping = new AbortController();
  const timeout = settings.timeout ?? graph.timeout;
  // Listening first: runners may be at work before `start` returns.
  const stopListening = onInterrupt({
    cancel: () => {
      stopping.abort();
    },
    endNow: (why) => {
      stopping.abort(new DOMException('', why === 'timeout' ? 'TimeoutError' : 'AbortError'));
      const outcome = why === 'timeout' ? why : 'cancelled';
      const status = tell(E.left({ outcome, message: stoppedBy[outcome] }), close());
      endGroupsNow();
      return status;
    },
    deadline: timeout === undefined ? undefined : Date.now() + timeout,
    isTold: showsText(options),
  });
  const atWork = new AttemptsAtWork((_, task) => quoted(task));
  const stopHearing = onOutsideFailure((one) => {
    const attempt = atWork.atFault(one);
    if (attempt !== undefined && atWork.failOne(attempt, one)) return;
    const message = outsideFailureText(one, held.tasksAtWork, attempt?.name);
    const cause = one.kind === 'error' ? one.error : undefined;
    const stray: Ended = { outcome: 'failed', message, isStray: true, cause };
    if (held.fail(message, cause)) endedBy = stray;
    else late.push(stray);
  });
  const held = start({ graph }, inputs, {
    ...settings,
    sinks: [...shown.sinks, ...files.sinks, ...traced.sinks],
    signal: stopping.signal,
    wrappers: [...traced.wrappers, atWork.wrapper],
  });
  const ended = await endOf(held).finally(stopListening);
  const troubles = close();
  await stopHearing();
  stopMinding();
  const status = tell(E.isLeft(ended) && endedBy !== undefined ? E.left(endedBy) : ended, troubles);
  const [untold] = await Promise.all([traced.finish(), programsEnded(options)]);
  process.stderr.write(noteText(untold, options));
  return status;
};

const statusOf = {
  failed: exitStatus.unsound,
  timeout: exitStatus.timeout,
  cancelled: exitStatus.interrupted,
} as const satisfies Record<RunError['outcome'], ExitStatus>;

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
