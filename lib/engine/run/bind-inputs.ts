import { fitsType, type InputType } from '../../declaration/inputs.js';
import { Suggester } from '../../diagnostics/suggest.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import type { Graph, PipelineInput } from '../../graph/graph.js';
import { notAwaited, promiseIn } from '../../runners/promise-in.js';
import type { Values } from '../events/event.js';
import { planOf } from '../plan.js';
import { kindOf, recordOf } from '../port-values.js';

/** What is wrong with the inputs that a run was given: all of it, a sentence each. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

const articles: Readonly<Record<InputType, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  json: 'a value',
};

/** The inputs that must be given or have a default: by name, or all. */
export type NeededInputs = ReadonlySet<string> | undefined;

/** What the outputs of these names need of the inputs. Throws for a name that is no output. */
export const neededInputs = (graph: Graph, only: readonly string[] | undefined): NeededInputs => {
  if (only === undefined) return undefined;
  const { takes, outputs } = planOf(graph, only);
  const needed = new Set<string>();
  const need = (consumable: number): void => {
    const { name, component, choice } = graph.consumables[consumable] ?? {};
    if (choice !== undefined) choice.of.forEach(need);
    else if (component === undefined && name !== undefined) needed.add(name);
  };
  for (const thing of takes.items) if (thing < graph.consumables.length) need(thing);
  for (const { consumable } of outputs) need(consumable);
  return needed;
};

/**
 * One value for each input of the pipeline, defaults filled in; those that are not `needed` may be left
 * out. Throws an `InputError` that names every input that is missing, is not the pipeline's, or has a
 * value that does not fit its type.
 */
export const bindInputs = (graph: Graph, given: Values, needed?: NeededInputs): Values => {
  const { inputs } = graph;
  const names: string[] = [];
  const values: unknown[] = [];
  let read = 0;
  let leftOut = 0;
  for (const input of inputs) {
    const isGiven = Object.hasOwn(given, input.name);
    if (!isGiven && input.default === undefined && needed?.has(input.name) === false) {
      leftOut += 1;
      continue;
    }
    if (isGiven ? misfit(input, given[input.name]) !== undefined : input.default === undefined)
      break;
    if (isGiven) read += 1;
    names.push(input.name);
    values.push(isGiven ? given[input.name] : input.default?.value);
  }
  // What is wrong is looked for only where something is: a pipeline may be run for many items.
  if (names.length + leftOut < inputs.length || read < Object.keys(given).length)
    throw new InputError(inputProblems(graph, given, needed));
  return recordOf(names, values);
};

/** All that is wrong with the inputs given, a sentence each; `unread` are known to be wrong already. */
export const inputProblems = (
  graph: Graph,
  given: Values,
  needed?: NeededInputs,
  unread: ReadonlySet<string> = new Set(),
): readonly string[] => [
  ...missingInputs(graph, (name) => unread.has(name) || Object.hasOwn(given, name), needed),
  ...unknownInputs(graph, given),
  ...graph.inputs.flatMap((input) =>
    unread.has(input.name) || !Object.hasOwn(given, input.name)
      ? []
      : (misfit(input, given[input.name]) ?? []),
  ),
];

/** The inputs without a default that are not there, in a sentence; none where all are. */
export const missingInputs = (
  { inputs }: Graph,
  isThere: (name: string) => boolean,
  needed?: NeededInputs,
): string[] => {
  const missing = inputs
    .filter(({ name, default: fallback }) => fallback === undefined && !isThere(name))
    .filter(({ name }) => needed?.has(name) ?? true)
    .map(({ name }) => quoted(name));
  return missing.length === 0
    ? []
    : [`missing ${missing.length === 1 ? 'input' : 'inputs'}: ${missing.join(', ')}`];
};

/** The names given that are no inputs, a sentence each. */
export const unknownInputs = ({ inputs }: Graph, given: Values): string[] => {
  const names = inputs.map(({ name }) => name);
  const known = new Set(names);
  return Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => {
      const [near] = new Suggester().nearest(name, names);
      const hint =
        near !== undefined
          ? `did you mean ${quoted(near)}?`
          : names.length > 0
            ? `its inputs are ${listed(names, 'and', 5, quoted)}`
            : 'it has none';
      return `the pipeline has no input ${quoted(name)}: ${hint}`;
    });
};

/** Why a value is not one for an input, in a sentence; `undefined` where it is. */
export const misfit = ({ name, type }: PipelineInput, value: unknown): string | undefined => {
  const promise = promiseIn(value);
  if (promise !== undefined) return notAwaited(`input ${quoted(name)}`, promise);
  return type === undefined || fitsType(type, value)
    ? undefined
    : `input ${quoted(name)} must be ${articles[type]}, not ${kindOf(value)}`;
};
