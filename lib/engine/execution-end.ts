import * as E from 'fp-ts/lib/Either.js';

import { type Consumable, settledOf } from './consumables.js';
import { isFailure } from './control/chosen.js';
import type { Outcome, Values } from './events/event.js';
import type { Failure } from './failure.js';
import type { Plan } from './plan.js';
import { recordOf } from './port-values.js';
import type { TaskState } from './task-state.js';
import type { Wiring } from './wiring.js';

/*
 * What an execution comes to, once nothing more happens in it.
 */

/**
 * The tasks that have not ended, as declared in the graph: what lies below a failed task is skipped for
 * that, whatever else it waits for; the rest has no cause, and is cancelled.
 */
export const endsOfUnsettled = (
  { graph, wanted }: Plan,
  states: readonly TaskState[],
  failures: ReadonlyMap<number, Failure>,
): readonly { readonly index: number; readonly cause: Failure | undefined }[] => {
  const causes = new Map(failures);
  return graph.components.flatMap(({ predecessors }, index) => {
    const state = states[index];
    const isOpen = state === 'pending' || state === 'running';
    if (wanted[index] !== 1 || (!isOpen && state !== 'skipped')) return [];
    const failed = predecessors.find((before) => causes.has(before));
    const cause = failed === undefined ? undefined : causes.get(failed);
    if (cause !== undefined) causes.set(index, cause);
    return isOpen ? [{ index, cause }] : [];
  });
};

/** Whether an execution has failed where nothing of it is left: where something may be absent, by its outputs alone. */
export const hasFailed = (
  { outputs, control }: Plan,
  { consumables }: Wiring,
  failures: ReadonlyMap<number, Failure>,
): boolean =>
  control === undefined
    ? failures.size > 0
    : outputs.some(({ consumable }) => failureOf(consumables[consumable]) !== undefined);

/** The failure of the first output that failed, then the others, in the order in which they happened. */
export const failuresTold = (
  { outputs }: Plan,
  { consumables }: Wiring,
  failures: ReadonlyMap<number, Failure>,
): readonly Failure[] => {
  const all = [...failures.values()];
  const [first] = outputs.flatMap(({ consumable }) => failureOf(consumables[consumable]) ?? []);
  return first === undefined ? all : [first, ...all.filter((one) => one !== first)];
};

const failureOf = (consumable: Consumable | undefined): Failure | undefined => {
  const settled = settledOf(consumable);
  return settled !== undefined && isFailure(settled) ? settled.left : undefined;
};

/** The outputs of the pipeline that are there, joined as the inputs of a task are. */
export const outputsThere = (
  { outputs, control }: Plan,
  wiring: Wiring,
  outcome: Outcome,
): Values => {
  const areAllThere = outcome === 'done' && control === undefined;
  const there = areAllThere
    ? outputs
    : outputs.filter(({ consumable }) => {
        const settled = settledOf(wiring.consumables[consumable]);
        return settled !== undefined && E.isRight(settled);
      });
  let values: Values = {};
  wiring.join(there.map(({ consumable }) => consumable)).subscribe((settled) => {
    values = recordOf(
      there.map(({ name }) => name),
      settled.map((one) => (E.isRight(one) ? one.right : undefined)),
    );
  });
  return values;
};
