import { withoutUndefined } from './without-undefined.js';
import type { Component, Graph } from '../graph/graph.js';
import type { DirectEnd } from './connections.js';
import { type DirectConnection, directConnections } from './direct-connections.js';

/** A graph as plain data for other programs. What is not declared is absent. */
export interface JsonGraph {
  readonly name: string;
  readonly description?: string;
  readonly inputs: readonly JsonInput[];
  /** Each stands behind all that it depends on. */
  readonly components: readonly JsonComponent[];
  readonly outputs: readonly ({ readonly name: string } & JsonSource)[];
  /** Every connected pair once. */
  readonly edges: readonly JsonEdge[];
  /** In milliseconds, for a whole run. */
  readonly timeout?: number;
  readonly concurrency?: number;
  readonly resources?: Readonly<Record<string, number>>;
}

export interface JsonInput {
  readonly name: string;
  readonly type?: string;
  /** Absent where the input must be given; `null` is a default like any other. */
  readonly default?: unknown;
  readonly description?: string;
}

/** What a value comes from: a consumable by its full name (`document_id`, `image_ocr.page_id`), or a choice. */
export type JsonSource = { readonly consumable: string } | { readonly selector: JsonSelector };

/** How a value is chosen. */
export interface JsonSelector {
  readonly kind: 'first' | 'race' | 'all' | 'maybe';
  /** The consumables to choose from, by their full names, in their order. */
  readonly of: readonly string[];
  /** Of `all`: how many are enough. */
  readonly atLeast?: number;
}

export interface JsonComponent {
  readonly name: string;
  readonly description?: string;
  readonly runner: string;
  /** As the runner's codec reads them, as far as JSON can say them. */
  readonly params?: unknown;
  readonly inputs: readonly ({ readonly port: string } & JsonSource)[];
  readonly outputs: readonly {
    readonly name: string;
    readonly port: string;
    readonly consumable: string;
  }[];
  /** The names of components that must have finished first though they pass no value. */
  readonly dependencies: readonly string[];
  /** From 1: how many components the longest path to this one has, itself counted. */
  readonly level: number;
  /** Not run, since no output of the pipeline needs it. */
  readonly pruned: boolean;
  /** In milliseconds, for one attempt. */
  readonly timeout?: number;
  readonly retry?: {
    readonly attempts: number;
    readonly delay: number;
    readonly backoff: number;
    readonly maxDelay?: number;
    readonly jitter: number;
  };
  readonly resources?: Readonly<Record<string, number>>;
  /** Its condition, in CEL. */
  readonly when?: string;
  /** Its outputs are absent where it fails, and the run goes on. */
  readonly onFailure?: 'omit';
  /** It is run for each element of the lists on these ports. */
  readonly map?: {
    readonly over: readonly string[];
    readonly concurrency?: number;
    readonly onFailure: 'stop' | 'omit';
  };
  /** What is run in place of a runner. */
  readonly pipeline?: JsonGraph;
  /** Runners that are tried in turn where all attempts have failed. */
  readonly fallback?: readonly string[];
  /** After how many milliseconds a second attempt is started beside one that has not ended. */
  readonly hedge?: number;
  /** How many calls are gathered at most, and for how many milliseconds. */
  readonly batch?: { readonly size: number; readonly wait: number };
  readonly repeat?: {
    readonly until: string;
    readonly atMost: number;
    /** By port the output that is its value in the next round. */
    readonly carry: Readonly<Record<string, string>>;
  };
  /** The number of worker threads that it shares; true for one for each processor. */
  readonly thread?: number | true;
}

/** A name alone does not tell: an input, a component and an output may share one. */
export interface JsonEnd {
  readonly kind: 'input' | 'component' | 'output';
  readonly name: string;
}

export interface JsonEdge {
  readonly from: JsonEnd;
  readonly to: JsonEnd;
  /** The full names of all that is passed, or may be chosen. */
  readonly consumables: readonly string[];
  /** The full names of what its condition is asked with; absent where it is not. */
  readonly condition?: readonly string[];
  /** Nothing is passed: one only waits for the other. */
  readonly controlOnly: boolean;
}

