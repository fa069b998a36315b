import { visible } from '../../diagnostics/visible.js';
import type { Remote } from '../../engine/attempts/remote.js';
import type { WorkerThere } from '../../queue/index.js';
import { UsageError } from '../exit/usage-error.js';
import { noteText } from '../text/note-text.js';
import { queueAsked } from '../flags/queue-options.js';
import type { RunCommandOptions } from '../flags/run-flags.js';

/** The queue that a command hands its tasks over to, if there is one. */
export interface CommandQueue {
  readonly options: { readonly remote?: Remote };
  /** Absent where there is no queue. */
  readonly workers?: () => Promise<readonly WorkerThere[]>;
  readonly close: () => Promise<void>;
}

/** Throws a `UsageError` for a queue that cannot be used. */
export const queueByFlags = async (
  options: Pick<RunCommandOptions, 'queue' | 'remote' | 'log' | 'quiet'>,
): Promise<CommandQueue> => {
  const { remote: which } = options;
  const url = queueAsked(options);
  if (url === undefined) {
    if (which !== undefined) throw new UsageError('`--remote` goes with `--queue redis://…`');
    return { options: {}, close: () => Promise.resolve() };
  }
  const { openQueue, QueueError, remote } = await import('../../queue/index.js');
  const say = (line: string): void => {
    process.stderr.write(noteText(`mlpipeline: ${visible(line)}\n`, options));
  };
  try {
    const queue = await openQueue(url, { say });
    return {
      options: { remote: remote(queue, which === undefined ? {} : { which }) },
      workers: queue.workers,
      close: () => queue.close(),
    };
  } catch (error) {
    if (error instanceof QueueError) throw new UsageError(error.message);
    throw error;
  }
};
