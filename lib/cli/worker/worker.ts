import { listed, quoted } from '../../diagnostics/wording.js';
import { visible } from '../../diagnostics/visible.js';
import type { Pipeline } from '../../load.js';
import { openWorker, QueueError, type QueueWorker, type WorkerOptions } from '../../queue/index.js';
import { Deadline } from '../exit/deadline.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { runnerOf } from '../exit/on-interrupt.js';
import { type Standing, untilInterrupted } from '../exit/until-interrupted.js';
import { UsageError } from '../exit/usage-error.js';
import { type LoadFlags, refuseAnyRunner } from '../files/load-pipeline.js';
import { loadPipelines } from '../files/load-pipelines.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';
import { queueAsked } from '../flags/queue-options.js';
import { milliseconds, whole } from '../flags/run-flags.js';
import { paintFor } from '../terminal/paint-for.js';
import { programsEnded } from '../text/programs-ended.js';

export interface WorkerCommandOptions extends LoadFlags {
  readonly queue?: string;
  readonly onlyRunners?: string;
  readonly concurrency: string;
  readonly name?: string;
  readonly pool?: string;
  readonly drain: string;
  readonly quiet: boolean;
}

const say = (text: string): void => {
  process.stderr.write(`mlpipeline: ${visible(text)}\n`);
};

const computes = (whose: string | undefined): string =>
  `mlpipeline: ${runnerOf(whose)} blocks the event loop, so nothing else can run and this worker cannot ` +
  'respond; `thread: true` runs it in a thread of its own\n';

/** `mlpipeline worker`: makes the attempts that runs hand over, until it is interrupted. */
export const worker = async (
  files: readonly string[],
  options: WorkerCommandOptions,
): Promise<ExitStatus> => {
  const url = queueAsked(options);
  if (url === undefined)
    throw new UsageError('a worker needs a queue: `--queue redis://127.0.0.1:6379`');
  refuseAnyRunner(options);
  if (files.includes('-')) throw new UsageError('a worker cannot read standard input: name a file');
  const [concurrency, drain] = collectUsageErrors(
    () => whole('--concurrency', options.concurrency, 1),
    () => milliseconds('--drain', options.drain),
  );
  const pipelines = await loadPipelines(files, options, paintFor(process.stderr));
  if (pipelines === undefined) return exitStatus.usage;
  const { name, pool } = options;
  const onlyRunners = options.onlyRunners?.split(',').map((one) => one.trim());

  const { quiet } = options;
  const deadline = new Deadline();
  let at: QueueWorker | undefined;
  const standing: Standing = {
    deadline,
    endNow: (why) => {
      const said = at === undefined ? 'this worker is shutting down' : at.endNow(why);
      if (said === undefined) return undefined;
      if (why === 'timeout' || !quiet) say(said);
      return why === 'timeout' ? exitStatus.unsound : exitStatus.interrupted;
    },
    hint: computes,
  };
  await untilInterrupted({ quiet, say, standing }, async (wrapper, interrupted) => {
    const opened = await opening(pipelines, url, {
      ...{ onlyRunners, concurrency, name, pool, say, wrapper },
      due: deadline.move,
    });
    at = opened;
    if (!quiet)
      say(
        `taking tasks of ${listed(pipelines.map(({ graph }) => quoted(graph.name)))}, ${concurrency} at once`,
      );
    if (opened.takes === 0)
      say('no component is left for this worker: see `--only-runners` and `--pool`');
    await interrupted;
    if (!quiet) say(`shutting down, within ${options.drain}`);
    await opened.close(drain);
  });
  await programsEnded({ quiet });
  return exitStatus.done;
};

/** What cannot be opened is wrong usage. */
const opening = async (
  pipelines: readonly Pipeline[],
  url: string,
  options: WorkerOptions,
): Promise<QueueWorker> => {
  try {
    return await openWorker(
      pipelines.map(({ graph }) => graph),
      url,
      options,
    );
  } catch (error) {
    if (error instanceof QueueError) throw new UsageError(error.message);
    throw error;
  }
};
