import type { Writable } from 'node:stream';

import { lastValueFrom, takeUntil, tap } from 'rxjs';

import { visible, visibleLines } from '../../diagnostics/visible.js';
import { quoted } from '../../diagnostics/wording.js';
import { each } from '../../engine/each/each.js';
import type { EachOptions } from '../../engine/each/each-options.js';
import type { Graph } from '../../graph/graph.js';
import { type BatchOutputs, EachBatch } from './each-batch.js';
import { EachEnd } from './each-end.js';
import { eachLogs } from './each-logs.js';
import { eachSummary } from './each-summary.js';
import { WentWithout } from './went-without.js';
import { type EachCommandOptions, eachOptions, refuseConflicts } from './each-flags.js';
import { EachProgress } from './each-progress.js';
import { openToWrite, openResults } from '../files/results-file.js';
import { eachScreen } from './each-screen.js';
import { pipelineKey } from './pipeline-key.js';
import { openItems } from './open-items.js';
import { endGroupsNow } from '../../runners/command/process-group.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { LineFile } from '../files/line-file.js';
import { type ItemsFiles, itemsFiles } from '../files/run-files.js';
import { noteText } from '../text/note-text.js';
import { onClosedOutput } from '../exit/closed-output.js';
import { onInterrupt } from '../exit/on-interrupt.js';
import { programsEnded } from '../text/programs-ended.js';
import { prunedText } from '../text/pruned-text.js';
import { inputNames, neededBy, readInputs } from '../files/read-inputs.js';
import { refuseUntyped } from '../files/refuse-untyped.js';
import { withFlags } from '../flags/run-flags.js';
import { queueByFlags } from '../queue/queue-by-flags.js';
import { type CommandTracing, tracingByEnvironment } from '../flags/tracing-by-environment.js';
import { shortId } from '../store/short-id.js';
import { showsText } from '../terminal/run-sinks.js';
import { AttemptsAtWork } from '../exit/attempts-at-work.js';
import { onOutsideFailure, outsideFailureText } from '../exit/outside-failure.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';
import { stdout } from '../terminal/stdout.js';

/**
 * `mlpipeline run --each`: runs a pipeline for each item of a source. Results go to stdout or to a
 * file, failures to stderr and to a file, as lines.
 */
