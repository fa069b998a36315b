import { all, type Row, type Work } from '../database/database.js';
import type { FinishedTask } from '../store.js';
import { type Named, namedValues } from './value-rows.js';

/** Those of a run that have finished, in the order in which they did; or one of them. */
export function* finishedTasks(run: string, task?: string): Work<readonly FinishedTask[]> {
  const [where, cells] = task === undefined ? ['', []] : [' AND task = ?', [task]];
  const rows = yield* all(
    `SELECT task, attempt, taken_from, started, ended FROM tasks
     WHERE run = ?${where} ORDER BY ended, started, task`,
    run,
    ...cells,
  );
  const values = yield* all(
    `SELECT task, kind, name, value FROM task_values
     WHERE run = ?${where} ORDER BY task, kind, position`,
    run,
    ...cells,
  );
  const named = yield* namedValues(values, 'name', (row) => groupOf(row['kind'], row['task']));
  return rows.map((row) => finishedOf(row, named));
}

const groupOf = (kind: unknown, task: unknown): string => `${String(kind)} ${String(task)}`;

const none: Named = new Map();

const finishedOf = (row: Row, named: ReadonlyMap<string, Named>): FinishedTask => {
  const task = String(row['task']);
  const { taken_from: from } = row;
  return {
    task,
    attempt: Number(row['attempt']),
    inputs: named.get(groupOf('input', task)) ?? none,
    outputs: named.get(groupOf('output', task)) ?? none,
    ...(typeof from === 'string' ? { from } : {}),
    started: Number(row['started']),
    ended: Number(row['ended']),
  };
};
