import * as E from 'fp-ts/lib/Either.js';

import type { Values } from '../../engine/events/event.js';
import { RunError } from '../../engine/failure.js';
import type { Run } from '../../engine/run/run.js';
import { start } from '../../engine/run/start.js';
import type { Tally } from '../../sinks/tally.js';
import { type EachCommandOptions, refuseWithoutEach } from '../each/each-flags.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { findingsText, loadOnePipeline, refuseAnyRunner } from '../files/load-pipeline.js';
import { inputFiles, inputNames, readInputs } from '../files/read-inputs.js';
import { refuseUntyped } from '../files/refuse-untyped.js';
import { refuseWithoutStore } from '../flags/cache-flags.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';
import { missingFileError } from '../flags/missing-file-error.js';
import { uncachedText } from '../store/uncached-text.js';
import { noteText } from '../text/note-text.js';
import { warningsText } from '../text/warnings-text.js';
import { queueByFlags } from '../queue/queue-by-flags.js';
import { runOptions, withFlags } from '../flags/run-flags.js';
import { followRun } from '../follow/follow-run.js';
import { refusePipelineAsStore, storeAsked } from '../store/store-flags.js';
import { paintFor } from '../terminal/paint-for.js';

/** `mlpipeline run`: runs a pipeline; its outputs on stdout, everything else on stderr. */
export const run = async (
  argument: string | undefined,
  options: EachCommandOptions,
): Promise<ExitStatus> => {
  refusePipelineAsStore(options);
  const file = fileOf(argument, options);
  refuseAnyRunner(options);
  const where = storeAsked(options, file);
  refuseWithoutStore(options, where);
  const loaded = await loadOnePipeline(file, options);
  if (E.isLeft(loaded)) {
    process.stderr.write(findingsText(loaded.left, paintFor(process.stderr)));
    return exitStatus.usage;
  }
  const { graph: declared, findings } = loaded.right;
  if (!options.quiet) process.stderr.write(noteText(warningsText(findings, options), options));
  if (where === undefined && !options.quiet)
    process.stderr.write(noteText(uncachedText([declared], file, options), options));
  if (options.each !== undefined) {
    return (await import('../each/run-each.js')).runEach(
      file,
      declared,
      options.each,
      options,
      where,
    );
  }
  refuseWithoutEach(options);
  const [graph, settings, inputs] = collectUsageErrors(
    () => withFlags(declared, options),
    () => runOptions(declared, options),
    () => readInputs(declared, options.inputs ?? [], options.inputsFile, options),
  );
  refuseUntyped(graph, inputNames(options.inputs ?? []));
  const queue = await queueByFlags(options);
  try {
    const asked = { file, graph, settings: { ...settings, ...queue.options }, inputs, options };
    if (where !== undefined)
      return await (await import('../store/run-stored.js')).runStored(where, asked);
    return await followRun({
      ...{ graph, options, timeout: settings.timeout },
      read: [file, ...inputFiles(options)],
      begin: (more) => {
        const run = start({ graph }, inputs, { ...asked.settings, ...more });
        return { run, ended: endOf(run) };
      },
      goesOn: (tally) => (options.store === false ? '' : couldGoOn(tally)),
    });
  } finally {
    await queue.close();
  }
};

/** Where nothing has finished there is nothing to go on from. */
const couldGoOn = ({ finished }: Tally): string =>
  finished.length === 0
    ? ''
    : 'mlpipeline: with `--store` the finished tasks would be kept, and `mlpipeline resume` could continue from there\n';

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
