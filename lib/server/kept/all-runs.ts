import { quoted } from '../../diagnostics/wording.js';
import type { ValueKeeper } from '../../store/values/value-keeper.js';
import type { RunState, Store } from '../../store/store.js';
import { SeveralRunsError, UnknownRunError } from '../../store/store-error.js';
import { Problem } from '../problem.js';
import { ServedRun } from '../runs/served-run.js';
import type { ServedRuns } from '../runs/served-runs.js';
import type { ServedPipelines } from '../served-pipelines.js';
import type { WireRun, WireState } from '../wire.js';
import type { KeptLogs } from './kept-log.js';
import { StoredRun, wireOf } from './stored-run.js';

export interface WantedRuns {
  /** All where none is named. */
  readonly states: readonly WireState[];
  readonly pipeline: string | undefined;
  readonly batch: string | undefined;
  readonly before: number;
  /** The id of a run: those that come after it. */
  readonly after: string | undefined;
  readonly most: number;
}

interface StoredRuns {
  readonly store: Store;
  readonly keeper: ValueKeeper;
  readonly logs: KeptLogs;
}

const ownStates: ReadonlySet<WireState> = new Set(['waiting', 'held']);

/** Of those that began at once the runs of this server come first, in their order, and then the others by their ids. */
const placeOf = (
  run: ServedRun | StoredRun,
): { readonly id: string; readonly started: number } => ({
  id: run instanceof ServedRun ? '' : run.id,
  started: run.wire.started,
});

const behind = (own: readonly WireRun[], last: ServedRun | StoredRun): readonly WireRun[] =>
  last instanceof ServedRun
    ? own.slice(own.findIndex(({ id }) => id === last.id) + 1)
    : own.filter(({ started }) => started < last.wire.started);

/** The runs of this server, and those in its store. */
export class AllRuns {
  private readonly served: ServedRuns;
  private readonly pipelines: ServedPipelines;
  private readonly stored: StoredRuns | undefined;

  constructor(served: ServedRuns, pipelines: ServedPipelines, stored: StoredRuns | undefined) {
    this.served = served;
    this.pipelines = pipelines;
    this.stored = stored;
  }

  /** By its id or the beginning of it. Rejects with a `Problem` where there is none, or are several. */
  async meant(id: string): Promise<ServedRun | StoredRun> {
    try {
      // PostgreSQL takes no text with U+0000.
      const found = id.includes('\0')
        ? undefined
        : (this.served.find(id) ?? (await this.storedMeant(id)) ?? this.servedMeant(id));
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof UnknownRunError)) throw error;
      if (error instanceof SeveralRunsError) throw new Problem(404, 'no-run', error.message);
    }
    throw new Problem(404, 'no-run', `there is no run ${quoted(id)}`);
  }

  /** By its whole id. */
  async find(id: string): Promise<ServedRun | StoredRun | undefined> {
    const served = this.served.find(id);
    if (served !== undefined) return served;
    try {
      const found = await this.storedMeant(id);
      return found?.id === id ? found : undefined;
    } catch (error) {
      if (error instanceof UnknownRunError) return undefined;
      throw error;
    }
  }

  /** The latest first. */
  async list(wanted: WantedRuns): Promise<readonly WireRun[]> {
    const { states, batch, before, most } = wanted;
    const last = wanted.after === undefined ? undefined : await this.lastTold(wanted.after);
    const name =
      wanted.pipeline === undefined
        ? undefined
        : (this.pipelines.get(wanted.pipeline)?.graph.name ?? wanted.pipeline);
    const own = this.served.all.map(({ wire }) => wire);
    const known = new Set(own.map(({ id }) => id));
    const matching = (last === undefined ? own : behind(own, last)).filter(
      (run) =>
        (states.length === 0 || states.includes(run.state)) &&
        (name === undefined || run.pipeline === name) &&
        (batch === undefined || run.batch?.id === batch) &&
        run.started < before,
    );
    const keptStates = states.filter((state): state is RunState => !ownStates.has(state));
    const isAsked = states.length === 0 || keptStates.length > 0;
    if (this.stored === undefined || !isAsked) return matching.slice(0, most);
    const kept = await this.stored.store.history.runs({
      ...(states.length === 0 ? {} : { states: keptStates }),
      ...(name === undefined ? {} : { pipeline: name }),
      ...(batch === undefined ? {} : { batch }),
      ...(before === Infinity ? {} : { before }),
      ...(last === undefined ? {} : { behind: placeOf(last) }),
      most: most + own.length,
    });
    return [...matching, ...kept.filter(({ id }) => !known.has(id)).map(wireOf)]
      .sort((a, b) => b.started - a.started)
      .slice(0, most);
  }

  private async lastTold(id: string): Promise<ServedRun | StoredRun> {
    const found = await this.find(id);
    if (found === undefined)
      throw new Problem(
        400,
        'wrong-query',
        `there is no run ${quoted(id)} to continue the list after`,
      );
    return found;
  }

  /** All runs of this server are in its store, where it has one. Rejects as `History.run` does. */
  private async storedMeant(id: string): Promise<ServedRun | StoredRun | undefined> {
    if (this.stored === undefined) return undefined;
    const { store, keeper, logs } = this.stored;
    const kept = await store.history.run(id);
    return this.served.find(kept.id) ?? new StoredRun(kept, store.history, keeper, logs);
  }

  private servedMeant(id: string): ServedRun | undefined {
    const [found, ...others] = this.served.all.filter((run) => run.id.startsWith(id));
    if (found === undefined || others.length === 0) return found;
    throw new SeveralRunsError(
      id,
      [found, ...others].map((run) => run.id),
    );
  }
}
