import type { JsonGraph } from '../drawing/json-graph.js';
import type { KeptRun, Store } from '../store/store.js';
import { eachOf } from '../store/each-of.js';
import type { ValueKeeper } from '../store/values/value-keeper.js';
import { type ComparedBy, keptComparedBy } from './compared-by.js';
import { type Facts, factsReader, valueFact, varyingFacts } from './run-facts.js';
import { itemTexts } from './item-text.js';
import { type Metric, metricsOf } from './metric.js';
import { type Row, rowOf } from './row.js';
import type { RunGroup } from './run-groups.js';
import { type RunResult, runResult } from './run-result.js';
import { EventLoopTurns } from './event-loop-turns.js';
import { askedOnce } from './work.js';

/** What is not the same in runs, beside what came of them. */
export interface Comparison {
  /** The names of the values that vary, in their order. */
  readonly varying: readonly string[];
  readonly metrics: readonly Metric[];
  readonly best: ComparedBy['best'];
  /** In the order of the groups. */
  readonly rows: readonly Row[];
  /** Of each row those of its runs, in their order. */
  readonly results: readonly (readonly RunResult[])[];
}

/** What came of a run, which `read` tells; or what it has told before. */
export type ResultOf = (
  run: KeptRun,
  metrics: readonly Metric[],
  read: () => Promise<RunResult>,
) => Promise<RunResult>;

/**
 * Compares runs that are kept, a row for each group. By what the sweep asked for that they are of, where
 * nothing is asked for here. Rejects with a `ComparisonError` where none of them gives a metric.
 */
export const compare = async (
  {
    store: { history },
    keeper,
  }: { readonly store: Pick<Store, 'history'>; readonly keeper: ValueKeeper },
  groups: readonly RunGroup[],
  asked: ComparedBy = {},
  resultOf: ResultOf = (_run, _metrics, read) => read(),
  turns = new EventLoopTurns(),
): Promise<Comparison> => {
  // A direction is of a metric: that of the sweep says nothing of another.
  const by = asked.metrics === undefined ? { ...askedOfAll(groups), ...asked } : asked;
  const metrics = metricsOf(await graphsOf(groups, turns), by.metrics ?? []);
  const kept = { history, keeper, tasksOf: askedOnce(history.tasks) };
  const all = groups.flatMap(({ runs }) => runs);
  const each = await eachOf(all, (run) =>
    resultOf(run, metrics, () => runResult(kept, run, metrics)),
  );
  let from = 0;
  const results = await turns.each(groups, ({ runs }) => {
    const items = itemTexts(runs.map(inputsOf));
    return each
      .slice(from, (from += runs.length))
      .map((result, at) => ({ ...result, item: items[at] }));
  });
  const facts = await factsOf(groups, turns);
  const varying = await varyingFacts(facts, turns);
  const values = await turns.each(groups, ({ set }, at) => ({
    ...set,
    ...Object.fromEntries(
      varying.flatMap((name) => {
        const value = facts[at]?.get(name);
        return value === undefined || name in set ? [] : [[name, value]];
      }),
    ),
  }));
  return {
    varying: varyingOf(groups, varying),
    metrics,
    best: by.best,
    rows: await turns.each(results, (some, at) => rowOf(at, values[at] ?? {}, some)),
    results,
  };
};

const inputsOf = ({ inputs }: KeptRun): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...inputs].map(([name, value]) => [name, valueFact(value)]));

const askedOfAll = (groups: readonly RunGroup[]): ComparedBy => {
  for (const { runs } of groups)
    for (const { options } of runs) {
      const asked = keptComparedBy(options);
      if (asked.metrics !== undefined) return asked;
    }
  return {};
};

const graphsOf = (
  groups: readonly RunGroup[],
  turns: EventLoopTurns,
): Promise<readonly JsonGraph[]> => {
  const declared = groups.flatMap(({ runs }) => runs.map((run) => run.declared));
  const texts = new Map(declared.map(({ hash, declaration }) => [hash, declaration]));
  return turns.each([...texts.values()], (text) => JSON.parse(text) as JsonGraph);
};

/** Of each group what was set, and what all its runs have in common. */
const factsOf = async (
  groups: readonly RunGroup[],
  turns: EventLoopTurns,
): Promise<readonly Facts[]> => {
  const read = factsReader();
  const all: Facts[][] = [];
  // What items differ in is not what settings differ in, be there a setting with one item alone.
  const ofItems = new Set<string>();
  for (const { runs } of groups) {
    const some = await turns.each(runs, (run) => read(run));
    all.push(some);
    for (const name of await varyingFacts(some, turns)) ofItems.add(name);
  }
  return turns.each(groups, ({ set }, at) => {
    const params = Object.keys(set);
    const isSet = (name: string): boolean => params.some((param) => name.startsWith(`${param}.`));
    const [first = []] = all[at] ?? [];
    return new Map([
      ...Object.entries(set),
      ...[...first].filter(([name]) => !ofItems.has(name) && !isSet(name)),
    ]);
  });
};

// What a sweep has set comes first, in its order.
const varyingOf = (groups: readonly RunGroup[], varying: readonly string[]): readonly string[] => {
  const set = new Set(groups.flatMap((group) => Object.keys(group.set)));
  return [...varying.filter((name) => set.has(name)), ...varying.filter((name) => !set.has(name))];
};
