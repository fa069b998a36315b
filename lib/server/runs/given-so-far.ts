import type { RunEvent, Values } from '../../engine/events/event.js';
import type { Failure } from '../../engine/failure.js';
import type { Graph } from '../../graph/graph.js';
import { TaskCounts } from '../../store/task-counts.js';
import { sizeOf } from './size-of.js';

/** What a run has given so far, as its events tell: values by their full names, and failures of tasks. */
export class GivenSoFar {
  readonly tasks = new TaskCounts();
  readonly failures = new Map<string, Failure>();
  /** Those of the pipeline, when it has ended. */
  outputs: Values | undefined;
  /** About, of all values. */
  bytes = 0;
  private readonly graph: Graph;
  private readonly values = new Map<string, unknown>();

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** The full names of the values that there are. */
  get given(): readonly string[] {
    return [...this.values.keys()];
  }

  value(name: string): { readonly value: unknown } | undefined {
    if (this.values.has(name)) return { value: this.values.get(name) };
    if (this.outputs !== undefined && Object.hasOwn(this.outputs, name))
      return { value: this.outputs[name] };
    const { outputs, consumables } = this.graph;
    const consumable = outputs.find((output) => output.name === name)?.consumable;
    const published = consumable === undefined ? undefined : consumables[consumable]?.name;
    return published === undefined || !this.values.has(published)
      ? undefined
      : { value: this.values.get(published) };
  }

  /** Those that there can be. */
  get names(): readonly string[] {
    const { consumables, outputs } = this.graph;
    return [...outputs, ...consumables].map(({ name }) => name);
  }

  take(event: RunEvent): void {
    this.tasks.take(event);
    switch (event.type) {
      case 'run-started':
        this.keep(event.inputs, (name) => name);
        break;
      case 'task-finished':
        this.failures.delete(event.task);
        this.keep(event.outputs, (name) => `${event.task}.${name}`);
        break;
      case 'task-kept':
        this.keep(event.outputs ?? {}, (name) => `${event.task}.${name}`);
        break;
      case 'task-failed':
        this.failures.set(event.task, event.failure);
        break;
      case 'task-restarted':
        this.failures.delete(event.task);
        break;
      default:
    }
  }

  /** Lets go of the values. */
  forget(): void {
    this.values.clear();
  }

  private keep(values: Values, nameOf: (name: string) => string): void {
    for (const [name, value] of Object.entries(values)) {
      this.values.set(nameOf(name), value);
      this.bytes += sizeOf(value);
    }
  }
}
