import { quoted } from '../diagnostics/wording.js';
import { eachOf } from '../store/each-of.js';
import { UnknownRunError } from '../store/store-error.js';
import type { BatchSummary, History, KeptRun, RunSummary } from '../store/store.js';
import { settingOf } from './sweep-key.js';

/** Runs that are compared as one: of a setting with all items, or a single one. */
export interface RunGroup {
  /** What a sweep has set; of other runs nothing. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly runs: readonly KeptRun[];
}

export interface RunGroupsOptions {
  /** How many runs there may be; any number by default. */
  readonly most?: number;
  /** What is read of a run of a batch: by default all of it, from the history. */
  readonly runOf?: (summary: RunSummary) => Promise<KeptRun>;
}

/** More runs are to be compared than may be. */
export class TooManyRunsError extends Error {
  override readonly name = 'TooManyRunsError';
}

/**
 * The runs that are meant by the beginnings of ids, of runs and of batches. Rejects with an
 * `UnknownRunError` where there is none, or are several, with a `TooManyRunsError` where they are more than `most`.
 */
export const runGroups = async (
  history: History,
  ids: readonly string[],
  { most = Infinity, runOf = ({ id }) => history.run(id) }: RunGroupsOptions = {},
): Promise<readonly RunGroup[]> => {
  const meant = await eachOf(ids, (id) => meantBy(history, id));
  const count = meant.reduce((sum, one) => sum + ('runs' in one ? one.runs : 1), 0);
  if (count > most)
    throw new TooManyRunsError(`these are ${count} runs, and ${most} are compared at most`);
  const groups = await eachOf(meant, (one) =>
    'runs' in one
      ? batchGroups(history, one.id, runOf)
      : Promise.resolve([{ set: {}, runs: [one] }]),
  );
  return groups.flat();
};

const meantBy = async (history: History, id: string): Promise<KeptRun | BatchSummary> => {
  try {
    return await history.run(id);
  } catch (error) {
    if (!(error instanceof UnknownRunError)) throw error;
    const batch = await batchMeant(history, id);
    if (batch === undefined) throw error;
    return batch;
  }
};

/**
 * The batch that is meant by its id or the beginning of it; none where there is none. Rejects with an
 * `UnknownRunError` where there are several.
 */
export const batchMeant = async (
  history: History,
  id: string,
): Promise<BatchSummary | undefined> => {
  if (id === '') return undefined;
  const [batch, ...others] = await history.batches({ id, most: 2 });
  if (others.length === 0) return batch;
  throw new UnknownRunError(`several batches begin with ${quoted(id)}; give more of the id`);
};

/** The runs of a batch: those of a setting of a sweep together, any others each by itself; in the order in which they began. */
const batchGroups = async (
  history: History,
  batch: string,
  runOf: (summary: RunSummary) => Promise<KeptRun>,
): Promise<readonly RunGroup[]> => {
  const groups = new Map<string, { set: RunGroup['set']; runs: RunSummary[] }>();
  // One that was run anew counts by its latest run, which is told first.
  const known = new Set<string>();
  for (const summary of await history.runs({ batch })) {
    const key = summary.batch?.key ?? summary.id;
    const setting = settingOf(key);
    if (setting !== undefined && known.has(key)) continue;
    known.add(key);
    const name = setting?.text ?? summary.id;
    const group = groups.get(name) ?? { set: setting?.values ?? {}, runs: [] };
    group.runs.push(summary);
    groups.set(name, group);
  }
  const all = [...groups.values()].reverse();
  const runs = await eachOf(
    all.flatMap((group) => group.runs.reverse()),
    runOf,
  );
  let at = 0;
  return all.map((group) => ({
    set: group.set,
    runs: runs.slice(at, (at += group.runs.length)),
  }));
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
