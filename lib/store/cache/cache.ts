import { concatMap, defer, finalize, from, map, Observable, of, switchMap, timer } from 'rxjs';

import { messageOf } from '../../diagnostics/thrown.js';
import type { Values } from '../../engine/events/event.js';
import { recordOf } from '../../engine/port-values.js';
import {
  KeptOutputs,
  type TaskCall,
  type TaskOutputs,
  type TaskWrapper,
} from '../../engine/wrappers/task-wrapper.js';
import { withoutElements } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import { BlobError } from '../store-error.js';
import type { ResultKey, Results } from '../store.js';
import type { KeptValue } from '../values/kept-value.js';
import { type AtWork, atWorkFor } from './at-work.js';
import { ComponentKeys, type NotCached } from './component-keys.js';
import { rememberKept } from '../durable/known-outputs.js';
import { mostCompared, whyNotKept } from './difference.js';
import type { ValueKeeper } from '../values/value-keeper.js';

export interface CacheOptions {
  readonly results: Results;
  readonly values: ValueKeeper;
  /** Whether results of components are kept, whatever they declare; by default what they declare. */
  readonly cached?: boolean;
  /** Whether those of components that say nothing are; `false` where it is not said. */
  readonly cachedByDefault?: boolean;
  /** The tasks that are run though a result is kept, by the way to them; an element by its component's too. */
  readonly rerun?: readonly string[];
  /** Whether each task that is run notes why nothing was kept for it. */
  readonly explain?: boolean;
}

/** How long another process is waited for before it is asked after again, in milliseconds. */
const waits = { first: 50, most: 1000 };

const damaged = 'the kept result is damaged';

/**
 * Gives what equal calls have given, in whichever run, and keeps what is given. Of two that are equal and at
 * work at once the second waits, and takes what the first gives, or its place where that fails. What comes
 * of a failure is not kept: neither a failure nor what was fallen back to.
 */
export class Cache {
  private readonly options: CacheOptions;
  private readonly pipeline: string;
  private readonly keys: ComponentKeys;
  private readonly atWork: AtWork;
  private readonly told = new Set<string>();
  /** Why what was kept was not taken. */
  private readonly notTaken = new Map<string, string>();

  constructor(graph: Graph, options: CacheOptions) {
    this.options = options;
    this.pipeline = graph.name;
    this.keys = new ComponentKeys(
      options.values,
      graph.directory ?? '.',
      options.cached,
      options.cachedByDefault,
    );
    this.atWork = atWorkFor(options.results);
  }

  readonly wrapper: TaskWrapper = (call, attempts$) => {
    const fixed = this.keys.fixedOf(call.component);
    if ('reason' in fixed) {
      this.tell(call, fixed);
      return attempts$;
    }
    return defer(() => this.keys.of(call.component, call.inputs)).pipe(
      switchMap((key) => {
        if ('hash' in key) return this.looked(call, key, attempts$);
        this.tell(call, key);
        return attempts$;
      }),
    );
  };

  /** What is kept for a call, or why nothing is: nothing is run, nothing is claimed and nothing is written. */
  async whyOrFrom(call: TaskCall): Promise<KeptOutputs | { readonly why: readonly string[] }> {
    const key = await this.keys.of(call.component, call.inputs);
    if ('reason' in key) return { why: [key.isAsked ? `not cached: ${key.reason}` : 'not cached'] };
    if (this.isRerun(call.task)) return { why: ['asked to run again'] };
    const found = await this.read(call, key);
    return found instanceof KeptOutputs ? found : { why: await this.whyNot(call.task, key) };
  }

  private looked(
    call: TaskCall,
    key: ResultKey,
    attempts$: Observable<TaskOutputs>,
  ): Observable<TaskOutputs> {
    if (this.isRerun(call.task)) return this.taken(call, key, attempts$);
    return defer(() => this.find(call, key)).pipe(
      concatMap((found) => (found === undefined ? this.taken(call, key, attempts$) : of(found))),
    );
  }

  /** Waits for who is at work on the same and takes what that gives, or is at work itself. */
  private taken(
    call: TaskCall,
    key: ResultKey,
    attempts$: Observable<TaskOutputs>,
  ): Observable<TaskOutputs> {
    return defer(() => {
      const end$ = this.atWork.end(key.hash);
      if (end$ !== undefined)
        return end$.pipe(
          concatMap(() => this.find(call, key)),
          concatMap((found) =>
            found === undefined ? this.taken(call, key, attempts$) : of(found),
          ),
        );
      const end = this.atWork.begin(key.hash);
      return this.claimed(call, key, attempts$, waits.first).pipe(finalize(end));
    });
  }

  /** The same among processes. */
  private claimed(
    call: TaskCall,
    key: ResultKey,
    attempts$: Observable<TaskOutputs>,
    wait: number,
  ): Observable<TaskOutputs> {
    return this.claim$(call, key).pipe(
      concatMap((isOurs) =>
        isOurs
          ? this.made(call, key, attempts$).pipe(
              finalize(() => {
                this.release(call, key);
              }),
            )
          : timer(wait).pipe(
              concatMap(() => this.find(call, key)),
              concatMap((found) =>
                found === undefined
                  ? this.claimed(call, key, attempts$, Math.min(wait * 2, waits.most))
                  : of(found),
              ),
            ),
      ),
    );
  }

