import { randomUUID } from 'node:crypto';

import { InputError } from '../engine/run/bind-inputs.js';
import type { Values } from '../engine/events/event.js';
import type { BatchToKeep, DoneRun, KeptBatch, RunOfBatch } from '../engine/run/keeping.js';
import { batchKey } from './batch-key.js';
import { changesSince } from './durable/changes.js';
import { isAsItWas } from './durable/is-as-it-was.js';
import { letStay, valuesOf } from './durable/kept-values.js';
import type { PreparedRun } from './durable/prepared-run.js';
import { prepareRestarted, prepareResumed } from './durable/prepare-resumed.js';
import { prepareDurable } from './durable/prepare-durable.js';
import { UnkeepableError } from './values/value-keeper.js';
import type { Shelf } from './shelf.js';
import { BlobError } from './store-error.js';
import type { KeptRun, RunSummary } from './store.js';

/** Runs that belong together. One that is gone on with takes from its runs what they have. */
export const openBatch = async (shelf: Shelf, batch: BatchToKeep): Promise<StoredBatch> => {
  const { id } = batch;
  const known = id === undefined ? [] : await shelf.store.history.runs({ batch: id });
  return new StoredBatch(shelf, batch, known);
};

/** What is damaged counts as not there: what it is of runs again, and nothing else. */
const ifWhole = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BlobError) return undefined;
    throw error;
  }
};

export class StoredBatch implements KeptBatch {
  readonly id: string;
  private readonly shelf: Shelf;
  private readonly batch: BatchToKeep;
  /** By what they are known, the latest first; equal ones have one each. */
  private readonly known = new Map<string, RunSummary[]>();

  constructor(shelf: Shelf, batch: BatchToKeep, known: readonly RunSummary[]) {
    this.shelf = shelf;
    this.batch = batch;
    this.id = batch.id ?? randomUUID();
    for (const run of known) {
      const { key = '' } = run.batch ?? {};
      const same = this.known.get(key);
      if (same === undefined) this.known.set(key, [run]);
      else same.push(run);
    }
  }

  async run(one: RunOfBatch): Promise<DoneRun | PreparedRun> {
    const { store, keeper, codeOf } = this.shelf;
    try {
      const key = await batchKey(keeper, one.inputs, one.setting);
      const summary = this.known.get(key)?.shift();
      if (summary === undefined) return await this.fresh(one, key);
      const kept = await store.history.run(summary.id);
      const isSame = isAsItWas(kept, one.graph, codeOf(one.graph), one.settings.only);
      const outputs = kept.state === 'done' && isSame ? await this.whole(kept) : undefined;
      if (outputs !== undefined) return { id: kept.id, outputs };
      return (
        (await ifWhole(() => this.goOn(one, key, kept, isSame))) ?? (await this.fresh(one, key))
      );
    } catch (error) {
      if (error instanceof UnkeepableError) throw new InputError([error.message]);
      throw error;
    }
  }

  private whole({ outputs }: KeptRun): Promise<Values | undefined> {
    letStay(this.shelf.store.blobs, outputs);
    return ifWhole(() => valuesOf(this.shelf.keeper, outputs));
  }

  private fresh(one: RunOfBatch, key: string): Promise<PreparedRun> {
    const { graph, inputs, settings } = one;
    const { file, asked } = this.shelf;
    return prepareDurable({ graph }, inputs, {
      ...{ ...settings, ...this.common(one, key), asked: asked?.(one.setting) },
      ...(file === undefined ? {} : { file }),
    });
  }

  private goOn(one: RunOfBatch, key: string, kept: KeptRun, isSame: boolean): Promise<PreparedRun> {
    const { graph } = one;
    // Settings are compared with each other: all tasks of one have to be of the same pipeline.
    if (one.setting !== undefined && !isSame) return this.fresh(one, key);
    const common = this.common(one, key);
    // What its tasks gave holds only for what the pipeline still is. One that is done is gone on with by another.
    if (kept.state !== 'done')
      return prepareResumed({ graph }, kept.id, { ...common, changed: 'rerun' });
    const since = { declaration: kept.declared.declaration, code: kept.code };
    const changed = changesSince(since, graph, common.code).map(({ component }) => component);
    return prepareRestarted({ graph }, kept.id, changed, common);
  }

  private common({ graph }: RunOfBatch, key: string) {
    const { store, keeper, codeOf, lookups } = this.shelf;
    const { settings, cachedByDefault } = this.batch;
    return {
      ...{ store, keeper, code: codeOf(graph), batch: { id: this.id, key } },
      lookups: lookups(graph, settings, cachedByDefault),
    };
  }
}
