import { randomUUID } from 'node:crypto';

import { concatMap, finalize, from, merge, type Observable } from 'rxjs';

import { EachError } from '../../engine/each-error.js';
import type { EachOptions, EachResult } from '../../engine/each-options.js';
import { InputError } from '../../engine/bind-inputs.js';
import type { Values } from '../../engine/event.js';
import { RunError } from '../../engine/failure.js';
import type { Run } from '../../engine/run.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import { ItemSlots } from '../../engine/item-slots.js';
import { slotsOf } from '../../engine/settings.js';
import type { Graph } from '../../graph/graph.js';
import { graphCode } from '../../store/cache/graph-code.js';
import { changesSince } from '../../store/durable/changes.js';
import { isAsItWas } from '../../store/durable/is-as-it-was.js';
import type { DurableRun } from '../../store/durable/durable-run.js';
import { valuesOf } from '../../store/durable/kept-values.js';
import { restartFrom, resume } from '../../store/durable/resume.js';
import { startDurable } from '../../store/durable/start-durable.js';
import { UnkeepableError } from '../../store/durable/value-keeper.js';
import type { RunSummary } from '../../store/store.js';
import { UsageError } from '../exit/usage-error.js';
import { keyOf } from '../../runners/values/content-key.js';
import { askedFlags } from '../store/asked-flags.js';
import { lookupsAsked } from '../store/cache-asked.js';
import { openStored, orUsageError, type Stored } from '../store/open-stored.js';
import { pathOf } from '../store/path-of.js';
import type { EachCommandOptions } from './each-flags.js';

type Settings = Omit<EachOptions, 'onFailure' | 'inputs'>;

const fewest = 8;

/**
 * Items as runs of a batch in a store. A batch that is gone on with takes from its runs what they have: of
 * an item that is done its outputs, of one that is not what of its tasks has finished.
 */
export class KeptItems {
  readonly batch: string;
  private readonly stored: Stored;
  private readonly graph: Graph;
  private readonly file: string;
  private readonly options: EachCommandOptions;
  private readonly code: Readonly<Record<string, string>>;
  private readonly lookups: readonly TaskWrapper[];
  /** Runs of the batch by the items that they are of, the latest first. */
  private readonly known: Map<string, RunSummary[]>;
  private readonly pending = new Set<Promise<unknown>>();
  private readonly runs = new Set<Run>();

  private constructor(
    stored: Stored,
    { file, graph, options }: KeptItemsOf,
    batch: string,
    known: readonly RunSummary[],
  ) {
    this.stored = stored;
    this.graph = graph;
    this.file = file;
    this.options = options;
    this.batch = batch;
    this.code = graphCode(graph);
    this.lookups = lookupsAsked(stored, graph, options);
    this.known = new Map();
    for (const run of known) {
      const { key = '' } = run.batch ?? {};
      this.known.set(key, [...(this.known.get(key) ?? []), run]);
    }
  }

  static async open(where: string, of: KeptItemsOf): Promise<KeptItems> {
    const stored = await openStored(where);
    if (of.options.resume !== true || of.options.results !== undefined)
      return new KeptItems(stored, of, randomUUID(), []);
    const { history } = stored.store;
    const last = (await history.runs({ pipeline: of.graph.name })).find((one) => one.batch);
    if (last?.batch === undefined) {
      await stored.store.close();
      throw new UsageError(
        `\`--resume\`: the store ${stored.store.where} has no items of the pipeline \`${of.graph.name}\` yet`,
      );
    }
    const { id } = last.batch;
    return new KeptItems(stored, of, id, await history.runs({ batch: id }));
  }

  get where(): string {
    return this.stored.store.where;
  }

