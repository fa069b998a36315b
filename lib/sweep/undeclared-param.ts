import { Suggester } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
import { allComponents } from '../graph/component-at.js';
import type { Graph } from '../graph/graph.js';
import { undeclaredParamText } from '../graph/undeclared-param.js';
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
  const { message, suggestions, meant, known } = undeclaredParamText(way, others, new Suggester());
  const help = [...meant, `${known}: give ${quoted(param)} a value there to vary it`];
  return { message, suggestions, help, step: way.length - 1 };
};
