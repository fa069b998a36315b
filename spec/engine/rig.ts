import fc from 'fast-check';
import { finalize, map, Observable, Subject, timer, VirtualTimeScheduler } from 'rxjs';

import type { RetryPolicy } from '../../lib/declaration/policies.js';
import type { RunEvent, Values } from '../../lib/engine/events/event.js';
import { Run } from '../../lib/engine/run/run.js';
import type { RunOptions } from '../../lib/engine/run/run-options.js';
import type { Component, Graph } from '../../lib/graph/graph.js';
import type { Runner, RunnerContext } from '../../lib/runners/runner.js';

/*
 * Graphs made by hand, without YAML, so that a spec shows what it runs; and runners whose work the
 * spec itself starts and finishes, or that takes virtual time.
 */

export interface TaskOf {
  /** References: `document` or `ocr.text`; they name the ports too. */
  readonly inputs?: readonly string[];
  /** `['out']` by default. */
  readonly outputs?: readonly string[];
  readonly after?: readonly string[];
  readonly run?: Runner['run'];
  readonly timeout?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly resources?: Readonly<Record<string, number>>;
}

export interface PipelineOf {
  readonly inputs?: readonly string[];
  /** All that the tasks publish, by default. */
  readonly outputs?: readonly string[];
  readonly concurrency?: number;
  readonly resources?: Readonly<Record<string, number>>;
  readonly timeout?: number;
}

/** What a task does of which nothing else is said: marks its outputs with what it was given. */
export const trace: Runner['run'] = (inputs, { component, outputs }) =>
  Object.fromEntries(
    outputs.map((port) => [port, `${component}(${Object.values(inputs).map(String).join(',')})`]),
  );

export const graphOf = (
  tasks: Readonly<Record<string, TaskOf>>,
  { inputs = [], outputs, concurrency, resources = {}, timeout }: PipelineOf = {},
): Graph => {
  const names = Object.keys(tasks);
  const task = (name: string): TaskOf => tasks[name] ?? {};
  const outputsOf = (name: string): readonly string[] => task(name).outputs ?? ['out'];
  const before = new Map(
    names.map((name) => {
      const { inputs = [], after = [] } = task(name);
      return [name, inputs.flatMap((one) => one.split('.').slice(0, -1)).concat(after)];
    }),
  );
  const level = new Map<string, number>();
  const waiting = new Map(names.map((name) => [name, new Set(before.get(name)).size]));
  const below = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const name of names) for (const one of new Set(before.get(name))) below.get(one)?.push(name);
  const ready = names.filter((name) => waiting.get(name) === 0);
  for (const name of ready) {
    level.set(
      name,
      (before.get(name) ?? []).reduce((most, one) => Math.max(most, level.get(one) ?? 0), 0) + 1,
    );
    for (const next of below.get(name) ?? []) {
      waiting.set(next, (waiting.get(next) ?? 0) - 1);
      if (waiting.get(next) === 0) ready.push(next);
    }
  }
  const declared = new Map(names.map((name, place) => [name, place]));
  const ordered = [...names].sort(
    (a, b) =>
      (level.get(a) ?? 0) - (level.get(b) ?? 0) || (declared.get(a) ?? 0) - (declared.get(b) ?? 0),
  );
  const place = new Map(ordered.map((name, index) => [name, index]));
  const consumables = [
    ...inputs.map((name) => ({ name, component: undefined })),
    ...names.flatMap((name) =>
      outputsOf(name).map((one) => ({ name: `${name}.${one}`, component: place.get(name) })),
    ),
  ];
  const ids = new Map(consumables.map(({ name }, id) => [name, id]));
  const id = (name: string): number => {
    const found = ids.get(name);
    if (found === undefined) throw new Error(`no consumable ${name}`);
    return found;
  };
  const indexes = (all: readonly string[]): number[] => all.map((one) => place.get(one) ?? -1);
  return {
    name: 'of a spec',
    description: undefined,
    inputs: inputs.map((name) => ({
      name,
      type: undefined,
      default: undefined,
      description: undefined,
    })),
    components: ordered.map((name): Component => {
      const { inputs = [], after = [], run = trace, timeout, retry, resources = {} } = task(name);
      return {
        name,
        description: undefined,
        runner: { name: `Runner-${name}`, run },
        params: {},
        inputs: inputs.map((one) => ({ port: one, consumable: id(one) })),
        outputs: outputsOf(name).map((one) => ({
          name: one,
          port: one,
          consumable: id(`${name}.${one}`),
        })),
        dependencies: indexes(after),
        predecessors: [...new Set(indexes(before.get(name) ?? []))].sort((a, b) => a - b),
        level: level.get(name) ?? 0,
        declared: declared.get(name) ?? 0,
        pruned: false,
        timeout,
        retry:
          retry === undefined
            ? undefined
            : { attempts: 0, delay: 0, backoff: 1, maxDelay: undefined, jitter: 0, ...retry },
        resources: Object.entries(resources).map(([name, count]) => ({ name, count })),
      };
    }),
    consumables,
    outputs: (outputs ?? consumables.slice(inputs.length).map(({ name }) => name)).map((name) => ({
      name,
      consumable: id(name),
    })),
    concurrency,
    resources: new Map(Object.entries(resources)),
    timeout,
  };
};

/** A run in virtual time, with all that was seen of it. */
export class Watched {
  readonly events: RunEvent[] = [];
  readonly scheduler: VirtualTimeScheduler;
  readonly run: Run;
  outputs: Values | undefined;
  error: unknown;

