import { frozenCopy } from '../runners/values/frozen.js';
import type { ComponentDeclaration, Declaration } from '../declaration/declaration.js';
import type { Runner } from '../runners/runner.js';
import type { Component, Graph, PipelineOutput, Repetition } from './graph.js';
import type { Source } from './declared-names.js';
import type { Wiring } from './wire.js';

/** All that is known of a component once nothing is wrong with it. */
export interface Tried {
  readonly declaration: ComponentDeclaration;
  readonly runner: Runner;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface LinkedComponent extends Tried {
  readonly fallback: readonly Tried[];
  readonly repeat: Repetition | undefined;
  readonly pipeline: Graph | undefined;
  readonly wiring: Wiring;
  readonly level: number;
  readonly needed: boolean;
}

/** The graph of components in the order of their declaration, put in the order of their levels. */
export const assemble = (
  declaration: Declaration,
  linked: readonly LinkedComponent[],
  sources: readonly Source[],
  outputs: readonly PipelineOutput[],
): Graph => {
  const order = byLevel(linked);
  // From a component's place in the declaration to its index in the graph.
  const indexOf = new Int32Array(linked.length);
  order.forEach((declared, index) => {
    indexOf[declared] = index;
  });
  const toIndex = (declared: number): number => indexOf[declared] ?? 0;
  const firstOutput = new Int32Array(linked.length);
  let next = declaration.inputs.length;
  linked.forEach(({ declaration: { outputs } }, declared) => {
    firstOutput[declared] = next;
    next += outputs.length;
  });
  const { defaults } = declaration;
  const components = order.map((declared): Component => {
    const {
      declaration: body,
      runner,
      params,
      fallback,
      repeat,
      pipeline,
      wiring,
      level,
      needed,
    } = linked[declared] as LinkedComponent;
    const component: Component = {
      name: body.name.value,
      description: body.description,
      runner,
      params: frozenCopy(params) as Component['params'],
      // Nothing is wrong, so every reference is resolved.
      inputs: wiring.inputs.map(({ port, consumable = -1 }) => {
        const publisher = linked[sources[consumable]?.component ?? -1];
        return publisher !== undefined && hasGaps(publisher.declaration)
          ? { port, consumable, gapsOf: publisher.declaration.name.value }
          : { port, consumable };
      }),
      outputs: body.outputs.map(({ name, port }, index) => ({
        name: name.value,
        port: port.value,
        consumable: (firstOutput[declared] ?? 0) + index,
      })),
      ...(wiring.when === undefined ? {} : { when: wiring.when }),
      ...(body.onFailure === 'omit' ? { onFailure: 'omit' } : {}),
      dependencies: wiring.dependencies.map(({ component }) => toIndex(component)),
      predecessors: wiring.predecessors.map(toIndex).sort((a, b) => a - b),
      level,
      declared,
      pruned: !needed,
      // Those of a pipeline are its own.
      timeout: body.timeout ?? (pipeline === undefined ? defaults?.timeout : pipeline.timeout),
      retry: body.retry ?? (pipeline === undefined ? defaults?.retry : undefined),
      resources: (body.resources ?? []).map(({ name, value }) => ({
        name: name.value,
        count: value.value,
      })),
      // `false` says that it has none.
      ...(body.thread?.value ? { thread: body.thread.value } : {}),
      ...(pipeline === undefined ? {} : { pipeline, runner: standIn(runner) }),
      ...(repeat === undefined ? {} : { repeat }),
      ...(body.hedge === undefined ? {} : { hedge: body.hedge.value }),
      ...batchOf(runner, body),
      ...keepingOf(body, pipeline === undefined ? defaults?.cache?.value : undefined),
      ...(body.workers === undefined ? {} : { workers: body.workers.value }),
    };
    return mapped(body, withFallback(component, fallback, defaults));
  });
  return {
    name: declaration.name.value,
    description: declaration.description,
    inputs: declaration.inputs.map(({ name, details }) => ({
      name: name.value,
      type: details.type,
      default: details.default === undefined ? undefined : { value: details.default.value },
      description: details.description,
    })),
    components,
    consumables: sources.map(({ name, component, choice }) => ({
      name,
      component: component === undefined ? undefined : toIndex(component),
      ...(choice === undefined ? {} : { choice }),
    })),
    outputs,
    concurrency: declaration.concurrency?.value,
    resources: new Map(
      (declaration.resources ?? []).map(({ name, value }) => [name.value, value.value]),
    ),
    timeout: declaration.timeout,
  };
};

/** Whether `null` may stand for an element in the lists that a component gives. */
export const hasGaps = ({
  map,
  pipeline,
}: Pick<ComponentDeclaration, 'map' | 'pipeline'>): boolean =>
  map !== undefined && (map.onFailure === 'omit' || pipeline !== undefined);

// Stable: components of one level stay in the order of their declaration.
const byLevel = (linked: readonly LinkedComponent[]): readonly number[] => {
  const levels: number[][] = [];
  linked.forEach(({ level }, declared) => {
    (levels[level] ??= []).push(declared);
  });
  return levels.flat();
};

// What takes lists is called with lists, be they of one.
const batchOf = (
  { batch: takesLists }: Runner,
  { batch }: Pick<ComponentDeclaration, 'batch'>,
): Pick<Component, 'batch'> =>
  takesLists === true ? { batch: { size: batch?.size.value ?? 1, wait: batch?.wait ?? 0 } } : {};

const keepingOf = (
  { cache, version, store, outputs }: ComponentDeclaration,
  cachedByDefault: boolean | undefined,
): Pick<Component, 'cache' | 'version' | 'unstored'> => {
  const isCached = cache?.value ?? cachedByDefault;
  const unstored = outputs
    .map(({ name }) => name.value)
    .filter((output) => store === 'none' || store?.some(({ value }) => value === output));
  return {
    ...(isCached === undefined ? {} : { cache: isCached }),
    ...(version === undefined ? {} : { version: version.value }),
    ...(unstored.length === 0 ? {} : { unstored }),
  };
};

// What it takes and gives is checked by the pipeline, or element by element.
const standIn = ({ name, run }: Runner): Runner => ({ name, run });

const withFallback = (
  component: Component,
  fallback: readonly Tried[],
  defaults: Declaration['defaults'],
): Component => {
  if (fallback.length === 0) return component;
  const others = fallback.map(({ declaration: { timeout, retry }, runner, params }): Component => ({
    ...runless(component),
    runner,
    params: frozenCopy(params) as Component['params'],
    timeout: timeout ?? defaults?.timeout,
    retry: retry ?? defaults?.retry,
    resources: component.resources,
    ...batchOf(runner, {}),
    ...(component.workers === undefined ? {} : { workers: component.workers }),
  }));
  return { ...component, fallback: others };
};

const mapped = ({ map }: ComponentDeclaration, element: Component): Component => {
  if (map === undefined) return element;
  const { when, onFailure, unstored } = element;
  return {
    ...runless(element),
    ...(when === undefined ? {} : { when }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(unstored === undefined ? {} : { unstored }),
    runner: standIn(element.runner),
    timeout: undefined,
    retry: undefined,
    resources: [],
    map: {
      over: map.over.map(({ value }) => value),
      concurrency: map.concurrency?.value,
      onFailure: map.onFailure ?? 'stop',
      element,
    },
  };
};

/** A component without how it is run. */
const runless = ({
  name,
  description,
  params,
  inputs,
  outputs,
  dependencies,
  predecessors,
  level,
  declared,
  pruned,
}: Component): Omit<Component, 'runner' | 'timeout' | 'retry' | 'resources'> => ({
  name,
  description,
  params,
  inputs,
  outputs,
  dependencies,
  predecessors,
  level,
  declared,
  pruned,
});
