import type { Subscriber } from 'rxjs';

import type { Graph } from '../../graph/graph.js';
import { bindInputs, InputError, type NeededInputs, neededInputs } from '../run/bind-inputs.js';
import { EachError } from './each-error.js';
import type { EachOptions, EachResult } from './each-options.js';
import { type Items, type ItemSource, openSource } from './each-source.js';
import type { Values } from '../events/event.js';
import { RunError } from '../failure.js';
import { Fifo } from './fifo.js';
import { ItemSlots } from '../slots/item-slots.js';
import type { Slots } from '../slots/slots.js';
import { Lifetime } from '../../runners/lifetime.js';
import { beginRun } from '../run/begin-run.js';
import type { KeptBatch } from '../run/keeping.js';
import { isRecord, kindOf } from '../port-values.js';
import { type Part, slotsOf } from '../settings.js';
import { Run } from '../run/run.js';
import { frozenValues } from '../../runners/values/frozen.js';
import type { RunOptions } from '../run/run-options.js';

const fewest = 8;

/** One subscription to `each`: the items in flight, and the results that wait for their turn. */
export class EachRun {
  private readonly graph: Graph;
  private readonly subscriber: Subscriber<Values | EachResult>;
  private readonly onFailure: 'error' | 'skip' | 'emit';
  private readonly isInOrder: boolean;
  private readonly concurrency: number;
  private readonly fixed: Values | undefined;
  private readonly needed: NeededInputs;
  private readonly optionsOf: (item: Values, index: number) => RunOptions;
  private readonly batchOf: () => Promise<KeptBatch> | undefined;
  private batch: KeptBatch | undefined;
  /** Items that the store is asked about. */
  private readonly asked = new Set<number>();
  private readonly runs = new Map<number, Run>();
  // By index in order of arrival, as they came in order of completion.
  private readonly early = new Map<number, EachResult>();
  private readonly ready = new Fifo<EachResult>();
  private readonly slots: Slots | undefined;
  private readonly lifetime = new Lifetime();
  private source: ItemSource | undefined;
  private taken = 0;
  private given = 0;
  // Beyond this index nothing is to be given any more, as an item has failed or the source has ended.
  private end = Infinity;
  private isOpen = false;
  private isPulling = false;
  private isAdvancing = false;
  private isStopped = false;

  constructor(graph: Graph, options: EachOptions, subscriber: Subscriber<Values | EachResult>) {
    const {
      concurrency,
      order = 'arrival',
      onFailure = 'error',
      inputs,
      taskConcurrency = graph.concurrency,
      slots = slotsOf(graph, taskConcurrency),
      sinks,
      seed,
      id = globalThis.crypto.randomUUID(),
      store,
      batch,
      ...others
    } = options;
    this.batchOf = () => store?.batch({ id: batch, settings: options });
    this.slots = slots;
    this.graph = graph;
    this.subscriber = subscriber;
    this.onFailure = onFailure;
    this.isInOrder = order === 'arrival';
    this.concurrency = concurrency ?? Math.max(fewest, taskConcurrency ?? 0);
    this.fixed = options.freeze === false || inputs === undefined ? inputs : frozenValues(inputs);
    this.needed = neededInputs(graph, options.only);
    this.optionsOf = (item, index) => {
      const own: { -readonly [Key in keyof RunOptions]: RunOptions[Key] } = { ...others };
      if (store === undefined) own.id = `${id}-${index}`;
      if (slots !== undefined) own.slots = new ItemSlots(slots, index);
      if (sinks !== undefined) own.sinks = sinks(item, index);
      if (seed !== undefined) own.seed = seedOf(seed, index);
      return own;
    };
  }

  start(items: Items): void {
    this.source = openSource(items, {
      item: (item) => {
        this.isPulling = false;
        if (!this.isStopped) this.take(item);
        this.advance();
      },
      end: () => {
        this.isPulling = false;
        this.end = Math.min(this.end, this.taken);
        this.advance();
      },
      error: (error) => {
        this.subscriber.error(error);
      },
    });
    // An Observable may have errored at once: then nobody was there to close it.
    if (this.isStopped) this.source.close();
    else this.open();
  }

  /** Items are taken from when the batch is there that they belong to. */
  private open(): void {
    const opening = this.batchOf();
    const begin = (batch?: KeptBatch): void => {
      this.batch = batch;
      this.isOpen = true;
      this.advance();
    };
    if (opening === undefined) begin();
    else
      opening.then(begin, (error: unknown) => {
        this.subscriber.error(error);
      });
  }

