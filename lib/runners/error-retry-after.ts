import { isError, readOf } from '../diagnostics/thrown.js';

/**
 * The milliseconds before which a further attempt would be of no use, where an error says so in its
 * `retryAfter`, as a service that is overloaded does.
 */
export const retryAfterOf = (error: unknown): number | undefined => {
  const after = isError(error) ? readOf(error, 'retryAfter') : undefined;
  return typeof after === 'number' && after > 0 ? after : undefined;
};
