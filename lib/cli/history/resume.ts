import { quoted } from '../../diagnostics/wording.js';
import { InputError } from '../../engine/bind-inputs.js';
import type { RunOptions } from '../../engine/run-options.js';
import { graphCode } from '../../store/cache/graph-code.js';
import { PipelineChangedError } from '../../store/durable/changes.js';
import type { DurableRun } from '../../store/durable/durable-run.js';
import { resume as resumeRun, restartFrom } from '../../store/durable/resume.js';
import type { KeptRun, RunState } from '../../store/store.js';
import { RunHeldError } from '../../store/store-error.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { queueByFlags } from '../queue/queue-by-flags.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { followRun } from '../follow/follow-run.js';
import { lookupsAsked } from '../store/cache-asked.js';
import { endOfDurable } from '../store/ended.js';
import { orUsageError, type Stored } from '../store/open-stored.js';
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
    const kept = await unfinishedRun(stored, id);
    return again(stored, kept, options, ({ graph, asked }, more) =>
      resumeRun({ graph }, kept.id, {
        ...{ ...more, ...stored, code: graphCode(graph) },
        lookups: lookupsAsked(stored, graph, asked),
        ...(options.changed === undefined ? {} : { changed: options.changed }),
      }),
    );
  });

/** `mlpipeline restart`: a run of a kept one's inputs, in which tasks and what lies below them run again. */
export const restart = (id: string, options: RestartCommandOptions): Promise<ExitStatus> =>
  withStore(options, async (stored) => {
    const kept = await stored.store.history.run(id);
    return again(stored, kept, options, ({ graph }, more) =>
      // Past the cache, which would find what was to be made anew.
      restartFrom({ graph }, kept.id, options.task, {
        ...{ ...more, ...stored, code: graphCode(graph) },
      }),
    );
  });

const again = async (
  { store }: Stored,
  kept: KeptRun,
  options: RunCommandOptions,
  begin: (
    loaded: LoadedKept,
    more: Pick<RunOptions, 'sinks' | 'signal' | 'wrappers' | 'remote'>,
  ) => Promise<DurableRun>,
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
        const run = begin(loaded, { ...more, ...queue.options, sinks: [told.sink, ...sinks] });
        const durable = await orUsageError(orUnkeepable(orChanged(run, kept)));
        return { run: durable.run, ended: endOfDurable(durable) };
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
        `${error.message}\n\`--changed rerun\` runs those again, as a run of its own that takes all else from this one; \`--changed keep\` goes on with what has finished as it is`,
      );
    if (error instanceof InputError || error instanceof RangeError)
      throw new UsageError(`run ${shortId(id)}: ${error.message}`);
    throw error;
  }
};

const unfinished: readonly RunState[] = ['interrupted', 'failed', 'cancelled', 'timeout'];

const unfinishedRun = async ({ store }: Stored, id: string | undefined): Promise<KeptRun> => {
  if (id === undefined) {
    const [last] = await store.history.runs({ states: unfinished, most: 1 });
    if (last !== undefined) return store.history.run(last.id);
    throw new UsageError(
      `every run in the store ${quoted(store.where)} is done or at work: there is none to go on with`,
    );
  }
  const kept = await store.history.run(id);
  if (kept.holder !== undefined) throw new RunHeldError(kept.id, kept.holder);
  if (kept.state === 'done')
    throw new UsageError(
      `run ${shortId(kept.id)} is done: there is nothing to go on with; \`mlpipeline restart ${shortId(kept.id)} --task NAME\` runs tasks of it again`,
    );
  return kept;
};