  private made(
    call: TaskCall,
    key: ResultKey,
    attempts$: Observable<TaskOutputs>,
  ): Observable<TaskOutputs> {
    const why$ = this.options.explain === true ? from(this.explain(call, key)) : of(undefined);
    return why$.pipe(
      concatMap(() => attempts$),
      concatMap((given) =>
        given instanceof KeptOutputs || call.hasFallenBack
          ? of(given)
          : from(this.keep(call, key, given)).pipe(map(() => given)),
      ),
    );
  }

  /** What is damaged is forgotten: other processes need not read it in vain. */
  private async find(call: TaskCall, key: ResultKey): Promise<KeptOutputs | undefined> {
    const found = await this.read(call, key);
    if (found !== damaged) return found;
    await this.options.results.forget(key.hash).catch((error: unknown) => {
      call.note(`the damaged result could not be removed: ${messageOf(error)}`);
    });
    return undefined;
  }

  private async read(
    call: TaskCall,
    { hash }: ResultKey,
  ): Promise<KeptOutputs | typeof damaged | undefined> {
    const { results, values } = this.options;
    try {
      const kept = await results.find(hash);
      if (kept === undefined) return undefined;
      const names: string[] = [];
      const read: unknown[] = [];
      const named = new Map<string, KeptValue>();
      for (const { name, port } of call.component.outputs) {
        const value = kept.outputs.get(port);
        if (value === undefined) continue;
        names.push(name);
        named.set(name, value);
        read.push(await values.value(value));
      }
      this.notTaken.delete(hash);
      const found = new KeptOutputs(recordOf(names, read), `${kept.run}/${kept.task}`);
      return rememberKept(found, named);
    } catch (error) {
      // Any other error may be over the next time.
      const isDamaged = error instanceof BlobError;
      const unread = `the cache could not be read: ${messageOf(error)}`;
      this.notTaken.set(hash, isDamaged ? damaged : unread);
      call.note(
        isDamaged ? `its kept result is damaged and is ignored: ${messageOf(error)}` : unread,
      );
      return isDamaged ? damaged : undefined;
    }
  }

  private async keep(call: TaskCall, key: ResultKey, given: Values): Promise<void> {
    const { results, values } = this.options;
    try {
      const outputs = new Map<string, KeptValue>();
      const named = new Map<string, KeptValue>();
      for (const { name, port } of call.component.outputs)
        if (Object.hasOwn(given, name)) {
          const kept = outputs.get(port) ?? (await values.keep(given[name]));
          outputs.set(port, kept);
          named.set(name, kept);
        }
      rememberKept(given, named);
      const { run, task } = call;
      await results.keep(this.pipeline, { key, run, task, outputs, ended: Date.now() });
      this.notTaken.delete(key.hash);
    } catch (error) {
      call.note(`its result was not written to the cache: ${messageOf(error)}`);
    }
  }

  /** Who is stopped while it asks gives back what it is then told to have. */
  private claim$(call: TaskCall, key: ResultKey): Observable<boolean> {
    return new Observable((subscriber) => {
      void this.claim(call, key).then((isOurs) => {
        if (subscriber.closed && isOurs) this.release(call, key);
        subscriber.next(isOurs);
        subscriber.complete();
      });
    });
  }

  private async claim(call: TaskCall, { hash }: ResultKey): Promise<boolean> {
    try {
      return await this.options.results.claim(hash);
    } catch (error) {
      call.note(`could not check whether another process runs the same: ${messageOf(error)}`);
      return true;
    }
  }

  private release({ note }: TaskCall, { hash }: ResultKey): void {
    this.options.results.release(hash).catch((error: unknown) => {
      note(`other processes may wait for it a while: ${messageOf(error)}`);
    });
  }

  private async explain(call: TaskCall, key: ResultKey): Promise<void> {
    const said = this.isRerun(call.task)
      ? ['asked to run again']
      : await this.whyNot(call.task, key);
    call.note(`runs: ${said.join('; ')}`);
  }

  private async whyNot(task: string, key: ResultKey): Promise<readonly string[]> {
    const why = this.notTaken.get(key.hash);
    if (why !== undefined) return [why];
    try {
      return whyNotKept(key, await this.options.results.latest(this.pipeline, task, mostCompared));
    } catch (error) {
      return [`the cache could not be read: ${messageOf(error)}`];
    }
  }

  private isRerun(task: string): boolean {
    const { rerun = [] } = this.options;
    return rerun.includes(task) || rerun.includes(withoutElements(task));
  }

  // Once of each component, whatever number of elements and items it has.
  private tell(call: TaskCall, { reason, isAsked }: NotCached): void {
    const { explain = false } = this.options;
    const name = withoutElements(call.task);
    if ((!isAsked && !explain) || this.told.has(name)) return;
    this.told.add(name);
    call.note(`not cached: ${reason}`);
  }
}
