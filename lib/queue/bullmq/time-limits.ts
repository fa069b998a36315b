import type { Redis } from 'ioredis';
import { firstValueFrom, from, throwError, timeout } from 'rxjs';

/** Rejects with that where it has not settled after so many milliseconds; what it waits for goes on. */
export const within = <T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> =>
  firstValueFrom(from(work).pipe(timeout({ first: milliseconds, with: () => throwError(late) })));

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