export const runEach = async (
  file: string,
  declared: Graph,
  items: string,
  options: EachCommandOptions,
  where?: string,
): Promise<ExitStatus> => {
  refuseConflicts(file, items, options, where);
  const [graph, settings, fixed] = collectUsageErrors(
    () => withFlags(declared, options),
    () => eachOptions(declared, options),
    () => readInputs(declared, options.inputs ?? [], options.inputsFile, { isPartial: true }),
  );
  refuseUntyped(graph, inputNames(options.inputs ?? []));
  const source = await openItems(items, graph, fixed, neededBy(graph, options.only));
  const end = new EachEnd();
  const outputs = await openOutputs(graph, options, end);
  const say = (line: string): void => {
    process.stderr.write(noteText(`mlpipeline: ${line}\n`, options));
  };
  // Loaded for those who keep runs.
  const kept =
    where === undefined
      ? undefined
      : await (
          await import('./kept-items.js')
        ).openKeptItems(where, {
          ...{ file, graph, options, items, fixed, say },
        });
  process.stderr.write(prunedText(graph, options));
  if (kept !== undefined && !options.quiet)
    process.stderr.write(
      noteText(
        `mlpipeline: batch ${shortId(kept.batch)}, kept in ${quoted(kept.where)}\n`,
        options,
      ),
    );
  if (outputs.outdated > 0) process.stderr.write(noteText(outdatedText(outputs, options), options));
  const progress = new EachProgress(source.total, Date.now());
  const screen = await eachScreen(progress, options);
  const print = (line: string): void => {
    screen.print(noteText(line, options));
  };
  const files = await itemsFiles(options, graph.name);
  const batch = new EachBatch(source, fixed, { ...outputs, print, files }, progress, () => {
    if (options.onFailure === 'stop') end.come('failure');
  });
  let outsideFailure: string | undefined;
  const without = new WentWithout();
  const queue = await queueByFlags(options);
  const traced = await tracingByEnvironment(say);
  let troubles: string | undefined;
  const finishFiles = (): void => {
    if (troubles !== undefined) return;
    troubles = noteText(files.finish(), options);
    process.stderr.write(troubles);
  };
  const tell = (): ExitStatus => {
    finishFiles();
    const { unread } = batch;
    if (unread !== undefined) say(visibleLines(unread.message));
    if (outsideFailure !== undefined) say(outsideFailure);
    if (without.text !== '') say(without.text);
    if (!options.quiet || end.why === 'interrupt' || progress.failed > 0)
      say(eachSummary(progress, end.why, options, kept !== undefined));
    if (end.why === 'interrupt') return exitStatus.interrupted;
    if (end.why === 'timeout') return exitStatus.timeout;
    return progress.failed > 0 || (unread ?? outsideFailure) !== undefined
      ? exitStatus.unsound
      : troubles === ''
        ? exitStatus.done
        : exitStatus.usage;
  };
  const stopListening = onInterrupt({
    cancel: () => {
      end.come('interrupt');
    },
    endNow: (why) => {
      end.come(why === 'timeout' ? why : 'interrupt');
      screen.close();
      const status = tell();
      endGroupsNow();
      return status;
    },
    longest: settings.timeout ?? graph.timeout,
    isTold: showsText(options),
    whose: () => atWork.computing,
  });
  const atWork = new AttemptsAtWork(({ item, component }) => {
    const place = item === undefined ? undefined : batch.itemAt(item)?.place;
    return place === undefined ? quoted(component) : `${quoted(component)} of ${visible(place)}`;
  });
  const stopHearing = onOutsideFailure((failure) => {
    // Others go on, and may be waited for in turn.
    if (failure.kind === 'idle') setImmediate(() => undefined);
    const attempt = atWork.atFault(failure);
    if (attempt === undefined) {
      if (atWork.failAll(failure)) return;
      outsideFailure ??= outsideFailureText(failure, []);
      // Nobody is at work whose it could be: the next item may be sound.
      if (failure.kind === 'idle') end.come('outside-failure');
    } else if (!atWork.failOne(attempt, failure)) {
      outsideFailure ??= `${outsideFailureText(failure, [])}, from ${attempt.name} after it had ended`;
    }
  });
  const stopMinding = onClosedOutput(() => {
    end.come('closed-output');
  });
  const itemOptions = {
    ...settings,
    ...queue.options,
    sinks: sinksOf(batch, screen.print, files, traced, without, options),
    wrappers: [...traced.wrappers, atWork.wrapper],
  };
  const results$ = each(
    { graph },
    { ...itemOptions, ...kept?.options, onFailure: 'emit' },
  )(batch.items());
  try {
    const all = lastValueFrom(
      results$.pipe(
        tap((result) => {
          batch.settle(result);
          screen.refresh();
        }),
        takeUntil(
          end.comes$.pipe(
            tap(() => {
              batch.stop();
            }),
          ),
        ),
      ),
      { defaultValue: undefined },
    );
    await (kept === undefined ? all : kept.told(all));
  } finally {
    stopListening();
    screen.close();
    await kept?.close();
    await outputs.close();
    await stopHearing();
    stopMinding();
    finishFiles();
    await queue.close();
  }
  if (end.why instanceof UsageError) throw end.why;
  // Where nothing could be read it is the command line that is wrong.
  if (batch.unread !== undefined && progress.ended === 0) throw batch.unread;
  const status = tell();
  const [untold] = await Promise.all([traced.finish(), programsEnded(options)]);
  process.stderr.write(noteText(untold, options));
  return status;
};

interface Outputs extends Omit<BatchOutputs, 'print' | 'files'> {
  /** How many results that are gone on with were made by the pipeline as it was before. */
  readonly outdated: number;
  readonly close: () => Promise<void>;
}

const outdatedText = ({ done, outdated }: Outputs, { results = '' }: EachCommandOptions): string =>
  `mlpipeline: ${outdated === done?.size ? 'the results' : `${outdated} of ${done?.size ?? 0} results`} in ${quoted(results)} were made before the pipeline, its params or its modules of runners changed: they are kept as they are; to make them again, remove them from the file\n`;

const openOutputs = async (
  graph: Graph,
  { results: path, resume, failed: failedPath }: EachCommandOptions,
  end: EachEnd,
): Promise<Outputs> => {
  const file = (name: string, stream: Writable): LineFile =>
    new LineFile(stream, ({ message }) => {
      end.come(new UsageError(`${quoted(name)} cannot be written: ${message}`));
    });
  const key = pipelineKey(graph);
  const kept = path === undefined ? undefined : await openResults(path, resume === true, key);
  const results =
    path === undefined || kept === undefined ? new LineFile(stdout) : file(path, kept.stream);
  const failed =
    failedPath === undefined ? undefined : file(failedPath, await openToWrite(failedPath, 'w'));
  return {
    results,
    failed,
    done: kept?.done,
    pipelineKey: key,
    outdated: kept?.outdated ?? 0,
    close: async () => {
      if (kept !== undefined) await results.end();
      await failed?.end();
    },
  };
};

const sinksOf = (
  batch: EachBatch,
  print: (line: string) => void,
  files: ItemsFiles,
  traced: CommandTracing,
  without: WentWithout,
  options: EachCommandOptions,
): NonNullable<EachOptions['sinks']> => {
  const logOf = eachLogs(print, options);
  return (_, index) => {
    const place = batch.itemAt(index)?.place ?? '';
    return [
      ...logOf(visible(place)),
      ...files.sinksOf(place),
      ...traced.sinks,
      without.sinkFor(place),
    ];
  };
};
