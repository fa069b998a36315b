import { Observable, type Subscriber, type Subscription, takeLast } from 'rxjs';

import { isList } from '../../conditions/values.js';
import { counted, quoted } from '../../diagnostics/wording.js';
import type { Batch, Component } from '../../graph/graph.js';
import { withoutElements } from '../../graph/component-at.js';
import { guardedController } from '../../runners/guarded-signal.js';
import type { Runner, RunnerContext } from '../../runners/runner.js';
import { tellTeardown } from '../../runners/tell-teardown.js';
import { taskOf } from '../attempts/attempt.js';
import type { Values } from '../events/event.js';
import { outcome } from '../attempts/runner-call.js';
import { isRecord, kindOf, OutputsError, recordOf } from '../port-values.js';
import { withPool } from '../settings.js';
import { heldBy, Slot } from '../slots/slot.js';

/** One call, which waits for its share of a batch. */
interface Call {
  readonly inputs: Values;
  readonly context: RunnerContext;
  readonly subscriber: Subscriber<Values>;
}

/**
 * Gathers the calls of a component, from all tasks and items at work, until there are so many or so much
 * time has gone by, and calls its runner with lists of their inputs. Each gets its own share; an
 * `Error` in it is the failure of that call. A further attempt is called alone: one of those in a batch may be why it failed.
 */
export const batched = (component: Component, batch: Batch, runner: Runner): Runner => ({
  ...runner,
  run: (inputs, context) =>
    new Observable<Values>((subscriber) => {
      const task = taskOf(context);
      const call: Call = { inputs, context, subscriber };
      if (context.attempt > task.before + 1) {
        new BatchCall(component, runner, [call]).start();
        return undefined;
      }
      const gathering = task.settings.shared.keep(
        `batch ${withoutElements(task.name)} ${runner.name}`,
        () => new Gathering(component, batch, runner),
      );
      return gathering.add(call);
    }),
});

/** The calls that are not yet in a batch. */
class Gathering {
  private readonly component: Component;
  private readonly batch: Batch;
  private readonly runner: Runner;
  private waiting: Call[] = [];
  private timer: Subscription | undefined;

  constructor(component: Component, batch: Batch, runner: Runner) {
    this.component = component;
    this.batch = batch;
    this.runner = runner;
  }

  /** Gives what takes the call out again. */
  add(call: Call): () => void {
    this.waiting.push(call);
    if (this.waiting.length >= this.batch.size) this.flush();
    else
      this.timer ??= call.context.scheduler.schedule(() => {
        this.flush();
      }, this.batch.wait);
    return () => {
      this.remove(call);
    };
  }

  private remove(call: Call): void {
    this.waiting = this.waiting.filter((other) => other !== call);
    if (this.waiting.length === 0) this.stopTimer();
  }

  private flush(): void {
    const calls = this.waiting;
    this.waiting = [];
    this.stopTimer();
    if (calls.length > 0) new BatchCall(this.component, this.runner, calls).start();
  }

  private stopTimer(): void {
    this.timer?.unsubscribe();
    this.timer = undefined;
  }

  close(): void {
    this.waiting = [];
    this.stopTimer();
  }
}

/** One call of a runner for several calls of a component. */
class BatchCall {
  private readonly component: Component;
  private readonly runner: Runner;
  private readonly calls: readonly Call[];
  private readonly open: Set<Call>;

  constructor(component: Component, runner: Runner, calls: readonly Call[]) {
    this.component = component;
    this.runner = runner;
    this.calls = calls;
    this.open = new Set(calls);
  }

  start(): void {
    const [first] = this.calls as readonly [Call];
    const controller = guardedController((error) => {
      tellTeardown(first.context, error);
    });
    const { settings, name } = taskOf(first.context);
    const { component } = this;
    let isLeft = false;
    const { open } = this;
    const holder = {
      ...{ name, component, settings },
      // Tasks may be stopped in the midst of this, before they can be taken out of the batch.
      get isStopped(): boolean {
        return (
          isLeft || (open.size > 0 && [...open].every(({ context }) => taskOf(context).isStopped))
        );
      },
    };
    const called$ = new Observable<Values>((subscriber) => {
      const context = contextOf(first.context, controller.signal, () => [...this.open][0]?.context);
      return outcome(this.runner, this.inputs, context).subscribe(subscriber);
    }).pipe(takeLast(1));
    const { slots } = settings;
    const withSlot$ =
      slots === undefined
        ? called$
        : called$.pipe(
            heldBy(new Slot(slots, holder, withPool(component.resources, component.thread))),
          );
    let isOver = false;
    const work = withSlot$.subscribe({
      next: (outputs) => {
        isOver = true;
        this.share(outputs);
      },
      error: (error: unknown) => {
        isOver = true;
        controller.abort();
        this.fail(error);
      },
      complete: () => {
        if (!isOver)
          this.fail(
            new OutputsError(`runner ${quoted(this.runner.name)} completed without a value`),
          );
        isOver = true;
      },
    });
    const leave = (call: Call): void => {
      this.open.delete(call);
      if (this.open.size > 0 || isOver) return;
      isLeft = true;
      controller.abort();
      work.unsubscribe();
    };
    for (const call of this.calls)
      call.subscriber.add(() => {
        leave(call);
      });
  }

  private get inputs(): Values {
    const ports = this.component.inputs.map(({ port }) => port);
    return recordOf(
      ports,
      ports.map((port) => this.calls.map(({ inputs }) => inputs[port])),
    );
  }

  private share(outputs: Values): void {
    const { outputs: ports } = this.component;
    const wrong = this.wrongIn(outputs);
    if (wrong !== undefined) {
      this.fail(new OutputsError(`runner ${quoted(this.runner.name)} ${wrong}`));
      return;
    }
    this.calls.forEach((call, at) => {
      if (!this.open.delete(call)) return;
      const given = ports.filter(({ port }) => Object.hasOwn(outputs, port));
      const values = given.map(({ port }) => (outputs[port] as readonly unknown[])[at]);
      const error = values.find((value) => value instanceof Error);
      if (error === undefined) {
        call.subscriber.next(
          recordOf(
            given.map(({ port }) => port),
            values,
          ),
        );
        call.subscriber.complete();
      } else call.subscriber.error(error);
    });
  }

  private wrongIn(outputs: unknown): string | undefined {
    if (!isRecord(outputs))
      return `returned ${kindOf(outputs)}: expected an object of outputs by name`;
    const count = this.calls.length;
    for (const { port } of this.component.outputs) {
      const list = outputs[port];
      if (!Object.hasOwn(outputs, port)) continue;
      if (!isList(list))
        return `must return a list as output ${quoted(port)} of a batch, not ${kindOf(list)}`;
      if (list.length !== count)
        return `returned ${counted(list.length, 'value')} of output ${quoted(port)} for a batch of ${count}`;
    }
    return undefined;
  }

  private fail(error: unknown): void {
    for (const call of this.calls) if (this.open.delete(call)) call.subscriber.error(error);
  }
}

/** That of the first call, with a signal of the batch: it goes on when one of its calls leaves. */
const contextOf = (
  context: RunnerContext,
  signal: AbortSignal,
  open: () => RunnerContext | undefined,
): RunnerContext =>
  Object.create(context, {
    signal: { value: signal },
    log: { value: (message: string) => open()?.log(message) },
    progress: { value: (fraction: number) => open()?.progress(fraction) },
  }) as RunnerContext;
