import { all, type Row, type Work } from '../database/database.js';
import type { FinishedTask, ResultKey } from '../store.js';
import { type Named, namedValues } from './value-rows.js';

/** Those of a run that have finished, in the order in which they did; or one of them. */
export function* finishedTasks(run: string, task?: string): Work<readonly FinishedTask[]> {
  const [where, cells] = task === undefined ? ['', []] : [' AND tasks.task = ?', [task]];
  const rows = yield* all(
    `SELECT tasks.task, tasks.attempt, tasks.taken_from, tasks.key, tasks.started, tasks.ended, results.parts
     FROM tasks LEFT JOIN results ON results.key = tasks.key
     WHERE tasks.run = ?${where} ORDER BY tasks.ended, tasks.started, tasks.task`,
    run,
    ...cells,
  );
  const values = yield* all(
    `SELECT task, kind, name, value FROM task_values AS tasks
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
  const { taken_from: from, key, parts } = row;
  return {
    task,
    attempt: Number(row['attempt']),
    inputs: named.get(groupOf('input', task)) ?? none,
    outputs: named.get(groupOf('output', task)) ?? none,
    ...(typeof from === 'string' ? { from } : {}),
    ...(typeof key === 'string' && typeof parts === 'string'
      ? { key: { hash: key, parts: JSON.parse(parts) as ResultKey['parts'] } }
      : {}),
    started: Number(row['started']),
    ended: Number(row['ended']),
  };
};
