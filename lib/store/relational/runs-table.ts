import type { Work } from '../database/database.js';
import type { VersionedDatabase } from '../database/versioned.js';

const atFirst =
  'id, pipeline, pipeline_name, file, seed, options, code, batch, batch_key, state, started, ended, tasks, tasks_done, sequence, fence, holder, lease_until';

/** How many tasks of a run, not counting what is within them, ended in a way since it was gone on with last. */
const endedBy = (how: string): string =>
  `(SELECT COUNT(DISTINCT task) FROM events WHERE events.run = runs.id AND ${how}
    AND task NOT LIKE '%/%' AND task NOT LIKE '%[%' AND sequence > COALESCE(
      (SELECT MAX(sequence) FROM events AS begun WHERE begun.run = runs.id AND begun.type = 'run-started'), -1))`;

/** The columns that came to `runs` with the versions behind the first, each as it follows from what was there. */
export const addedToRuns = [
  { worked: 'COALESCE(ended, started) - started', counted: 'COALESCE(ended, started)' },
  {
    tasks_given: endedBy("type IN ('task-finished', 'task-kept')"),
    tasks_omitted: `${endedBy("type = 'task-omitted'")}
      + CASE state WHEN 'done' THEN ${endedBy("type = 'task-cancelled'")} ELSE 0 END`,
    tasks_failed: endedBy("type = 'task-failed'"),
  },
] as const satisfies readonly Readonly<Record<string, string>>[];

/** The table of runs as the newest version has it, whatever version the database is of. */
export function* runsTable(database: VersionedDatabase): Work<string> {
  const later = (yield* database.version()) - 1;
  if (later >= addedToRuns.length) return 'runs';
  const added = addedToRuns.flatMap((columns, at) =>
    Object.entries(columns).map(([name, sql]) => (at < later ? name : `${sql} AS ${name}`)),
  );
  return `(SELECT ${[atFirst, ...added].join(', ')} FROM runs) AS runs`;
}
