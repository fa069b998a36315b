import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import { allComponents } from '../graph/component-at.js';
import type { Graph } from '../graph/graph.js';
import { recordFields } from '../runners/codecs/record-fields.js';

export interface UndeclaredParam {
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly help: readonly string[];
  /** Which step of the way to it there is not, from 0. */
  readonly step: number;
}

/**
 * What is wrong with a param that is to vary, where neither its runner says that there is such a one nor its
 * component, in a graph without it: a plain function takes any, and a mistyped one would vary nothing.
 */
export const undeclaredParam = (graph: Graph, param: string): UndeclaredParam | undefined => {
  const [path = '', ...steps] = param.split('.');
  const component = new Map(allComponents(graph)).get(path);
  if (component === undefined || component.pipeline !== undefined) return undefined;
  const { runner } = component;
  if (runner.params !== undefined && recordFields(runner.params) !== undefined) return undefined;
  let declared: unknown = component.params;
  for (const [at, step] of steps.entries()) {
    const keys = typeof declared === 'object' && declared !== null ? Object.keys(declared) : [];
    if (!keys.includes(step)) return missing(param, [path, ...steps].slice(0, at + 2), keys);
    declared = (declared as Readonly<Record<string, unknown>>)[step];
  }
  return undefined;
};

const missing = (
  param: string,
  way: readonly string[],
  others: readonly string[],
): UndeclaredParam => {
  const name = way.at(-1) ?? '';
  const of = way.slice(0, -1).join('.');
  const suggestions = new Suggester().nearest(name, others);
  const known = others.length === 0 ? 'sets none' : `sets ${listed(others, 'and', 5, quoted)}`;
  return {
    message: `nothing says that ${quoted(of)} has a param ${quoted(name)}`,
    suggestions,
    help: [
      ...didYouMean(suggestions),
      `its runner does not say which params it takes, and the pipeline ${known}: give ${quoted(param)} a value there to vary it`,
    ],
    step: way.length - 1,
  };
};
