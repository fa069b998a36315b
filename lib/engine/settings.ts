import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';

import type { Graph } from '../graph/graph.js';
import { Lifetime } from '../runners/lifetime.js';
import { poolSize } from '../runners/thread/with-thread.js';
import type { EventBody, Values } from './events/event.js';
import type { InnerStates } from './inner-states.js';
import type { Plan } from './plan.js';
import { anySeed } from './attempts/seeds.js';
import type { Remote } from './attempts/remote.js';
import type { RunOptions } from './run/run-options.js';
import { type Claim, Slots } from './slots/slots.js';
import { Trampoline } from './trampoline.js';
import type { TaskWrapper } from './wrappers/task-wrapper.js';
import type { Wrapper } from './wrappers/wrapper.js';

/** What all tasks of a run share. */
export interface Settings {
  /** The run's id. */
  readonly run: string;
  /** What the names of tasks begin with: of a pipeline within another the way to it. */
  readonly prefix: string;
  readonly scheduler: SchedulerLike;
  readonly seed: number;
  readonly directory: string;
  readonly item: number | undefined;
  /** Ends with the run. */
  readonly own: Lifetime;
  /** Ends with the run, or with the last of all items. */
  readonly shared: Lifetime;
  /** Absent where nothing bounds how much is at work at once. */
  readonly slots: Slots | undefined;
  readonly trampoline: Trampoline;
  /** The user's, the first one innermost. */
  readonly wrappers: readonly Wrapper[];
  /** Around all attempts at each task, the first one innermost. */
  readonly taskWrappers: readonly TaskWrapper[];
  /** Whether plain data that is published is frozen. */
  readonly freezes: boolean;
  /** Who has attempts made elsewhere. */
  readonly remote: Remote | undefined;
  /** Whether a failure ends at once what it is part of. */
  readonly stopsAtOnce: boolean;
  /** Whether what was given counts on while what it followed from does not change. */
  readonly isLive: boolean;
  /** Whether an element, or what goes with it, is what it was; `name` is `component.port`. */
  readonly isSameElement: (before: unknown, value: unknown, name: string) => boolean;
  /** What elements of lists have given that may be kept, by the names of the tasks. */
  readonly elements: Map<string, DoneElements>;
  /** Where the states of what is within tasks are asked for. */
  readonly inner: InnerStates | undefined;
  /** Executes a pipeline within a task of this one. */
  readonly execute: Execute;
  /** Gives whether it was told: nothing is once the run has ended. What is given becomes the event. */
  readonly emit: (event: EventBody) => boolean;
}

/** The elements of lists that are done, by their places. */
export interface DoneElements {
  readonly inputs: Values;
  /** `null` where it is absent. */
  readonly done: ReadonlyMap<number, Values | null>;
}

/**
 * Executes a plan with one value for each input of its graph. Emits the outputs that are there, once,
 * and completes; errors with the `Failure` by which it fails. Unsubscribing cancels it.
 */
export type Execute = (plan: Plan, inputs: Values, settings: Settings) => Observable<Values>;

/** Of what a run is a part. */
export interface Part {
  readonly item?: number;
  /** Of all items together. */
  readonly lifetime?: Lifetime;
}

/** What a run gives its tasks beside its options; not by a copy of them, which costs much where runs are many. */
type Given = Pick<Settings, 'emit' | 'execute' | 'remote' | 'taskWrappers' | 'inner'>;

/** What the options of a run and its graph come to. */
export const settingsOf = (
  graph: Graph,
  options: RunOptions,
  run: string,
  { emit, execute, remote, taskWrappers, inner }: Given,
  { item, lifetime }: Part = {},
): Settings => {
  const { scheduler, concurrency = graph.concurrency, slots, onFailure } = options;
  const own = new Lifetime();
  return {
    scheduler: scheduler ?? asyncScheduler,
    seed: options.seed ?? anySeed(),
    directory: graph.directory ?? '.',
    run,
    prefix: '',
    item,
    own,
    shared: lifetime ?? own,
    slots: slots ?? slotsOf(graph, concurrency),
    trampoline: new Trampoline(),
    wrappers: options.wrappers ?? [],
    taskWrappers,
    freezes: options.freeze ?? true,
    remote,
    stopsAtOnce: onFailure === undefined || onFailure === 'stop',
    isLive: false,
    isSameElement: Object.is,
    elements: new Map(),
    inner,
    execute,
    emit,
  };
};

/** The slots of a run; none where nothing is bounded. */
export const slotsOf = (graph: Graph, concurrency: number | undefined): Slots | undefined => {
  const resources = resourcesOf(graph);
  return concurrency !== undefined || resources.size > 0
    ? new Slots(concurrency, resources)
    : undefined;
};

// A pipeline may be run for each of many items.
const bounds = new WeakMap<Graph, ReadonlyMap<string, number>>();

/** The resources of a graph, and the threads of its pools. */
const resourcesOf = (graph: Graph): ReadonlyMap<string, number> => {
  const known = bounds.get(graph);
  if (known !== undefined) return known;
  const resources = new Map(graph.resources);
  addPools(graph, resources);
  bounds.set(graph, resources);
  return resources;
};

// Not by `allComponents`, which makes the way to each.
const addPools = ({ components }: Graph, resources: Map<string, number>): void => {
  for (const component of components) {
    const { thread, pipeline } = component.map?.element ?? component;
    if (thread !== undefined) resources.set(poolName(thread), poolSize(thread));
    if (pipeline !== undefined) addPools(pipeline, resources);
  }
};

// No resource of a pipeline can have such a name.
const poolName = (thread: number | true): string => `pool of ${poolSize(thread)}`;

/** An attempt waits for a thread as for a resource, before it starts and its time runs. */
export const withPool = (
  resources: Claim['resources'],
  thread: number | true | undefined,
): Claim['resources'] =>
  thread === undefined ? resources : [...resources, { name: poolName(thread), count: 1 }];
