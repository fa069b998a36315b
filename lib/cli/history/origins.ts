import type { JsonGraph, JsonSource } from '../../drawing/json-graph.js';
import type { FinishedTask, KeptRun } from '../../store/store.js';

/** What a value came from: a value of the run by its reference, or a part of it by its place in lists. */
export interface Origin {
  readonly reference: string;
  readonly places: readonly number[];
}

/** A task on the way to another that is within it, and the number of the element where it is one. */
interface Step {
  readonly name: string;
  readonly element: number | undefined;
}

/** What the values of a run came from, as its pipeline was declared. */
export class Origins {
  private readonly run: KeptRun;
  private readonly tasks: ReadonlyMap<string, FinishedTask>;
  private readonly graph: JsonGraph;

  constructor(run: KeptRun, tasks: readonly FinishedTask[]) {
    this.run = run;
    this.tasks = new Map(tasks.map((one) => [one.task, one]));
    this.graph = JSON.parse(run.declared.declaration) as JsonGraph;
  }

  ofOutput(name: string): Origin | undefined {
    const declared = this.graph.outputs.find((one) => one.name === name);
    return declared && this.chosen([], declared, this.run.outputs.get(name)?.hash);
  }

  ofInput({ task, inputs }: FinishedTask, port: string): Origin | undefined {
    const hash = inputs.get(port)?.hash;
    return this.taken(stepsOf(task), port, hash) ?? this.equal(task, hash);
  }

  /** What a port took as declared, where that has this hash; any counts where there is none. */
  private taken(way: readonly Step[], port: string, hash: string | undefined): Origin | undefined {
    const within = way.slice(0, -1);
    const { name, element } = way.at(-1) ?? {};
    const component = this.graphIn(within)?.components.find((one) => one.name === name);
    const declared = component?.inputs.find((one) => one.port === port);
    if (declared === undefined) return undefined;
    if (element === undefined || component?.map?.over.includes(port) !== true)
      return this.chosen(within, declared, hash);
    const list = this.chosen(within, declared, undefined);
    return list && { ...list, places: [...list.places, element] };
  }

  private chosen(
    within: readonly Step[],
    source: JsonSource,
    hash: string | undefined,
  ): Origin | undefined {
    const among = 'consumable' in source ? [source.consumable] : source.selector.of;
    for (const consumable of among) {
      const origin = this.given(within, consumable, hash);
      if (origin !== undefined) return origin;
    }
    return undefined;
  }

  private given(
    within: readonly Step[],
    consumable: string,
    hash: string | undefined,
  ): Origin | undefined {
    const point = consumable.lastIndexOf('.');
    // An input of a pipeline within is what the task of that pipeline took.
    if (point < 0 && within.length > 0) return this.taken(within, consumable, hash);
    const reference = [...within.map(textOf), consumable].join('/');
    const value =
      point < 0
        ? this.run.inputs.get(consumable)
        : this.tasks
            .get(reference.slice(0, reference.lastIndexOf('.')))
            ?.outputs.get(consumable.slice(point + 1));
    const isIt = value !== undefined && (hash === undefined || value.hash === hash);
    return isIt ? { reference, places: [] } : undefined;
  }

  /** Whatever gave an equal value: where a task took what is not declared, as in a later round. */
  private equal(task: string, hash: string | undefined): Origin | undefined {
    for (const [name, value] of this.run.inputs)
      if (value.hash === hash) return { reference: name, places: [] };
    for (const one of this.tasks.values())
      if (one.task !== task)
        for (const [name, value] of one.outputs)
          if (value.hash === hash) return { reference: `${one.task}.${name}`, places: [] };
    return undefined;
  }

  private graphIn(way: readonly Step[]): JsonGraph | undefined {
    return way.reduce<JsonGraph | undefined>(
      (graph, { name }) => graph?.components.find((one) => one.name === name)?.pipeline,
      this.graph,
    );
  }
}

const stepsOf = (task: string): readonly Step[] =>
  task.split('/').map((step) => {
    const [, name = step, element] = /^(.*)\[(\d+)\]$/.exec(step) ?? [];
    return { name, element: element === undefined ? undefined : Number(element) };
  });

const textOf = ({ name, element }: Step): string =>
  element === undefined ? name : `${name}[${element}]`;
