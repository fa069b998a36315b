import { listed, quoted, shorten } from '../../diagnostics/wording.js';
import { type JsonComponent, type JsonGraph, toJson } from '../../drawing/json-graph.js';
import type { Graph } from '../../graph/graph.js';

/** What is other in a component than it was, in words. */
export interface Change {
  readonly component: string;
  readonly what: readonly string[];
}

/** Whatever has changed in these, what a component gives stays what it was. */
const harmless: ReadonlySet<string> = new Set([
  'description',
  'level',
  'pruned',
  'timeout',
  'retry',
  'resources',
  'dependencies',
  'hedge',
  'batch',
  'thread',
  'edges',
  'concurrency',
]);

/**
 * The components of a graph that are other than in the declaration that was kept, or whose code is; those
 * that are new do not count.
 */
export const changesSince = (
  before: Declared,
  graph: Graph,
  code: Declared['code'],
): readonly Change[] =>
  changesBetween(before, { declaration: JSON.stringify(toJson(graph)), code });

/** What a run was of, as it is kept: a graph as JSON, and the code of each component by the way to it. */
export interface Declared {
  readonly declaration: string;
  readonly code: Readonly<Record<string, string>>;
}

/** The components of the second that are other than in the first; those that only one has do not count. */
export const changesBetween = (before: Declared, after: Declared): readonly Change[] => {
  const was = JSON.parse(before.declaration) as JsonGraph;
  const now = JSON.parse(after.declaration) as JsonGraph;
  const known = new Map(was.components.map((one) => [one.name, one]));
  return now.components.flatMap((component) => {
    const old = known.get(component.name);
    if (old === undefined) return [];
    const what = [
      ...differences(old, component),
      ...codeChanges(component.name, before.code, after.code),
    ];
    return what.length === 0 ? [] : [{ component: component.name, what }];
  });
};

const codeChanges = (
  component: string,
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.keys(now)
    .filter((path) => path === component || path.startsWith(`${component}/`))
    .filter((path) => before[path] !== undefined && before[path] !== now[path])
    .map((path) => `code of ${path}`);

const differences = (before: JsonComponent, now: JsonComponent): readonly string[] => {
  const [was, is] = [leavesOf(before), leavesOf(now)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const [old, current] = [was.get(path), is.get(path)];
    return old === current ? [] : [`${path} ${old ?? 'none'} → ${current ?? 'none'}`];
  });
};

const leavesOf = (component: JsonComponent): ReadonlyMap<string, string> => {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) {
        const isParam = path.includes('params');
        if (isParam || !harmless.has(key)) walk(item, [...path, key]);
      }
    else leaves.set(path.join('.'), shorten(JSON.stringify(value), 60));
  };
  walk(component, []);
  return leaves;
};

/** These components and all that waits for them, directly or not, as declared. */
export const withBelow = (graph: Graph, names: readonly string[]): readonly string[] => {
  const asked = new Set(names);
  const again = new Set<number>();
  graph.components.forEach(({ name, predecessors }, index) => {
    if (asked.has(name) || predecessors.some((one) => again.has(one))) again.add(index);
  });
  return graph.components.flatMap(({ name }, index) => (again.has(index) ? [name] : []));
};

/** The pipeline of a run that is to be resumed is not what it was. */
export class PipelineChangedError extends Error {
  override readonly name = 'PipelineChangedError';
  readonly changes: readonly Change[];
  /** The components that would run again. */
  readonly again: readonly string[];

  constructor(run: string, changes: readonly Change[], again: readonly string[]) {
    super(
      `the pipeline has changed since run ${quoted(run)} began:\n` +
        changes
          .map(({ component, what }) => `  ${component}: ${listed(what, 'and', 3)}\n`)
          .join('') +
        `tasks that must run again: ${listed(again, 'and', 8, quoted)}`,
    );
    this.changes = changes;
    this.again = again;
  }
}
