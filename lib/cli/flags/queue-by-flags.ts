import { UsageError } from '../exit/usage-error.js';
import type { Remote } from '../../engine/remote.js';

export interface QueueFlags {
  readonly queue?: string;
  readonly remote?: 'all' | 'declared';
}

/** The queue that a command hands its tasks over to, if there is one. */
export interface CommandQueue {
  readonly options: { readonly remote?: Remote };
  readonly close: () => Promise<void>;
}

/** Throws a `UsageError` for a queue that cannot be used. */
export const queueByFlags = async (
  { queue: url, remote: which }: QueueFlags,
  say: (line: string) => void,
): Promise<CommandQueue> => {
  if (url === undefined) {
    if (which !== undefined) throw new UsageError('`--remote` goes with `--queue redis://…`');
    return { options: {}, close: () => Promise.resolve() };
  }
  const { openQueue, QueueError, remote } = await import('../../queue/index.js');
  try {
    const queue = await openQueue(url, { say });
    return {
      options: { remote: remote(queue, which === undefined ? {} : { which }) },
      close: () => queue.close(),
    };
  } catch (error) {
    if (error instanceof QueueError) throw new UsageError(error.message);
    throw error;
  }
};
