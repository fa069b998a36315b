import * as E from 'fp-ts/lib/Either.js';
import { ReplaySubject } from 'rxjs';

import type { Omission } from './control/omission.js';
import type { Failure } from './failure.js';
import { endOf, type Plan } from './plan.js';

/** What a consumable carries: its value, or why there is none. A failure is data, and so is absence. */
export type Settled = E.Either<Failure | Omission, unknown>;

/** What the end of a task settles as, for those that wait for that alone. */
export const settledEnd: Settled = E.right(undefined);

/** In a live run, in place of a value: it has yet to follow from what has changed. */
export const pending = undefined;

export type Consumable = ReplaySubject<Settled | typeof pending>;

/**
 * A `ReplaySubject` with a buffer of one for each consumable, and for the end of each task that others
 * depend on: whoever subscribes later than a value comes gets it all the same, so that a task needs
 * to be subscribed only when all that it takes is there.
 */
export const consumablesOf = ({ graph, things, dependents }: Plan): Consumable[] => {
  const first = endOf(graph, 0);
  const subjects: Consumable[] = [];
  for (let thing = 0; thing < things; thing += 1)
    if (thing < first || !dependents.isEmpty(thing)) subjects[thing] = new ReplaySubject(1);
  return subjects;
};

/** What a consumable has settled as: a subject replays it at once. */
export const settledOf = (consumable: Consumable | undefined): Settled | typeof pending => {
  let settled: Settled | typeof pending;
  const look = consumable?.subscribe((one) => {
    settled = one;
  });
  look?.unsubscribe();
  return settled;
};
