import { visible } from '../../diagnostics/visible.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { errorPlace } from './error-place.js';

/** What ends work for which no task is known to be at fault. */
export type OutsideFailure =
  | { readonly kind: 'error'; readonly error: unknown }
  /** Nothing is left that could go on: what is waited for never comes. */
  | { readonly kind: 'idle' };

let listener: ((failure: OutsideFailure) => void) | undefined;

/**
 * Hears of each, so that the work at hand ends in an orderly way. Gives a function that lets go,
 * which resolves when all that was thrown up to then has been heard: a promise that rejects and that
 * nobody waits for is found out when all else has had its turn.
 */
export const onOutsideFailure = (to: (failure: OutsideFailure) => void): (() => Promise<void>) => {
  listener = to;
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    listener = undefined;
  };
};

/** Gives whether somebody heard, who now ends what is at work. */
export const tellOutsideFailure = (failure: OutsideFailure): boolean => {
  listener?.(failure);
  return listener !== undefined;
};

/** What is said of it, and of the tasks that it may be from, or of `from`, which has let it fall. */
export const outsideFailureText = (
  failure: OutsideFailure,
  atWork: readonly string[],
  from?: string,
): string => {
  const tasks = listed(atWork, 'and', 5, quoted);
  const isOne = atWork.length === 1;
  if (failure.kind === 'idle')
    return `nothing is left to run: ${tasks || 'a runner'} ${isOne || tasks === '' ? 'waits' : 'wait'} for something that never happens`;
  const { error } = failure;
  const when =
    from !== undefined
      ? `, from ${from} after it had ended`
      : tasks === ''
        ? ''
        : `, while ${tasks} ${isOne ? 'was' : 'were'} at work`;
  const place = errorPlace(error);
  const where = place === undefined ? '' : ` (at ${visible(place)})`;
  return `an error outside of any task${when}: ${visible(messageOf(error))}${where}`;
};
