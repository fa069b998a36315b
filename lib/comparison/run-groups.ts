import { settingOf } from '../store/batch-key.js';
import { UnknownRunError } from '../store/store-error.js';
import type { History, KeptRun } from '../store/store.js';

/** Runs that are compared as one: of a setting with all items, or a single one. */
export interface RunGroup {
  /** What a sweep has set; of other runs nothing. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly runs: readonly KeptRun[];
}

/**
 * The runs that are meant by the beginnings of ids, of runs and of batches. Rejects with an
 * `UnknownRunError` where there is none, or are several.
 */
export const runGroups = async (
  history: History,
  ids: readonly string[],
): Promise<readonly RunGroup[]> =>
  (await Promise.all(ids.map((id) => groupsOf(history, id)))).flat();

const groupsOf = async (history: History, id: string): Promise<readonly RunGroup[]> => {
  try {
    return [{ set: {}, runs: [await history.run(id)] }];
  } catch (error) {
    if (!(error instanceof UnknownRunError)) throw error;
    const batch = await batchId(history, id);
    if (batch === undefined) throw error;
    return batchGroups(history, batch);
  }
};

/**
 * The whole of an id of a batch, of which this is all or the beginning; none where there is no such batch.
 * Rejects with an `UnknownRunError` where there are several.
 */
export const batchId = async (history: History, id: string): Promise<string | undefined> => {
  if (id === '') return undefined;
  const [batch, ...others] = await history.batches({ id, most: 2 });
  if (others.length === 0) return batch?.id;
  // Those that are named by hand may begin with each other.
  if ((await history.runs({ batch: id, most: 1 })).length > 0) return id;
  throw new UnknownRunError(`several batches begin with \`${id}\`; give more of the id`);
};

/** The runs of a batch: those of a setting of a sweep together, any others each by itself; in the order in which they began. */
export const batchGroups = async (
  history: History,
  batch: string,
): Promise<readonly RunGroup[]> => {
  const groups = new Map<string, { set: RunGroup['set']; runs: string[] }>();
  // One that was run anew counts by its latest run, which is told first.
  const known = new Set<string>();
  for (const { id, batch: of } of await history.runs({ batch })) {
    const key = of?.key ?? id;
    const setting = settingOf(key);
    if (setting !== undefined && known.has(key)) continue;
    known.add(key);
    const group = groups.get(setting?.text ?? id) ?? { set: setting?.values ?? {}, runs: [] };
    group.runs.unshift(id);
    groups.set(setting?.text ?? id, group);
  }
  return Promise.all(
    [...groups.values()].reverse().map(async ({ set, runs }) => ({
      set,
      runs: await Promise.all(runs.map((id) => history.run(id))),
    })),
  );
};

/** What runs are of: their pipelines, and the batch that all of them are of. */
export const aboutOf = (
  runs: readonly KeptRun[],
): { readonly pipeline: string; readonly batch?: string } => {
  const [batch, ...others] = new Set(runs.map((run) => run.batch?.id));
  return {
    pipeline: [...new Set(runs.map(({ pipeline }) => pipeline))].join(', '),
    ...(batch === undefined || others.length > 0 ? {} : { batch }),
  };
};
