import type { Outcome } from '../../engine/events/event.js';
import type { RecordedEvent } from '../../sinks/record/recorded-event.js';
import { TaskCounts } from '../task-counts.js';
import { all, type Database, first, run, type Work } from '../database/database.js';
import { insert } from '../database/insert.js';
import { LeaseLostError } from '../store-error.js';
import type { FinishedTask, RunWriter } from '../store.js';
import type { Committer } from './committer.js';
import { eventRows } from './event-rows.js';
import { finishedTasks } from './task-rows.js';
import { type Named, putValues } from './value-rows.js';

export interface LeaseOptions {
  /** Milliseconds for which a lease holds when it is not renewed. */
  readonly lease: number;
}

export interface WriterOptions extends LeaseOptions {
  readonly database: Database;
  readonly committer: Committer;
  readonly run: string;
  readonly fence: number;
  /** The sequence of the next event. */
  readonly sequence: number;
  readonly closed: () => void;
}

/** Counts the time at work up to now, which is given twice. */
const counted = 'worked = worked + (? - counted), counted = ?';

/** The one writer of a run: every write of it is conditional on its fencing number. */
export class RelationalWriter implements RunWriter {
  readonly run: string;
  readonly fence: number;
  private readonly options: WriterOptions;
  private readonly controller = new AbortController();
  private readonly renewal: NodeJS.Timeout;
  private readonly counts = new TaskCounts();
  private next: number;

  constructor(options: WriterOptions) {
    this.options = options;
    this.run = options.run;
    this.fence = options.fence;
    this.next = options.sequence;
    this.renewal = setInterval(() => {
      // What fails is tried again, and is told where something is written.
      this.renew().catch(() => undefined);
    }, options.lease / 3);
    this.renewal.unref();
  }

  get sequence(): number {
    return this.next;
  }

  get lost(): AbortSignal {
    return this.controller.signal;
  }

  readonly finished = async (task: string): Promise<FinishedTask | undefined> => {
    const { run: id } = this;
    const tasks = await this.options.database.read(() => finishedTasks(id, task));
    return tasks[0];
  };

  readonly finish = async (task: FinishedTask): Promise<void> => {
    const { run: id, fence, options } = this;
    const isHeld = await options.committer.write('full', function* (): Work<boolean> {
      const known = yield* all(
        'SELECT 1 AS one FROM tasks WHERE run = ? AND task = ?',
        id,
        task.task,
      );
      const more = known.length === 0 && isOutermost(task.task) ? 1 : 0;
      const now = yield* options.database.now();
      const held = yield* run(
        `UPDATE runs SET tasks_done = tasks_done + ?, ${counted}
         WHERE id = ? AND fence = ? AND state = 'running'`,
        more,
        ...[now, now],
        id,
        fence,
      );
      if (held === 0) return false;
      yield* putValues([task.inputs, task.outputs], now);
      yield* putTask(id, task);
      return true;
    });
    this.check(isHeld);
  };

  readonly record = async (events: readonly RecordedEvent[]): Promise<void> => {
    if (events.length === 0) return;
    const { run: id, fence, options } = this;
    const from = this.next;
    this.next += events.length;
    for (const event of events) this.counts.take(event);
    const { given, omitted, failed } = this.counts;
    const rows = eventRows(id, from, events);
    const isHeld = await options.committer.write('normal', function* (): Work<boolean> {
      // Its last events come when the run has ended, and are told all the same.
      const held = yield* run(
        `UPDATE runs SET sequence = ?, tasks = CASE WHEN ? > 0 THEN ? ELSE tasks END,
           tasks_given = ?, tasks_omitted = ?, tasks_failed = ?
         WHERE id = ? AND fence = ?`,
        from + events.length,
        ...[rows.tasks, rows.tasks],
        ...[given, omitted, failed],
        id,
        fence,
      );
      if (held === 0) return false;
      yield* insert('graphs', ['hash', 'json'], rows.graphs, 'ON CONFLICT DO NOTHING');
      yield* insert(
        'events',
        ['run', 'sequence', 'type', 'task', 'attempt', 'time', 'body'],
        rows.events,
      );
      return true;
    });
    this.check(isHeld);
  };

  readonly end = async (outcome: Outcome, outputs: Named): Promise<void> => {
    const { run: id, fence, options } = this;
    const isHeld = await options.committer.write('full', function* (): Work<boolean> {
      const now = yield* options.database.now();
      const held = yield* run(
        `UPDATE runs SET state = ?, ended = ?, ${counted}, holder = NULL, lease_until = 0
         WHERE id = ? AND fence = ? AND state = 'running'`,
        outcome,
        now,
        ...[now, now],
        id,
        fence,
      );
      if (held === 0) return false;
      yield* putValues([outputs], now);
      yield* run(`DELETE FROM run_values WHERE run = ? AND kind = 'output'`, id);
      yield* putRunValues(id, 'output', outputs);
      return true;
    });
    this.stop();
    this.check(isHeld);
  };

  readonly release = async (): Promise<void> => {
    this.stop();
    const { run: id, fence, options } = this;
    await options.committer.write('full', function* () {
      const now = yield* options.database.now();
      yield* run(
        `UPDATE runs SET ${counted}, holder = NULL, lease_until = 0
         WHERE id = ? AND fence = ? AND state = 'running'`,
        ...[now, now],
        id,
        fence,
      );
    });
  };

  /** Renews nothing more. */
  stop(): void {
    clearInterval(this.renewal);
    this.options.closed();
  }

  private async renew(): Promise<void> {
    const { run: id, fence, options } = this;
    const isHeld = await options.committer.write('normal', function* (): Work<boolean> {
      const now = yield* options.database.now();
      const held = yield* run(
        `UPDATE runs SET lease_until = ?, ${counted}
         WHERE id = ? AND fence = ? AND state = 'running'`,
        now + options.lease,
        ...[now, now],
        id,
        fence,
      );
      if (held > 0) return true;
      // It may have ended meanwhile.
      const row = yield* first('SELECT fence FROM runs WHERE id = ?', id);
      return row?.['fence'] === fence;
    });
    if (!isHeld) this.lose();
  }

  private lose(): LeaseLostError {
    const error = new LeaseLostError(this.run);
    this.stop();
    this.controller.abort(error);
    return error;
  }

  private check(isHeld: boolean): void {
    if (!isHeld) throw this.lose();
  }
}

// Elements of lists and tasks of nested pipelines are parts of one.
const isOutermost = (task: string): boolean => !/[[/]/.test(task);

function* putTask(id: string, task: FinishedTask): Work<void> {
  yield* run('DELETE FROM tasks WHERE run = ? AND task = ?', id, task.task);
  yield* insert(
    'tasks',
    ['run', 'task', 'attempt', 'taken_from', 'started', 'ended'],
    [
      [
        id,
        task.task,
        task.attempt,
        task.from ?? null,
        Math.round(task.started),
        Math.round(task.ended),
      ],
    ],
  );
  const rows = (kind: string, named: Named): readonly (readonly (string | number)[])[] =>
    [...named].map(([name, { hash }], position) => [id, task.task, kind, position, name, hash]);
  yield* insert(
    'task_values',
    ['run', 'task', 'kind', 'position', 'name', 'value'],
    [...rows('input', task.inputs), ...rows('output', task.outputs)],
  );
}

export function* putRunValues(id: string, kind: 'input' | 'output', named: Named): Work<void> {
  yield* insert(
    'run_values',
    ['run', 'kind', 'position', 'name', 'value'],
    [...named].map(([name, { hash }], position) => [id, kind, position, name, hash]),
  );
}
