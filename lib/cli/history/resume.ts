import { batchMeant } from '../../comparison/run-groups.js';
import { counted, quoted } from '../../diagnostics/wording.js';
import { InputError } from '../../engine/run/bind-inputs.js';
import type { Run } from '../../engine/run/run.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import { PipelineChangedError } from '../../store/durable/changes.js';
import { restart as restartRun, resume as resumeRun, unfinishedRun } from '../../store/resume.js';
import type { History, KeptRun } from '../../store/store.js';
import { UnknownRunError } from '../../store/store-error.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { queueByFlags } from '../queue/queue-by-flags.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { followRun } from '../follow/follow-run.js';
import { cacheSettings } from '../store/cache-asked.js';
import { orUsageError, type Stored } from '../store/open-stored.js';
import { noteText } from '../text/note-text.js';
import { orUnkeepable, ToldRun } from '../store/run-stored.js';
import { shortId } from '../store/short-id.js';
import { withStore } from './history-store.js';
import { type LoadedKept, loadKept } from './load-kept.js';

export interface ResumeCommandOptions extends RunCommandOptions {
  readonly changed?: 'rerun' | 'keep';
}

export interface RestartCommandOptions extends RunCommandOptions {
  readonly task: readonly string[];
}

/** `mlpipeline resume`: goes on with a run that did not finish. */
export const resume = (
  id: string | undefined,
  options: ResumeCommandOptions,
): Promise<ExitStatus> =>
  withStore(options, async (stored) => {
    const kept = await toGoOn(stored, id);
    if (kept.batch !== undefined && !options.quiet)
      process.stderr.write(noteText(ofBatchText(kept.id, kept.batch.id), options));
    return again(stored, kept, options, async ({ graph, asked }, more) => {
      const run = await resumeRun(stored.store, kept.id, {
        ...{ ...more, ...cacheSettings(asked), pipeline: { graph } },
        ...(options.changed === undefined ? {} : { changed: options.changed }),
      });
      if (options.changed === undefined && run.id !== kept.id && !options.quiet)
        process.stderr.write(noteText(changedText(kept.id, run.id), options));
      return run;
    });
  });

const ofBatchText = (run: string, batch: string): string =>
  `mlpipeline: run ${shortId(run)} is part of the batch ${shortId(batch)}: only this run is continued; to continue the whole batch, run the command that started it with \`--resume\`\n`;

const changedText = (before: string, now: string): string =>
  `mlpipeline: the pipeline has changed since run ${shortId(before)} started, but only in tasks that had not finished: the results of the others are kept; \`mlpipeline diff ${shortId(before)} ${shortId(now)}\` shows what has changed\n`;

/** `mlpipeline restart`: a run of a kept one's inputs, in which tasks and what lies below them run again. */
export const restart = (id: string, options: RestartCommandOptions): Promise<ExitStatus> =>
  withStore(options, async (stored) => {
    const kept = await stored.store.history.run(id);
    return again(stored, kept, options, ({ graph }, more) =>
      restartRun(stored.store, kept.id, options.task, { ...more, pipeline: { graph } }),
    );
  });

const again = async (
  { store }: Stored,
  kept: KeptRun,
  options: RunCommandOptions,
  begin: (
    loaded: LoadedKept,
    more: Pick<RunOptions, 'sinks' | 'signal' | 'wrappers' | 'remote'>,
  ) => Promise<Run>,
): Promise<ExitStatus> => {
  const loaded = await loadKept(kept, options);
  if (loaded === undefined) return exitStatus.usage;
  const told = new ToldRun(store.where, options);
  const { timeout } = kept.options;
  const queue = await queueByFlags(options);
  try {
    return await followRun({
      ...{ graph: loaded.graph, options, read: [loaded.file] },
      timeout: typeof timeout === 'number' ? timeout : undefined,
      begin: async ({ sinks = [], ...more }) => {
        const begun = begin(loaded, { ...more, ...queue.options, sinks: [told.sink, ...sinks] });
        const run = await orUsageError(orUnkeepable(orChanged(begun, kept)));
        return { run, ended: told.endOf(run) };
      },
      goesOn: told.goesOn,
    });
  } finally {
    await queue.close();
  }
};

const orChanged = async <T>(promise: Promise<T>, { id }: KeptRun): Promise<T> => {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof PipelineChangedError)
      throw new UsageError(
        `${error.message}\n\`--changed rerun\` runs those again, in a new run that takes everything else from this one; \`--changed keep\` continues, and keeps what has finished as it is`,
      );
    if (error instanceof InputError || error instanceof RangeError)
      throw new UsageError(`run ${shortId(id)}: ${error.message}`);
    throw error;
  }
};

const namedRun = async (history: History, id: string): Promise<KeptRun> => {
  try {
    return await history.run(id);
  } catch (error) {
    const batch = error instanceof UnknownRunError ? await batchMeant(history, id) : undefined;
    if (batch === undefined) throw error;
    throw new UsageError(
      `${quoted(id)} is a batch of ${quoted(batch.pipeline)}, ${counted(batch.runs, 'run')}: to continue it, run the command that started it with \`--resume\``,
    );
  }
};

const toGoOn = async ({ store }: Stored, id: string | undefined): Promise<KeptRun> => {
  const kept = id === undefined ? undefined : await namedRun(store.history, id);
  if (kept?.state === 'done')
    throw new UsageError(
      `run ${shortId(kept.id)} is done: there is nothing to continue; \`mlpipeline restart ${shortId(kept.id)} --task NAME\` runs tasks of it again`,
    );
  return unfinishedRun(store, kept?.id);
};
