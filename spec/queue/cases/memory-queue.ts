import { deserialize, serialize } from 'node:v8';

import {
  asyncScheduler,
  identity,
  Observable,
  type Subscriber,
  type Subscription,
  takeLast,
  timeout,
} from 'rxjs';

import { randomFrom } from '../../../lib/runners/random.js';
import { AttemptLostError } from '../../../lib/engine/attempts/lost.js';
import { outcome } from '../../../lib/engine/attempts/runner-call.js';
import type { Component, Graph } from '../../../lib/graph/graph.js';
import type { Order, TaskQueue, Told } from '../../../lib/queue/index.js';
import type { CarrierUnderTest } from '../../../lib/queue/cases/task-queue-cases.js';
import { carriable, Needs } from '../../../lib/queue/queue-key.js';
import { messageOf } from '../../../lib/diagnostics/thrown.js';
import { Lifetime } from '../../../lib/runners/lifetime.js';
import type { RunnerContext } from '../../../lib/runners/runner.js';

interface Waiting {
  readonly order: Order;
  readonly subscriber: Subscriber<Told>;
}

interface MemoryWorker {
  readonly taken: ReadonlyMap<string, Component>;
  readonly atWork: Set<{ readonly handBack: () => void }>;
}

const copied = (value: unknown): unknown => deserialize(serialize(value));

/** Attempts from hand to hand within a process: what the seam asks for, without a service. */
export class MemoryCarrier implements CarrierUnderTest {
  private readonly waiting = new Set<Waiting>();
  private readonly workers = new Set<MemoryWorker>();

  readonly open = (): Promise<TaskQueue> =>
    Promise.resolve({ handOver: this.handOver, close: () => Promise.resolve() });

  readonly work = (graphs: readonly Graph[]): Promise<{ readonly close: () => Promise<void> }> => {
    const taken = new Map<string, Component>();
    for (const graph of graphs) {
      const needs = new Needs(graph.directory ?? '.');
      for (const component of carriable(graph)) taken.set(needs.of(component).key, component);
    }
    const worker: MemoryWorker = { taken, atWork: new Set() };
    this.workers.add(worker);
    this.match();
    const close = (): Promise<void> => {
      this.workers.delete(worker);
      for (const one of worker.atWork) one.handBack();
      return Promise.resolve();
    };
    return Promise.resolve({ close });
  };

  readonly close = (): Promise<void> => Promise.resolve();

  private readonly handOver = (order: Order): Observable<Told> =>
    new Observable((subscriber) => {
      const one = { order, subscriber };
      this.waiting.add(one);
      subscriber.add(() => this.waiting.delete(one));
      subscriber.next({ type: 'waiting', reason: undefined });
      queueMicrotask(() => {
        this.match();
      });
    });

  private match(): void {
    for (const one of this.waiting) {
      const able = [...this.workers].find(({ taken }) => taken.has(one.order.need.key));
      const component = able?.taken.get(one.order.need.key);
      if (able === undefined || component === undefined) {
        const reason = this.workers.size === 0 ? 'no worker is available' : 'no worker can take it';
        one.subscriber.next({ type: 'waiting', reason });
        continue;
      }
      this.waiting.delete(one);
      begin(able, component, one);
    }
  }
}

const begin = (
  worker: MemoryWorker,
  component: Component,
  { order, subscriber }: Waiting,
): void => {
  const { timeout: longest } = component;
  const stopping = new AbortController();
  subscriber.next({ type: 'begun' });
  let isTimedOut = false;
  const timedOut = new Observable<never>((to) => {
    isTimedOut = true;
    to.complete();
  });
  const inputs = copied(order.inputs) as Order['inputs'];
  const work: Subscription = outcome(
    component.runner,
    inputs,
    contextOf(order, component, stopping.signal, (told) => {
      subscriber.next(told);
    }),
  )
    .pipe(
      takeLast(1),
      longest === undefined ? identity : timeout({ first: longest, with: () => timedOut }),
    )
    .subscribe({
      next: (values: unknown) => {
        subscriber.next({ type: 'done', values: copied(values) });
      },
      error: (error: unknown) => {
        stopping.abort();
        subscriber.error(error);
      },
      complete: () => {
        if (isTimedOut) subscriber.next({ type: 'timed-out', milliseconds: longest ?? 0 });
        subscriber.complete();
      },
    });
  const one = {
    handBack: () => {
      subscriber.error(new AttemptLostError('its worker is ending', { isHandedBack: true }));
    },
  };
  worker.atWork.add(one);
  subscriber.add(() => {
    worker.atWork.delete(one);
    if (!work.closed) stopping.abort();
    work.unsubscribe();
  });
};

const contextOf = (
  order: Order,
  component: Component,
  signal: AbortSignal,
  tell: (told: Told) => void,
): RunnerContext & { readonly teardownFailed: (error: unknown) => boolean } => {
  const { run, item, task, attempt, key, trace, outputs, seed } = order;
  return {
    ...{ run, item, attempt, key, trace, outputs, signal },
    component: task,
    params: component.params,
    scheduler: asyncScheduler,
    directory: '.',
    scratchPath: '',
    scratch: () => '',
    keep: new Lifetime().keep,
    random: randomFrom(seed),
    seed,
    log: (message) => {
      tell({ type: 'log', message });
    },
    progress: (fraction) => {
      tell({ type: 'progress', fraction });
    },
    part: (port, value) => {
      tell({ type: 'part', port, value: copied(value) });
    },
    teardownFailed: (error) => {
      tell({ type: 'teardown-failed', message: messageOf(error) });
      return true;
    },
  };
};
