import { visible } from '../../diagnostics/visible.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import { messageOf } from '../../engine/failure.js';

/** What ends work for which no task is known to be at fault. */
export type OutsideFailure =
  | { readonly kind: 'error'; readonly error: unknown }
  /** Nothing is left that could go on: what is waited for never comes. */
  | { readonly kind: 'idle' };

let listener: ((failure: OutsideFailure) => void) | undefined;

/** Hears of the first one, so that the work at hand ends in an orderly way, until it is let go. */
export const onOutsideFailure = (to: (failure: OutsideFailure) => void): (() => void) => {
  listener = to;
  return () => {
    listener = undefined;
  };
};

/** Gives whether somebody heard, who now ends what is at work: a second one is not heard. */
export const tellOutsideFailure = (failure: OutsideFailure): boolean => {
  const to = listener;
  listener = undefined;
  to?.(failure);
  return to !== undefined;
};

/** What is said of it, and of the tasks that it may be from. */
export const outsideFailureText = (failure: OutsideFailure, atWork: readonly string[]): string => {
  const tasks = listed(atWork, 'and', 5, quoted);
  const isOne = atWork.length === 1;
  if (failure.kind === 'idle')
    return `nothing is left that could go on: ${tasks || 'a runner'} ${isOne || tasks === '' ? 'waits' : 'wait'} for what never comes`;
  const when = tasks === '' ? '' : `, while ${tasks} ${isOne ? 'was' : 'were'} at work`;
  return `an error outside of any task${when}: ${visible(messageOf(failure.error))}`;
};
