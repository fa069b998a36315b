import { fitsType, type InputType } from '../declaration/inputs.js';
import { Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/visible.js';
import type { Graph } from '../graph/graph.js';
import type { Values } from './event.js';
import { kindOf, recordOf } from './port-values.js';

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

/**
 * One value for each input of the pipeline, defaults filled in. Throws an `InputError` that names
 * every input that is missing, is not the pipeline's, or has a value that does not fit its type.
 */
export const bindInputs = (graph: Graph, given: Values): Values => {
  const problems = inputProblems(graph, given);
  if (problems.length > 0) throw new InputError(problems);
  const { inputs } = graph;
  return recordOf(
    inputs.map(({ name }) => name),
    inputs.map(({ name, default: fallback }) =>
      Object.hasOwn(given, name) ? given[name] : fallback?.value,
    ),
  );
};

/** All that is wrong with the inputs given, a sentence each; `unread` are known to be wrong already. */
export const inputProblems = (
  { inputs }: Graph,
  given: Values,
  unread: ReadonlySet<string> = new Set(),
): readonly string[] => {
  const problems: string[] = [];
  const names = inputs.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const [near] = new Suggester().nearest(name, names);
    problems.push(
      `the pipeline has no input ${quoted(name)}` +
        (near !== undefined
          ? `: did you mean ${quoted(near)}?`
          : names.length > 0
            ? `: its inputs are ${listed(names, 'and', 5, quoted)}`
            : ': it has none'),
    );
  }
  const missing: string[] = [];
  for (const { name, type, default: fallback } of inputs) {
    if (unread.has(name)) continue;
    if (!Object.hasOwn(given, name)) {
      if (fallback === undefined) missing.push(quoted(name));
      continue;
    }
    const value = given[name];
    if (type !== undefined && !fitsType(type, value))
      problems.push(`the input ${quoted(name)} must be ${articles[type]}, not ${kindOf(value)}`);
  }
  if (missing.length > 0)
    problems.unshift(`missing ${missing.length === 1 ? 'input' : 'inputs'}: ${missing.join(', ')}`);
  return problems;
};
