import type { Failure } from '../failure.js';
import { misfit, unknownInputs } from '../run/bind-inputs.js';
import type { Values } from '../events/event.js';
import type { Plan } from '../plan.js';
import { isRecord, kindOf } from '../port-values.js';

/** What an input becomes; a value that does not fit its type is a failure. */
export interface Change {
  readonly cell: number;
  readonly value: unknown;
  readonly failure: Failure | undefined;
}

/** Why something is no change of these inputs, whatever their values: a sentence each. */
export const nameProblems = (plan: Plan, inputs: Values): readonly string[] => {
  if (!isRecord(inputs))
    return [`a change must be an object of inputs by name, not ${kindOf(inputs)}`];
  // Unknown names are looked for among all the inputs there are only where it is worth a message.
  return Object.keys(inputs).every((name) => cellOf(plan, name) !== undefined)
    ? []
    : unknownInputs(plan.graph, inputs);
};

/** All that is wrong with a change of inputs, a sentence each. */
export const changeProblems = (plan: Plan, inputs: Values): readonly string[] => [
  ...nameProblems(plan, inputs),
  ...(isRecord(inputs) ? changesOf(plan, inputs) : []).flatMap(
    ({ failure }) => failure?.message ?? [],
  ),
];

/** What a change makes of the inputs, in their order; unknown names are left out. */
export const changesOf = (plan: Plan, inputs: Values): readonly Change[] =>
  Object.keys(inputs)
    .flatMap((name) => {
      const cell = cellOf(plan, name);
      return cell === undefined ? [] : [changeOf(plan, cell, name, inputs[name])];
    })
    .sort((a, b) => a.cell - b.cell);

// Input `i` is consumable `i`.
const cellOf = ({ graph, consumableOf }: Plan, name: string): number | undefined => {
  const cell = consumableOf(name);
  return cell !== undefined && cell < graph.inputs.length ? cell : undefined;
};

const changeOf = ({ graph }: Plan, cell: number, name: string, value: unknown): Change => {
  const input = graph.inputs[cell];
  const message = input === undefined ? undefined : misfit(input, value);
  if (message === undefined) return { cell, value, failure: undefined };
  const failure: Failure = {
    kind: 'bad-value',
    task: name,
    attempt: 1,
    message,
    cause: undefined,
    final: true,
  };
  return { cell, value: undefined, failure };
};
