import * as t from 'io-ts';
import { Observable } from 'rxjs';

import { taskOf } from '../engine/attempts/attempt.js';
import type { Task } from '../engine/task.js';
import type { Choice, Component, Graph, Repetition } from '../graph/graph.js';
import type { Runner, RunnerContext } from '../runners/runner.js';
import { poolSize } from '../runners/thread/with-thread.js';
import { drawn, type Duration } from './duration.js';
import { chanceOf, luckOfPart, Placeholder } from './placeholder.js';
import type { Count } from './simulate-options.js';
import { isCertain, simulatedCondition } from './simulated-condition.js';

/** How a task behaves while it is simulated. */
export interface Behaviour {
  readonly duration: Duration;
  /** From 0 to 1: the chance of an attempt to fail, at its end. */
  readonly failureRate: number;
  /** From 0 to 1: how often its condition holds. */
  readonly chance: number;
  /** How many rounds it takes where it is repeated. */
  readonly rounds: number;
}

/** How many elements a list has, of which those are taken that are not made by other elements. */
export type LengthOf = (component: string) => Count;

/** Is told of each attempt at the very moment it takes and leaves its slot. */
export interface Workplace {
  readonly start: (place: string, attempt: number) => number;
  readonly end: (place: number) => void;
}

/** What a simulated attempt fails with by chance. */
export class SimulatedFailure extends Error {
  override readonly name = 'SimulatedFailure';
}

/**
 * The graph with other limits, and without what is nothing to a simulation: threads become resources,
 * since nothing is computed in them, and inputs have no types.
 */
export const limitedGraph = (
  graph: Graph,
  concurrency: number | undefined,
  counts: Graph['resources'],
): Graph => {
  const resources = new Map(counts);
  const limited = (component: Component): Component => {
    const { thread, map, pipeline, fallback, ...rest } = component;
    const inner = {
      ...rest,
      ...(map === undefined ? {} : { map: { ...map, element: limited(map.element) } }),
      ...(pipeline === undefined ? {} : { pipeline: within(pipeline) }),
      ...(fallback === undefined ? {} : { fallback: fallback.map(limited) }),
    };
    if (thread === undefined) return inner;
    const name = threadsName(thread);
    resources.set(name, poolSize(thread));
    return { ...inner, resources: [...inner.resources, { name, count: 1 }] };
  };
  const within = (one: Graph): Graph => ({
    ...one,
    inputs: one.inputs.map((input) => ({ ...input, type: undefined })),
    components: one.components.map(limited),
  });
  const { inputs, ...all } = within(graph);
  return {
    ...all,
    inputs: inputs.map((input) => ({ ...input, default: undefined })),
    concurrency,
    resources,
  };
};

/** What a simulation knows in place of runners and values. */
export interface Behaviours {
  readonly of: (component: string) => Behaviour;
  readonly length: LengthOf;
  readonly workplace: Workplace;
}

/**
 * The graph with time in place of work: each runner takes its duration and gives a mark for each of
 * its outputs. Conditions are drawn, and what is mapped over becomes a list. What the components declare of
 * timeouts, retries and resources holds.
 */
export const simulatedGraph = (graph: Graph, behaviours: Behaviours, prefix = ''): Graph => {
  const component = (one: Component, index: number): Component => {
    const { map } = one;
    const name = prefix + one.name;
    if (map === undefined) return simulated(one, name, name);
    const [over = ''] = map.over;
    const consumable = one.inputs.find(({ port }) => port === over)?.consumable ?? index;
    const list = listOf(`${prefix}${graph.consumables[consumable]?.name ?? ''}`, () =>
      behaviours.length(name),
    );
    return {
      ...one,
      runner: { ...one.runner, inputs: { [over]: list } },
      // All lists are of one length: the others need not be taken apart.
      map: { ...map, over: [over], element: simulated(map.element, name, `${name}[]`) },
    };
  };

  const simulated = (one: Component, name: string, place: string): Component => {
    const { repeat, pipeline, fallback, runner } = one;
    const rounds = new Rounds();
    const runnerOf = ({ name: called }: Runner, isFirst: boolean): Runner =>
      simulatedRunner(called, behaviours.of(name), place, behaviours.workplace, rounds, isFirst);
    const { rounds: count } = behaviours.of(name);
    return {
      ...one,
      ...(pipeline === undefined
        ? { runner: runnerOf(runner, true) }
        : { pipeline: simulatedGraph(pipeline, behaviours, `${name}/`) }),
      ...(fallback === undefined
        ? {}
        : {
            fallback: fallback.map((other) => ({
              ...other,
              runner: runnerOf(other.runner, false),
            })),
          }),
      ...(repeat === undefined ? {} : { repeat: repeated(repeat, count) }),
    };
  };

  const choice = (one: Choice): Choice => {
    const { kind, condition, owner } = one;
    if (kind !== 'when' || condition === undefined || isCertain(condition)) return one;
    const { chance } = behaviours.of(prefix + owner);
    return { ...one, condition: simulatedCondition(condition, chance) };
  };

  return {
    ...graph,
    components: graph.components.map(component),
    consumables: graph.consumables.map((one) =>
      one.choice === undefined ? one : { ...one, choice: choice(one.choice) },
    ),
  };
};

