import { Observable } from 'rxjs';

import type { Component, Graph } from '../graph/graph.js';
import type { Runner, RunnerContext } from '../runners/runner.js';
import { poolSize } from '../runners/thread/with-thread.js';
import { independent } from './chance.js';
import { drawn, type Duration } from './duration.js';

/** How a task behaves while it is simulated. */
export interface Behaviour {
  readonly duration: Duration;
  /** From 0 to 1: the chance of an attempt to fail, at its end. */
  readonly failureRate: number;
}

/** Is told of each attempt at the very moment it takes and leaves its slot. */
export interface Workplace {
  readonly start: (component: number, attempt: number) => number;
  readonly end: (place: number) => void;
}

/** What stands for every value: no work is done that could make one. */
const value = 'simulated';

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
  const components = graph.components.map(({ thread, ...component }): Component => {
    if (thread === undefined) return component;
    const name = threadsName(thread);
    resources.set(name, poolSize(thread));
    return { ...component, resources: [...component.resources, { name, count: 1 }] };
  });
  const inputs = graph.inputs.map((input) => ({ ...input, type: undefined, default: undefined }));
  return { ...graph, inputs, components, concurrency, resources };
};

/**
 * The graph with time in place of work: each runner takes its duration and gives a mark for each of
 * its outputs. What the components declare of timeouts, retries and resources holds.
 */
export const simulatedGraph = (
  graph: Graph,
  behaviourOf: (component: string) => Behaviour,
  workplace: Workplace,
): Graph => ({
  ...graph,
  components: graph.components.map((component, index) => ({
    ...component,
    runner: simulatedRunner(component.runner.name, behaviourOf(component.name), index, workplace),
  })),
});

/** No resource of a pipeline can have such a name. */
export const threadsName = (thread: number | true): string => `${poolSize(thread)} threads`;

/** A value for each input of the pipeline. */
export const simulatedInputs = ({ inputs }: Graph): Readonly<Record<string, unknown>> =>
  Object.fromEntries(inputs.map(({ name }) => [name, value]));

const simulatedRunner = (
  name: string,
  { duration, failureRate }: Behaviour,
  component: number,
  workplace: Workplace,
): Runner => ({
  name,
  run: (_, context) =>
    new Observable((subscriber) => {
      const random = needsChance(duration, failureRate) ? independent(context.random) : never;
      const isFailing = failureRate > 0 && random() < failureRate;
      const place = workplace.start(component, context.attempt);
      subscriber.add(() => {
        workplace.end(place);
      });
      subscriber.add(
        context.scheduler.schedule(
          () => {
            if (isFailing) subscriber.error(new SimulatedFailure('it failed by chance'));
            else {
              subscriber.next(marks(context));
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

const marks = ({ outputs }: RunnerContext): Readonly<Record<string, unknown>> =>
  Object.fromEntries(outputs.map((port) => [port, value]));
