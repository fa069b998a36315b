import type { Redis } from 'ioredis';

import { prefix } from './names.js';

/** How a job stands in Redis, whatever has been told of it. */
export type Standing =
  | { readonly type: 'waits' }
  | { readonly type: 'at work' }
  | { readonly type: 'ended'; readonly result: string | null | undefined }
  | { readonly type: 'lost'; readonly reason: string };

/** Of each, in their order. */
export const standings = async (
  redis: Redis,
  jobs: readonly { readonly queue: string; readonly id: string }[],
): Promise<readonly Standing[]> => {
  const transaction = redis.multi();
  for (const { queue, id } of jobs) {
    const key = `${prefix}:${queue}:${id}`;
    transaction.hmget(key, 'data', 'processedOn', 'finishedOn', 'returnvalue', 'failedReason');
    transaction.exists(`${key}:lock`);
  }
  const found = (await transaction.exec()) ?? [];
  return jobs.map((_, at) =>
    standing(
      (found[2 * at]?.[1] ?? []) as readonly (string | null)[],
      found[2 * at + 1]?.[1] === 1,
    ),
  );
};

const standing = (
  [data, processed, finished, result, failed]: readonly (string | null | undefined)[],
  isLocked: boolean,
): Standing => {
  if (data == null) return { type: 'lost', reason: 'the queue has lost it' };
  if (failed != null) return { type: 'lost', reason: `its worker could not take it: ${failed}` };
  if (finished != null) return { type: 'ended', result };
  if (processed == null) return { type: 'waits' };
  return isLocked ? { type: 'at work' } : { type: 'lost', reason: 'its worker no longer responds' };
};
