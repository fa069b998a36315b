import type { JsonGraph } from '../../drawing/json-graph.js';
import { allEvents } from '../../store/all-events.js';
import { valuesOf } from '../../store/durable/kept-values.js';
import { keptFailures } from '../../store/kept-failures.js';
import type { ValueKeeper } from '../../store/values/value-keeper.js';
import type { History, KeptRun, RunSummary } from '../../store/store.js';
import type { KeptValue } from '../../store/values/kept-value.js';
import type { ReadableRun, RunContents, WatchableLog } from '../runs/readable-run.js';
import type { WireRun, WireState } from '../wire.js';
import type { KeptLogs } from './kept-log.js';

export const wireOf = ({
  id,
  pipeline,
  state,
  started,
  ended,
  tasksDone,
  tasksOmitted,
  tasksFailed,
  tasks,
  batch,
}: RunSummary): WireRun => ({
  ...{ id, pipeline, state, started },
  ...(ended === undefined ? {} : { ended }),
  ...{ tasksDone, tasksOmitted, tasksFailed, tasks, lasts: true },
  ...(batch === undefined ? {} : { batch }),
});

/** A run in a store, be it of this server, of one before or of a command. */
export class StoredRun implements ReadableRun {
  readonly kept: KeptRun;
  private readonly history: History;
  private readonly keeper: ValueKeeper;
  private readonly logs: KeptLogs;

  constructor(kept: KeptRun, history: History, keeper: ValueKeeper, logs: KeptLogs) {
    this.kept = kept;
    this.history = history;
    this.keeper = keeper;
    this.logs = logs;
  }

  get log(): WatchableLog {
    return this.logs.of(this.kept);
  }

  get id(): string {
    return this.kept.id;
  }

  get state(): WireState {
    return this.kept.state;
  }

  get ended(): number | undefined {
    return this.kept.ended;
  }

  get wire(): WireRun {
    return wireOf(this.kept);
  }

  get names(): readonly string[] {
    const { inputs, outputs, components } = JSON.parse(this.kept.declared.declaration) as JsonGraph;
    return [
      ...[...inputs, ...outputs].map(({ name }) => name),
      ...components.flatMap((one) => one.outputs.map(({ consumable }) => consumable)),
    ];
  }

  async contents(): Promise<RunContents> {
    const { id, state, inputs, outputs } = this.kept;
    const tasks = await this.history.tasks(id);
    return {
      inputs: await valuesOf(this.keeper, inputs),
      outputs: this.ended === undefined ? undefined : await valuesOf(this.keeper, outputs),
      failures: state === 'done' ? [] : await keptFailures(allEvents(this.history, id)),
      values: [
        ...inputs.keys(),
        ...tasks.flatMap((one) => [...one.outputs.keys()].map((name) => `${one.task}.${name}`)),
      ],
    };
  }

  async value(name: string): Promise<{ readonly value: unknown } | undefined> {
    const found = await this.find(name);
    return found === undefined ? undefined : { value: await this.keeper.value(found) };
  }

  private async find(name: string): Promise<KeptValue | undefined> {
    const { id, inputs, outputs } = this.kept;
    const own = outputs.get(name) ?? inputs.get(name);
    if (own !== undefined) return own;
    const point = name.lastIndexOf('.');
    const tasks = await this.history.tasks(id);
    const task = tasks.find((one) => one.task === name.slice(0, Math.max(point, 0)));
    return task?.outputs.get(name.slice(point + 1));
  }
}