  /** Cancels all items in flight, gives up the source, and gives nothing more. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.early.clear();
    this.cancelFrom(0);
    this.lifetime.end();
    // Last: a teardown of the source may throw, to whoever unsubscribes.
    this.source?.close();
  }

  // The one place where results are given and items are asked for: whatever calls it in the midst
  // of that, a synchronous runner or a subscriber that feeds its own source, leaves the rest to the
  // loop that is on already. So the stack stays flat, and no result is given inside another.
  private advance(): void {
    if (this.isAdvancing) return;
    this.isAdvancing = true;
    while (!this.isStopped) {
      const result = this.next();
      if (result !== undefined) this.give(result);
      else if (this.hasRoom()) {
        this.isPulling = true;
        this.source?.pull();
      } else break;
    }
    this.isAdvancing = false;
    if (this.given >= this.end) this.subscriber.complete();
  }

  private hasRoom(): boolean {
    return (
      this.isOpen &&
      !this.isPulling &&
      this.taken < this.end &&
      this.runs.size + this.asked.size < this.concurrency &&
      (!this.isInOrder || this.taken - this.given < 2 * this.concurrency)
    );
  }

  private next(): EachResult | undefined {
    if (!this.isInOrder) return this.ready.size > 0 ? this.ready.shift() : undefined;
    const result = this.early.get(this.given);
    if (result !== undefined) this.early.delete(this.given);
    return result;
  }

  private give(result: EachResult): void {
    this.given += 1;
    if (this.onFailure === 'emit') this.subscriber.next(result);
    else if (result.error === undefined) this.subscriber.next(result.outputs);
    else if (this.onFailure === 'error') this.subscriber.error(result.error);
  }

  private take(item: Values): void {
    const index = this.taken;
    this.taken += 1;
    let inputs: Values;
    try {
      inputs = this.inputsOf(item);
      if (this.batch === undefined) {
        const bound = bindInputs(this.graph, inputs, this.needed);
        const options = this.optionsOf(item, index);
        this.hold(item, index, (part) => new Run(this.graph, bound, options, part));
      } else void this.ask(this.batch, item, index, inputs);
    } catch (error) {
      this.unrun(item, index, error);
    }
  }

  private async ask(batch: KeptBatch, item: Values, index: number, inputs: Values): Promise<void> {
    const { graph } = this;
    this.asked.add(index);
    try {
      const options = this.optionsOf(item, index);
      const found = await batch.run({ graph, inputs, settings: options });
      this.asked.delete(index);
      if ('outputs' in found) {
        const { outputs } = found;
        this.settled({ item, index, outputs, error: undefined });
      } else if (this.isStopped || index >= this.end) await found.release();
      else this.hold(item, index, (part) => beginRun(graph, found, options, part));
    } catch (error) {
      this.asked.delete(index);
      this.unrun(item, index, error);
    }
  }

  private hold(item: Values, index: number, begin: (part: Part) => Run): void {
    const run = begin({ item: index, lifetime: this.lifetime });
    // A sink may have unsubscribed just now.
    if (this.isStopped) {
      run.cancel();
      return;
    }
    this.runs.set(index, run);
    run.outputs$.subscribe({
      next: (outputs) => {
        if (this.runs.delete(index)) this.settled({ item, index, outputs, error: undefined });
      },
      error: (error: unknown) => {
        if (!this.runs.delete(index)) return;
        if (error instanceof RunError) this.failed(item, index, error);
        else this.subscriber.error(error);
      },
    });
  }

  private unrun(item: Values, index: number, error: unknown): void {
    if (error instanceof InputError) this.failed(item, index, error);
    else this.subscriber.error(error);
  }

  private inputsOf(item: Values): Values {
    if (!isRecord(item))
      throw new InputError([`an item must be an object of inputs by name, not ${kindOf(item)}`]);
    return this.fixed === undefined ? item : { ...this.fixed, ...item };
  }

  private failed(item: Values, index: number, cause: RunError | InputError): void {
    if (this.onFailure === 'error' && index < this.end) this.endBefore(index + 1);
    this.settled({ item, index, outputs: undefined, error: new EachError(item, index, cause) });
  }

  // In order of completion the failure is next anyway, and ends it all.
  private endBefore(end: number): void {
    this.end = end;
    this.cancelFrom(end);
  }

  private cancelFrom(first: number): void {
    const items = [...this.runs].filter(([index]) => index >= first);
    for (const [index] of items) this.runs.delete(index);
    const cancel = (): void => {
      for (const [, run] of items) run.cancel();
    };
    // What one of them held would start another that is about to be cancelled.
    if (this.slots === undefined) cancel();
    else this.slots.grantAfter(cancel);
  }

  private settled(result: EachResult): void {
    if (this.isInOrder) this.early.set(result.index, result);
    else this.ready.push(result);
    this.advance();
  }
}

// Neighbours far apart: the seeds of one call must not be those of the next, shifted by one.
const seedOf = (seed: number, index: number): number =>
  (seed + Math.imul(index + 1, 0x9e3779b1)) >>> 0;
