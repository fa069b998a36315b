import { didYouMean, Suggester } from '../../diagnostics/suggest.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/event.js';
import { allComponents, withoutElements } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import type { ValueKeeper } from '../../store/durable/value-keeper.js';
import type { FinishedTask } from '../../store/store.js';
import { UsageError } from '../exit/usage-error.js';

/** A number that a run gives: an output of the pipeline or of a task, or a field of one. */
export interface Metric {
  readonly name: string;
  /** The task that gives it; `undefined` for an output of the pipeline. */
  readonly task: string | undefined;
  readonly output: string;
  /** The way to the number in what is given. */
  readonly fields: readonly string[];
}

/** `score=evaluate.f1` as a metric, or `evaluate.f1`, whose name it is too. Throws a `UsageError`. */
export const metricsOf = (graph: Graph, texts: readonly string[]): readonly Metric[] => {
  const all = sources(graph);
  const metrics = texts.map((text) => {
    const equals = text.indexOf('=');
    const way = text.slice(equals + 1);
    const name = equals < 0 ? way : text.slice(0, equals);
    if (name === '' || way === '')
      throw new UsageError(`\`--metric\` takes \`name=task.output\`, not ${quoted(text)}`);
    const source = all.find(({ way: of }) => way === of || way.startsWith(`${of}.`));
    if (source === undefined) throw unknown(way, all);
    if (source.isPruned)
      throw new UsageError(
        `\`--metric\`: ${quoted(way)} is given by a task that no output needs, and that is not run: name it under \`outputs\` of the pipeline`,
      );
    const rest = way.slice(source.way.length + 1);
    return {
      name,
      task: source.task,
      output: source.output,
      fields: rest === '' ? [] : rest.split('.'),
    };
  });
  const twice = metrics.find(({ name }, at) => metrics.findIndex((one) => one.name === name) < at);
  if (twice !== undefined) throw new UsageError(`two metrics are named ${quoted(twice.name)}`);
  return metrics;
};

interface Source {
  readonly way: string;
  readonly task: string | undefined;
  readonly output: string;
  readonly isPruned: boolean;
}

// The longest first: names of outputs hold points.
const sources = (graph: Graph): readonly Source[] =>
  [
    ...graph.outputs.map(({ name }): Source => ({
      way: name,
      task: undefined,
      output: name,
      isPruned: false,
    })),
    ...Array.from(allComponents(graph)).flatMap(([path, { outputs, pruned }]) =>
      outputs.map(({ name }): Source => ({
        way: `${path}.${name}`,
        task: path,
        output: name,
        isPruned: pruned,
      })),
    ),
  ].sort((a, b) => b.way.length - a.way.length);

const unknown = (way: string, all: readonly Source[]): UsageError => {
  const ways = [...new Set(all.map(({ way: one }) => one))].reverse();
  const meant = didYouMean(new Suggester().nearest(way, ways));
  return new UsageError(
    [
      `\`--metric\`: neither the pipeline nor a task of it gives ${quoted(way)}`,
      ...(meant.length > 0 ? meant : [`what there is: ${listed(ways, 'and', 8, quoted)}`]),
    ].join('; '),
  );
};

/** What a metric is in a run: a number for each task that gives it, of a list one for each element. */
export const measured = async (
  { task, output, fields }: Metric,
  outputs: Values,
  tasks: readonly FinishedTask[],
  keeper: ValueKeeper,
): Promise<readonly number[]> => {
  const given =
    task === undefined
      ? [outputs[output]]
      : await Promise.all(
          tasks
            .filter((one) => withoutElements(one.task) === task)
            .flatMap((one) => one.outputs.get(output) ?? [])
            .map((value) => keeper.value(value)),
        );
  return given.flatMap((one) => numberOf(fields.reduce<unknown>(fieldOf, one)) ?? []);
};

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? (value as Readonly<Record<string, unknown>>)[field]
    : undefined;

/** What is right or wrong counts as 1 or 0. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'boolean'
    ? Number(value)
    : typeof value === 'number' && Number.isFinite(value)
      ? value
      : undefined;
