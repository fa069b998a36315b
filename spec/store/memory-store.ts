import { createHash } from 'node:crypto';

import type { Outcome } from '../../lib/engine/events/event.js';
import { fromJson, toJson } from '../../lib/runners/values/json-values.js';
import type { RecordedEvent } from '../../lib/sinks/record/recorded-event.js';
import { UnkeepableError, type ValueKeeper } from '../../lib/store/values/value-keeper.js';
import type { FinishedTask, KeptRun, NewRun, RunWriter, Store } from '../../lib/store/store.js';
import type { KeptValue } from '../../lib/store/values/kept-value.js';

/*
 * A store that lasts as long as the process, with what a spec needs of one: runs, leases and what tasks
 * gave. It crashes when it is told to, as a process would in whose midst the power fails.
 */

interface Row {
  readonly new: NewRun;
  readonly finished: Map<string, FinishedTask>;
  readonly events: RecordedEvent[];
  fence: number;
  lose: (reason: Error) => void;
  isHeld: boolean;
  outcome: Outcome | undefined;
  outputs: ReadonlyMap<string, KeptValue>;
}

export const memoryKeeper: ValueKeeper = {
  keep: (value) => {
    try {
      const json = toJson(value);
      const hash = createHash('sha256').update(json).digest('hex');
      return Promise.resolve({ hash, json, size: json.length, blobs: [] });
    } catch (error) {
      return Promise.reject(new UnkeepableError((error as Error).message));
    }
  },
  value: ({ json = 'null' }) => Promise.resolve(fromJson(json)),
};

export class MemoryStore {
  readonly rows = new Map<string, Row>();
  /** How many more things are written before it crashes. */
  writesLeft = Infinity;
  /** What each write rejects with, where it does. */
  failure: Error | undefined;

  get store(): Store {
    return {
      where: 'memory',
      create: (run: NewRun) => {
        this.rows.set(run.id, {
          new: run,
          finished: new Map(),
          events: [],
          fence: 0,
          lose: () => undefined,
          isHeld: false,
          outcome: undefined,
          outputs: new Map(),
        });
        return Promise.resolve(this.writer(run.id));
      },
      takeOver: (run: string) => {
        const row = this.row(run);
        row.lose(new Error('another process has taken the run over'));
        return Promise.resolve(this.writer(run));
      },
      history: {
        run: (id: string) => Promise.resolve(this.keptRun(id)),
        tasks: (run: string) => Promise.resolve([...this.row(run).finished.values()]),
      },
    } as unknown as Store;
  }

  row(run: string): Row {
    const row = this.rows.get(run);
    if (row === undefined) throw new Error(`no run ${run}`);
    return row;
  }

  private keptRun(id: string): KeptRun {
    const row = this.row(id);
    const { pipeline, inputs, seed, options, code } = row.new;
    const kept = { id, declared: pipeline, inputs, seed, options, code, outputs: row.outputs };
    return kept as unknown as KeptRun;
  }

  private writer(run: string): RunWriter {
    const row = this.row(run);
    row.fence += 1;
    const { fence } = row;
    const controller = new AbortController();
    row.lose = (reason) => {
      controller.abort(reason);
    };
    row.isHeld = true;
    // A process that is gone hears nothing any more.
    const write = async (change: () => void): Promise<void> => {
      await Promise.resolve();
      if (this.writesLeft <= 0) await new Promise(() => undefined);
      this.writesLeft -= 1;
      if (this.failure !== undefined) throw this.failure;
      if (row.fence !== fence) throw new Error('the lease is lost');
      change();
    };
    return {
      run,
      fence,
      get sequence() {
        return row.events.length;
      },
      lost: controller.signal,
      finished: (task) => Promise.resolve(row.finished.get(task)),
      finish: (task) => write(() => row.finished.set(task.task, task)),
      record: (events) => write(() => row.events.push(...events)),
      end: (outcome, outputs) =>
        write(() => {
          row.outcome = outcome;
          row.outputs = outputs;
          row.isHeld = false;
        }),
      release: () => Promise.resolve(),
    };
  }
}