  constructor(graph: Graph, options: RunOptions = {}, inputs: Values = {}) {
    this.scheduler = (options.scheduler as VirtualTimeScheduler | undefined) ?? virtualTime();
    this.run = new Run(graph, inputs, {
      ...options,
      scheduler: this.scheduler,
      sinks: [(event) => this.events.push(event), ...(options.sinks ?? [])],
    });
    this.run.outputs$.subscribe({
      next: (outputs) => {
        this.outputs = outputs;
      },
      error: (error: unknown) => {
        this.error = error;
      },
    });
  }

  flush(): this {
    this.scheduler.flush();
    return this;
  }

  /** How the run ended; `undefined` while it has not. */
  get outcome(): string | undefined {
    const last = this.events.at(-1);
    return last?.type === 'run-finished' ? last.outcome : undefined;
  }

  /** The tasks of the events of a type, in order. */
  tasks(type: RunEvent['type']): string[] {
    return this.events.flatMap((event) =>
      event.type === type && 'task' in event ? [event.task] : [],
    );
  }

  /** The events in short: `started a`, `finished a`. */
  get story(): string[] {
    return this.events.map((event) =>
      'task' in event
        ? `${event.type.replace(/^(task|attempt)-/, '')} ${event.task}`
        : event.type === 'run-finished'
          ? event.outcome
          : event.type,
    );
  }
}

export const virtualTime = (): VirtualTimeScheduler => new VirtualTimeScheduler();

/** A runner that takes virtual time, and tells how many of its Observables are subscribed. */
export const taking =
  (
    milliseconds: number,
    scheduler: VirtualTimeScheduler,
    run: Runner['run'] = trace,
    open = { count: 0 },
  ): Runner['run'] =>
  (inputs, context) =>
    new Observable<Values>((subscriber) => {
      open.count += 1;
      return timer(milliseconds, scheduler)
        .pipe(map(() => run(inputs, context) as Values))
        .subscribe(subscriber);
    }).pipe(
      finalize(() => {
        open.count -= 1;
      }),
    );

/** Runners that are at work until the spec finishes them by hand. */
export class Hands {
  /** Every start, in order. */
  readonly started: string[] = [];
  readonly contexts = new Map<string, RunnerContext>();
  readonly stopped: string[] = [];
  private readonly work = new Map<string, Subject<Values>>();

  readonly run: Runner['run'] = (inputs, context) => {
    const { component } = context;
    this.started.push(component);
    this.contexts.set(component, context);
    const work = new Subject<Values>();
    this.work.set(component, work);
    return new Observable<Values>((subscriber) => {
      let isOver = false;
      work.subscribe({
        error: (error: unknown) => {
          isOver = true;
          subscriber.error(error);
        },
        complete: () => {
          isOver = true;
          subscriber.next(trace(inputs, context) as Values);
          subscriber.complete();
        },
      });
      return () => {
        if (!isOver) this.stopped.push(component);
      };
    });
  };

  finish(task: string): void {
    this.taken(task).complete();
  }

  fail(task: string, error: unknown = new Error(`${task} broke`)): void {
    this.taken(task).error(error);
  }

  private taken(task: string): Subject<Values> {
    const work = this.work.get(task);
    if (work === undefined) throw new Error(`${task} is not at work`);
    this.work.delete(task);
    return work;
  }

  get atWork(): string[] {
    return [...this.work.keys()];
  }
}

/** Tasks with the same runner of the spec's. */
export const all = (
  run: Runner['run'],
  tasks: Readonly<Record<string, TaskOf>>,
): Record<string, TaskOf> =>
  Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, { run, ...task }]));

export interface RandomTask {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly after: readonly string[];
  readonly time: number;
  /** How many of its attempts fail before one does not. */
  readonly failing: number;
  readonly retries: number;
  readonly timeout: number | undefined;
  readonly resources: Readonly<Record<string, number>>;
}

export const pool = { gpu: 2, disk: 3 } as const;

/** Tasks that wait for some that stand before them, in an order that is no longer that one. */
export const randomTasks = (size = 12): fc.Arbitrary<readonly RandomTask[]> =>
  fc
    .array(
      fc.record({
        inputs: fc.array(fc.nat(), { maxLength: 3 }),
        after: fc.oneof(
          { weight: 3, arbitrary: fc.constant<number[]>([]) },
          { weight: 1, arbitrary: fc.array(fc.nat(), { maxLength: 2 }) },
        ),
        time: fc.nat(6),
        failing: fc.constantFrom(0, 0, 0, 0, 1, 2),
        retries: fc.nat(2),
        timeout: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined, freq: 2 }),
        resources: fc.constantFrom<Readonly<Record<string, number>>>(
          {},
          {},
          { gpu: 1 },
          { gpu: 2 },
          { disk: 1 },
          { disk: 3 },
          { gpu: 1, disk: 2 },
        ),
        place: fc.nat(),
      }),
      { minLength: 1, maxLength: size },
    )
    .map((drawn) => {
      const references = ['source'];
      const names: string[] = [];
      const tasks = drawn.map(({ place, ...one }, index) => {
        const name = `t${index}`;
        const task: RandomTask & { place: number } = {
          ...one,
          name,
          place,
          inputs: [...new Set(one.inputs.map((at) => references[at % references.length] ?? ''))],
          after:
            names.length === 0 ? [] : [...new Set(one.after.map((at) => names[at % index] ?? ''))],
        };
        references.push(`${name}.out`);
        names.push(name);
        return task;
      });
      return tasks.sort((a, b) => a.place - b.place);
    });

export const byName = (
  tasks: readonly RandomTask[],
  taskOf: (task: RandomTask) => TaskOf,
): Record<string, TaskOf> =>
  Object.fromEntries(
    tasks.map((task) => [task.name, { inputs: task.inputs, after: task.after, ...taskOf(task) }]),
  );
