import * as E from 'fp-ts/lib/Either.js';

import type { Settled } from '../consumables.js';
import type { Task } from '../task.js';
import { Skipped } from '../task-end.js';
import { Omission } from './omission.js';

/**
 * Why a task does not run with what it takes; `undefined` where it does. A condition is asked first; what
 * is absent omits a task, whatever has become of the rest.
 */
export const unrunnable = (
  { component }: Task,
  settled: readonly Settled[],
): Skipped | Omission | undefined => {
  const none = settled.filter(E.isLeft);
  if (none.length === 0) return undefined;
  const gate = component.when === undefined ? undefined : settled[component.inputs.length];
  const [why] =
    gate !== undefined && E.isLeft(gate)
      ? [gate]
      : [...none.filter(({ left }) => left instanceof Omission), ...none];
  if (why === undefined) return undefined;
  return why.left instanceof Omission ? why.left : new Skipped(why.left);
};