  /** The results of items, which are pulled no faster than they are run. */
  results(items: AsyncIterator<Values>, settings: Settings): Observable<EachResult> {
    const { concurrency, order, taskConcurrency = this.graph.concurrency, ...others } = settings;
    const slots = slotsOf(this.graph, taskConcurrency);
    let count = 0;
    const one = (item: Values, index: number): Promise<EachResult> => {
      const { sinks, seed, ...more } = others;
      return this.result(item, index, {
        ...more,
        ...(sinks === undefined ? {} : { sinks: sinks(item, index) }),
        ...(seed === undefined ? {} : { seed: seed + index }),
        ...(slots === undefined ? {} : { slots: new ItemSlots(slots, index) }),
      });
    };
    const worker = async function* (): AsyncGenerator<EachResult> {
      for (;;) {
        const next = await items.next();
        if (next.done === true) return;
        const index = count;
        count += 1;
        yield await one(next.value, index);
      }
    };
    const workers = concurrency ?? Math.max(fewest, taskConcurrency ?? 0);
    const all = merge(...Array.from({ length: workers }, () => from(worker())));
    return (order === 'completion' ? all : inOrder(all)).pipe(
      finalize(() => {
        for (const run of this.runs) run.cancel();
      }),
    );
  }

  /** When all that came of the items is committed. */
  async close(): Promise<void> {
    await Promise.allSettled(this.pending);
    await this.stored.store.close();
  }

  private async result(item: Values, index: number, options: RunSettings): Promise<EachResult> {
    try {
      const outputs = await this.outputs(item, options);
      return { item, index, outputs, error: undefined };
    } catch (error) {
      if (error instanceof RunError || error instanceof InputError)
        return { item, index, outputs: undefined, error: new EachError(item, index, error) };
      throw error;
    }
  }

  private async outputs(item: Values, options: RunSettings): Promise<Values> {
    const key = keyOf(item);
    const { store, keeper } = this.stored;
    const known = this.known.get(key)?.shift();
    if (known?.state === 'done') {
      const kept = await store.history.run(known.id);
      if (isAsItWas(kept, this.graph, this.code, options.only))
        return valuesOf(keeper, kept.outputs);
    }
    const durable = await orUsageError(this.durable(item, key, known, options));
    this.runs.add(durable.run);
    this.pending.add(durable.outputs);
    try {
      return await durable.outputs;
    } finally {
      this.runs.delete(durable.run);
      this.pending.delete(durable.outputs);
    }
  }

  private async changed(id: string): Promise<readonly string[]> {
    const { declared, code } = await this.stored.store.history.run(id);
    const since = { declaration: declared.declaration, code };
    return changesSince(since, this.graph, this.code).map(({ component }) => component);
  }

  private async durable(
    item: Values,
    key: string,
    known: RunSummary | undefined,
    options: RunSettings,
  ): Promise<DurableRun> {
    const { graph, code, lookups } = this;
    const common = { ...options, ...this.stored, code, lookups };
    const batch = { id: this.batch, key };
    if (known !== undefined) {
      // What its tasks gave holds only for what the pipeline still is. One that is done is gone on with by another.
      if (known.state === 'done')
        return restartFrom({ graph }, known.id, await this.changed(known.id), { ...common, batch });
      return resume({ graph }, known.id, { ...common, batch, changed: 'rerun' });
    }
    const path = pathOf(this.file);
    try {
      return await startDurable({ graph }, item, {
        ...common,
        batch,
        asked: askedFlags(this.options),
        ...(path === undefined ? {} : { file: path }),
      });
    } catch (error) {
      if (error instanceof UnkeepableError) throw new InputError([error.message]);
      throw error;
    }
  }
}

export interface KeptItemsOf {
  readonly file: string;
  readonly graph: Graph;
  readonly options: EachCommandOptions;
}

type RunSettings = Omit<
  Parameters<typeof startDurable>[2],
  'store' | 'keeper' | 'batch' | 'file' | 'code' | 'lookups' | 'asked' | 'id' | 'onFailure'
>;

/** Results in the order of their items. */
const inOrder = (results$: Observable<EachResult>): Observable<EachResult> => {
  const early = new Map<number, EachResult>();
  let next = 0;
  return results$.pipe(
    concatMap((result) => {
      early.set(result.index, result);
      const ready: EachResult[] = [];
      for (let one = early.get(next); one !== undefined; one = early.get(next)) {
        early.delete(next);
        next += 1;
        ready.push(one);
      }
      return ready;
    }),
  );
};
