import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { JsonComponent, JsonGraph } from '../drawing/json-graph.js';
import { withoutElements } from '../graph/component-at.js';
import type { ValueKeeper } from '../store/values/value-keeper.js';
import type { FinishedTask } from '../store/store.js';
import type { KeptValue } from '../store/values/kept-value.js';
import { BlobError } from '../store/store-error.js';
import { ComparisonError } from './comparison-error.js';

/** A number that a run gives: an output of the pipeline or of a task, or a field of one. */
export interface Metric {
  readonly name: string;
  /** The task that gives it; `undefined` for an output of the pipeline. */
  readonly task: string | undefined;
  readonly output: string;
  /** The way to the number in what is given. */
  readonly fields: readonly string[];
}

/**
 * `score=evaluate.f1` as a metric, or `evaluate.f1`, whose name it is too. One of the graphs must give it.
 * Throws a `ComparisonError`.
 */
export const metricsOf = (
  graphs: readonly JsonGraph[],
  texts: readonly string[],
): readonly Metric[] => {
  if (texts.length === 0) return [];
  const all = sourcesOf(graphs);
  const metrics = texts.map((text) => {
    const equals = text.indexOf('=');
    const way = text.slice(equals + 1);
    const name = equals < 0 ? way : text.slice(0, equals);
    if (name === '' || way === '')
      throw new ComparisonError(
        `${quoted(text)} does not name an output: write \`name=task.output\``,
      );
    const source = all.find(({ way: of }) => way === of || way.startsWith(`${of}.`));
    if (source === undefined) throw unknown(way, all);
    if (source.isPruned)
      throw new ComparisonError(
        `${quoted(way)} is an output of a task that is not run, since no output needs it: name it under \`outputs\` of the pipeline`,
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
  if (twice !== undefined) throw new ComparisonError(`two metrics are named ${quoted(twice.name)}`);
  return metrics;
};

interface Source {
  readonly way: string;
  readonly task: string | undefined;
  readonly output: string;
  readonly isPruned: boolean;
}

// Of several graphs the one counts that runs it. The longest first: names of outputs hold points.
const sourcesOf = (graphs: readonly JsonGraph[]): readonly Source[] => {
  const known = new Map<string, Source>();
  for (const source of graphs.flatMap(sourcesIn))
    if (known.get(source.way)?.isPruned !== false) known.set(source.way, source);
  return [...known.values()].sort((a, b) => b.way.length - a.way.length);
};

const sourcesIn = (graph: JsonGraph): readonly Source[] => [
  ...graph.outputs.map(({ name }): Source => ({
    way: name,
    task: undefined,
    output: name,
    isPruned: false,
  })),
  ...componentsIn(graph).flatMap(([path, { outputs, pruned }]) =>
    outputs.map(({ name }): Source => ({
      way: `${path}.${name}`,
      task: path,
      output: name,
      isPruned: pruned,
    })),
  ),
];

/** The components of a declared graph and of all pipelines within it, with the ways to them: `read/ocr`. */
export const componentsIn = (
  { components }: JsonGraph,
  prefix = '',
): readonly (readonly [path: string, component: JsonComponent])[] =>
  components.flatMap((component) => {
    const path = prefix + component.name;
    const { pipeline } = component;
    return [
      [path, component] as const,
      ...(pipeline === undefined ? [] : componentsIn(pipeline, `${path}/`)),
    ];
  });

const unknown = (way: string, all: readonly Source[]): ComparisonError => {
  const ways = [...new Set(all.map(({ way: one }) => one))].reverse();
  const meant = didYouMean(new Suggester().nearest(way, ways));
  return new ComparisonError(
    [
      `neither the pipeline nor a task of it has the output ${quoted(way)}`,
      ...(meant.length > 0 ? meant : [`the outputs are ${listed(ways, 'and', 8, quoted)}`]),
    ].join('; '),
  );
};

/** What a metric is in a run. */
export interface Measured {
  /** One for each task that gives it, of a list one for each element. */
  readonly numbers: readonly number[];
  /** Why some of what was given cannot be read, where that is so. */
  readonly damaged: string | undefined;
}

/** Rejects where the store cannot be read; a value that is damaged is told, and left out. */
export const measured = async (
  { task, output, fields }: Metric,
  outputs: ReadonlyMap<string, KeptValue>,
  tasks: readonly FinishedTask[],
  keeper: ValueKeeper,
): Promise<Measured> => {
  const kept =
    task === undefined
      ? [outputs.get(output)]
      : tasks
          .filter((one) => withoutElements(one.task) === task)
          .map((one) => one.outputs.get(output));
  const all = await Promise.all(
    kept.flatMap((one) => (one === undefined ? [] : [readOf(one, fields, keeper)])),
  );
  return {
    numbers: all.flatMap(({ numbers }) => numbers),
    damaged: all.find(({ damaged }) => damaged !== undefined)?.damaged,
  };
};

/** The number that a value is, or that is in it. */
export const readOf = async (
  kept: KeptValue,
  fields: readonly string[],
  keeper: ValueKeeper,
): Promise<Measured> => {
  try {
    const value = await keeper.value(kept);
    const number = numberOf(fields.reduce<unknown>(fieldOf, value));
    return { numbers: number === undefined ? [] : [number], damaged: undefined };
  } catch (error) {
    if (!(error instanceof BlobError)) throw error;
    return { numbers: [], damaged: error.message };
  }
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