/** No resource of a pipeline can have such a name. */
export const threadsName = (thread: number | true): string => `${poolSize(thread)} threads`;

/** A value for each input of the pipeline, for an item of this number. */
export const simulatedInputs = (
  { inputs }: Graph,
  seed: number,
  item = 0,
): Readonly<Record<string, unknown>> => {
  const luck = luckOfPart(seed, item);
  return Object.fromEntries(
    inputs.map(({ name }, at) => [name, new Placeholder(luckOfPart(luck, at))]),
  );
};

// As many rounds as it takes, but no more than there may be: beyond them it fails.
const repeated = (repeat: Repetition, count: number): Repetition => ({
  ...repeat,
  until: {
    ...repeat.until,
    evaluate: (valueOf) => {
      const marks = repeat.until.names.map(({ name }) => valueOf(name));
      const mark = marks.find((one) => one instanceof Placeholder);
      return mark === undefined || mark.round === 0 || mark.round >= count;
    },
  },
});

/** Which round of its repetition each task is in. */
class Rounds {
  private readonly of = new WeakMap<Task, { round: number; before: number }>();

  /** The round of an attempt; with `isFirst` it is one of those that begin a round. */
  round(task: Task, isFirst: boolean): number {
    const known = this.of.get(task) ?? { round: 0, before: -1 };
    if (isFirst && task.before !== known.before) {
      known.round += 1;
      known.before = task.before;
      this.of.set(task, known);
    }
    return known.round;
  }
}

/** Takes a list as it is, and a mark for one of as many elements as are drawn for it. */
const listOf = (consumable: string, lengthOf: () => ReturnType<LengthOf>): t.Mixed =>
  new t.Type<unknown>(
    'a list',
    (value): value is unknown => Array.isArray(value),
    (value) => {
      if (Array.isArray(value)) return t.success(value);
      const length = lengthOf();
      const samples = typeof length === 'number' ? [length] : length.samples;
      const at = Math.floor(chanceOf(consumable, [value]) * samples.length);
      const luck = Math.floor(chanceOf('', [value]) * 2 ** 32);
      return t.success(
        Array.from(
          { length: samples[at] ?? 0 },
          (_, index) => new Placeholder(luckOfPart(luck, index)),
        ),
      );
    },
    t.identity,
  );

const simulatedRunner = (
  name: string,
  { duration, failureRate }: Behaviour,
  place: string,
  workplace: Workplace,
  rounds: Rounds,
  isFirst: boolean,
): Runner => ({
  name,
  run: (inputs, context) =>
    new Observable((subscriber) => {
      const random = needsChance(duration, failureRate) ? context.random : never;
      const isFailing = failureRate > 0 && random() < failureRate;
      const at = workplace.start(place, context.attempt);
      const round = rounds.round(taskOf(context), isFirst);
      subscriber.add(() => {
        workplace.end(at);
      });
      subscriber.add(
        context.scheduler.schedule(
          () => {
            if (isFailing) subscriber.error(new SimulatedFailure('it failed by chance'));
            else {
              subscriber.next(marks(inputs, context, round));
              subscriber.complete();
            }
          },
          drawn(duration, random),
        ),
      );
    }),
});

const needsChance = (duration: Duration, failureRate: number): boolean =>
  typeof duration !== 'number' || failureRate > 0;

const never = (): number => 0;

const marks = (
  inputs: Readonly<Record<string, unknown>>,
  context: RunnerContext,
  round: number,
): Readonly<Record<string, unknown>> => {
  const { component, outputs, item = 0 } = context;
  const { batch } = taskOf(context).component;
  const luck = Math.floor(
    chanceOf(component, [new Placeholder(item), ...Object.values(inputs)]) * 2 ** 32,
  );
  const mark = (at: number): Placeholder => new Placeholder(luckOfPart(luck, at), round);
  const [first] = Object.values(inputs);
  const count = batch !== undefined && Array.isArray(first) ? first.length : undefined;
  return Object.fromEntries(
    outputs.map((port, at) => [
      port,
      count === undefined
        ? mark(at)
        : Array.from({ length: count }, (_, index) => mark(at + outputs.length * index)),
    ]),
  );
};
