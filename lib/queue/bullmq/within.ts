import type { Redis } from 'ioredis';

/** Rejects with that where it has not settled after so many milliseconds; what it waits for goes on. */
export const within = async <T>(
  milliseconds: number,
  work: Promise<T>,
  late: () => Error,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late());
    }, milliseconds);
  });
  try {
    return await Promise.race([work, isLate]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * What is to be done last in a Redis, as far as it comes in so many milliseconds: one that is gone, or that does not
 * answer, as where the network is cut, finds out by itself.
 */
export const untilSilent = async (
  redis: Redis,
  milliseconds: number,
  work: () => Promise<unknown>,
): Promise<void> => {
  if (redis.status !== 'ready') return;
  await within(milliseconds, work(), () => new Error('silent')).catch(() => undefined);
};
