import type { Component, Graph, PipelineOutput } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import { type AbsentOutput, absentOutputs } from './absent-outputs.js';
import type { Values } from './events/event.js';
import { recordOf } from './port-values.js';
import { Run } from './run/run.js';

/** Where an output of the pipeline comes from. */
export interface Provenance {
  /** Its name in the result. */
  readonly output: string;
  /** The full name of the consumable that it is. */
  readonly consumable: string;
  /** The inputs of the pipeline that it follows from, as declared. */
  readonly inputs: readonly string[];
  /** The tasks that it needs, those that can run side by side together, in the order of readiness. */
  readonly steps: readonly (readonly string[])[];
}

/** The proof that a pipeline can finish: what happens in a run whose runners do nothing. */
export interface DryRun {
  /**
   * The tasks in the order in which they become ready, if all took equally long; those of one step
   * do not wait for each other.
   */
  readonly steps: readonly (readonly string[])[];
  /** Components that are not run, since no output needs them. */
  readonly pruned: readonly string[];
  /** Outputs that may be absent, each with a case in which it is. All others always come. */
  readonly mayBeAbsent: readonly AbsentOutput[];
  /** The way to an output, as it was recorded. Costs a walk over all that the output needs. */
  readonly provenance: (output: PipelineOutput) => Provenance;
}

/** A task as it was run: what it took, and what had to end before it. */
interface Recorded {
  readonly task: number;
  readonly step: number;
  readonly takes: readonly Origin[];
  readonly after: readonly Recorded[];
}

/** What stands for a value: the input of the pipeline that it is, or the task that gave it. */
type Origin = number | Recorded;

/**
 * Runs a graph with runners that only record where each value comes from. Throws where the run does
 * not come to its outputs, which for a checked graph would be a bug.
 */
export const dryRun = (graph: Graph): DryRun => {
  const recorded: (Recorded | undefined)[] = [];
  const recording: Graph = {
    ...graph,
    concurrency: undefined,
    resources: new Map(),
    timeout: undefined,
    // All that something may be chosen from, and all that a condition names, is waited for.
    outputs: graph.outputs.flatMap(({ name, consumable }) =>
      chosenFrom(graph, consumable).map((one) => ({ name, consumable: one })),
    ),
    components: graph.components.map((component, task) => ({
      name: component.name,
      description: undefined,
      runner: recorder(component, task, recorded),
      params: {},
      inputs: takenBy(graph, component).map((consumable) => ({
        port: String(consumable),
        consumable,
      })),
      outputs: component.outputs,
      dependencies: component.dependencies,
      predecessors: component.predecessors,
      level: component.level,
      declared: component.declared,
      pruned: component.pruned,
      timeout: undefined,
      retry: undefined,
      resources: [],
    })),
  };
  const names = graph.inputs.map(({ name }) => name);
  const run = new Run(recording, recordOf(names, [...names.keys()]));
  const end = { isDone: false };
  run.outputs$.subscribe({
    complete: () => {
      end.isDone = true;
    },
    error: (error: unknown) => {
      throw error;
    },
  });
  if (!end.isDone) throw new Error('the dry run did not reach its outputs');
  return {
    steps: stepsOf(graph, recorded),
    pruned: graph.components.filter(({ pruned }) => pruned).map(({ name }) => name),
    mayBeAbsent: absentOutputs(graph),
    provenance: (output) => provenance(graph, recorded, output),
  };
};

const chosenFrom = ({ consumables }: Graph, consumable: number): readonly number[] =>
  consumables[consumable]?.choice?.of ?? [consumable];

const takenBy = (graph: Graph, { inputs, when }: Component): readonly number[] => [
  ...new Set([
    ...inputs.flatMap(({ consumable }) => chosenFrom(graph, consumable)),
    ...(when === undefined ? [] : chosenFrom(graph, when)),
  ]),
];

const recorder = (
  { runner, dependencies, outputs: given }: Component,
  task: number,
  recorded: (Recorded | undefined)[],
): Runner => ({
  name: runner.name,
  run: (inputs): Values => {
    const takes = Object.values(inputs) as Origin[];
    // Those that pass no value: they have ended, or the engine would not have come here.
    const after = dependencies.map((before) => recorded[before] as Recorded);
    let step = 0;
    for (const one of [...takes, ...after])
      if (typeof one !== 'number') step = Math.max(step, one.step + 1);
    const record: Recorded = { task, step, takes, after };
    recorded[task] = record;
    return recordOf(
      given.map(({ port }) => port),
      given.map(() => record),
    );
  },
});

const stepsOf = ({ components }: Graph, all: readonly (Recorded | undefined)[]): string[][] => {
  const steps: string[][] = [];
  for (const one of all)
    if (one !== undefined) (steps[one.step] ??= []).push(components[one.task]?.name ?? '');
  return steps.filter((step) => (step as string[] | undefined) !== undefined);
};

const provenance = (
  graph: Graph,
  recorded: readonly (Recorded | undefined)[],
  { name, consumable }: PipelineOutput,
): Provenance => {
  const from = graph.consumables[consumable];
  const origins = chosenFrom(graph, consumable).map((one): Origin => {
    const task = graph.consumables[one]?.component;
    return (task === undefined ? undefined : recorded[task]) ?? one;
  });
  const needed: (Recorded | undefined)[] = [];
  const inputs = new Set<number>();
  const stack: Origin[] = [...origins];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (typeof one === 'number') inputs.add(one);
    else if (needed[one.task] === undefined) {
      needed[one.task] = one;
      for (const before of one.takes) stack.push(before);
      for (const before of one.after) stack.push(before);
    }
  }
  return {
    output: name,
    consumable: from?.name ?? name,
    inputs: graph.inputs.filter((_, index) => inputs.has(index)).map((input) => input.name),
    steps: stepsOf(graph, needed),
  };
};