/** The graph as plain JSON data, complete: unlike the drawings it groups and shortens nothing. */
export const toJson = (graph: Graph): JsonGraph => ({
  name: graph.name,
  ...withoutUndefined({ description: graph.description }),
  inputs: graph.inputs.map(({ name, type, default: fallback, description }) => ({
    name,
    ...withoutUndefined({ type, default: fallback?.value, description }),
  })),
  components: graph.components.map((_, index) => component(graph, index)),
  outputs: graph.outputs.map(({ name, consumable }) => ({ name, ...source(graph, consumable) })),
  edges: directConnections(graph).map((connection) => edge(graph, connection)),
  ...withoutUndefined({
    timeout: graph.timeout,
    concurrency: graph.concurrency,
    resources: graph.resources.size > 0 ? Object.fromEntries(graph.resources) : undefined,
  }),
});

const component = (graph: Graph, index: number): JsonComponent => {
  const whole = graph.components[index] as Graph['components'][number];
  const { when, onFailure, map } = whole;
  const from = map?.element ?? whole;
  return {
    name: from.name,
    ...withoutUndefined({ description: from.description }),
    runner: from.runner.name,
    ...withoutUndefined({ params: asJson(from.params) }),
    inputs: from.inputs.map(({ port, consumable }) => ({ port, ...source(graph, consumable) })),
    outputs: from.outputs.map(({ name, port, consumable }) => ({
      name,
      port,
      consumable: consumableName(graph, consumable),
    })),
    dependencies: from.dependencies.map((before) => graph.components[before]?.name ?? ''),
    level: from.level,
    pruned: from.pruned,
    ...withoutUndefined({
      timeout: from.timeout,
      retry: from.retry === undefined ? undefined : retry(from.retry),
      resources:
        from.resources.length === 0
          ? undefined
          : Object.fromEntries(from.resources.map(({ name, count }) => [name, count])),
      when: when === undefined ? undefined : graph.consumables[when]?.choice?.condition?.text,
      onFailure,
      map: map === undefined ? undefined : elements(map),
      pipeline: from.pipeline === undefined ? undefined : toJson(from.pipeline),
      fallback: from.fallback?.map(({ runner }) => runner.name),
      hedge: from.hedge,
      batch: from.batch && { size: from.batch.size, wait: from.batch.wait },
      repeat: from.repeat && repetition(from.repeat),
      thread: from.thread,
    }),
  };
};

const source = (graph: Graph, consumable: number): JsonSource => {
  const { choice } = graph.consumables[consumable] ?? {};
  if (choice === undefined || choice.kind === 'when')
    return { consumable: consumableName(graph, consumable) };
  const { kind, of, atLeast } = choice;
  return {
    selector: {
      kind,
      of: of.map((one) => consumableName(graph, one)),
      ...withoutUndefined({ atLeast }),
    },
  };
};

const repetition = ({
  until,
  atMost,
  carry,
}: NonNullable<Component['repeat']>): NonNullable<JsonComponent['repeat']> => ({
  until: until.text,
  atMost,
  carry: Object.fromEntries(carry.map(({ port, output }) => [port, output])),
});

const elements = ({
  over,
  concurrency,
  onFailure,
}: NonNullable<Component['map']>): NonNullable<JsonComponent['map']> => ({
  over,
  ...withoutUndefined({ concurrency }),
  onFailure,
});

const retry = ({
  maxDelay,
  ...rest
}: NonNullable<Graph['components'][number]['retry']>): NonNullable<JsonComponent['retry']> => ({
  ...rest,
  ...withoutUndefined({ maxDelay }),
});

const edge = (graph: Graph, { from, to, passed, asked }: DirectConnection): JsonEdge => ({
  from: { kind: from.kind, name: endName(graph, from) },
  to: { kind: to.kind, name: endName(graph, to) },
  consumables: passed.map((consumable) => consumableName(graph, consumable)),
  ...(asked.length === 0
    ? {}
    : { condition: asked.map((consumable) => consumableName(graph, consumable)) }),
  controlOnly: passed.length === 0 && asked.length === 0,
});

const endName = ({ inputs, components, outputs }: Graph, { kind, index }: DirectEnd): string =>
  ({ input: inputs, component: components, output: outputs })[kind][index]?.name ?? '';

const consumableName = ({ consumables }: Graph, index: number): string =>
  consumables[index]?.name ?? '';

// A codec may have made anything of the params: dates, functions, objects that hold themselves.
const asJson = (params: Readonly<Record<string, unknown>>): unknown => {
  if (Object.keys(params).length === 0) return undefined;
  try {
    return JSON.parse(JSON.stringify(params)) as unknown;
  } catch {
    return undefined;
  }
};
