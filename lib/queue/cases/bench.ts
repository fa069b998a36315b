import { ok } from 'node:assert/strict';

import * as These from 'fp-ts/lib/These.js';
import { finalize, NEVER, of } from 'rxjs';

import { decode } from '../../declaration/decode.js';
import { fromObject } from '../../declaration/from-object.js';
import type { Component, Graph } from '../../graph/graph.js';
import { Source } from '../../diagnostics/source.js';
import { link } from '../../graph/link.js';
import { FinalError } from '../../runners/final-error.js';
import { Registry } from '../../runners/registry.js';
import type { Runner, RunnerContext } from '../../runners/runner.js';
import { Needs } from '../queue-key.js';
import type { Order, TaskQueue } from '../task-queue.js';
import type { CarrierUnderTest } from './carrier-under-test.js';

export type Values = Readonly<Record<string, unknown>>;

/** What a queue has to do; rejects with an `AssertionError` where it does not. */
export type Check = (bench: Bench) => Promise<void>;

/** So large that it may take longer than what comes behind it. */
export const largePart = 'p'.repeat(2_000_000);

/** What the runner does, as it is told by what it takes. */
const actions: Readonly<
  Record<string, (x: unknown, context: RunnerContext, of: Bench) => unknown>
> = {
  same: (x) => ({ y: x }),
  tells: (_, { log, progress, part }) => {
    log('first');
    progress(0.5);
    part('y', largePart);
    log('last');
    return { y: 1 };
  },
  fails: () => {
    throw Object.assign(new RangeError('it broke', { cause: new Error('a cable') }), {
      code: 'E7',
    });
  },
  'fails for good': () => {
    throw new FinalError('never again');
  },
  'takes too long': () => NEVER,
  'gives nothing': () => of(),
  'gives a text': () => of('a text'),
  'is untidy': () =>
    of({ y: 1 }).pipe(
      finalize(() => {
        throw new Error('could not close the scanner');
      }),
    ),
  waits: (_, { signal }, bench) => {
    bench.waiting += 1;
    return new Promise((resolve) => {
      bench.gates.push(() => {
        resolve({ y: bench.calls });
      });
      signal.addEventListener('abort', () => {
        bench.stopped += 1;
      });
    });
  },
  context: (_, { run, item, component, attempt, key, outputs, params, trace, random }) => ({
    y: { run, item, component, attempt, key, outputs, params, trace, random: [random(), random()] },
  }),
};

/** A carrier, the pipeline of a case, and what its runner has been called for. */
export class Bench {
  calls = 0;
  waiting = 0;
  stopped = 0;
  readonly gates: (() => void)[] = [];
  private readonly carrier: CarrierUnderTest;
  private readonly closing: (() => Promise<void>)[] = [];
  private own: Graph | undefined;

  constructor(carrier: CarrierUnderTest) {
    this.carrier = carrier;
  }

  async queue(): Promise<TaskQueue> {
    const queue = await this.carrier.open();
    this.closing.push(() => queue.close());
    return queue;
  }

  async worker(version = '1'): Promise<{ readonly close: () => Promise<void> }> {
    const graph = version === '1' ? this.graph() : this.load(version);
    const worker = await this.carrier.work([graph]);
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => (closed ??= worker.close());
    this.closing.push(close);
    return { close };
  }

  order(action: string, inputs: Values = { x: 1 }, more: Partial<Order> = {}): Order {
    const graph = this.graph();
    const name = action === 'takes too long' ? 'timed' : 'a';
    const component = graph.components.find((one) => one.name === name) as Component;
    const need = new Needs(graph.directory ?? '.').of(component);
    return {
      ...{ need, run: 'r', item: undefined, task: name, attempt: 1, key: `r/${name}/1`, seed: 7 },
      ...{
        trace: undefined,
        outputs: ['y'],
        inputs: { ...inputs, action },
        isLasting: false,
        ...more,
      },
    };
  }

  async close(): Promise<void> {
    for (const open of this.gates) open();
    for (const close of this.closing.reverse()) await close();
    await this.carrier.close();
  }

  private graph(): Graph {
    return (this.own ??= this.load('1'));
  }

  private load(version: string): Graph {
    const runner: Runner = {
      name: 'Acts',
      version,
      run: ({ action, x }, context) => {
        this.calls += 1;
        return actions[String(action)]?.(x, context, this) as Values;
      },
    };
    const ports = { runner: 'Acts', inputs: { action: 'action', x: 'x' }, outputs: ['y'] };
    const pipeline = {
      name: 'Cases of a queue',
      inputs: ['action', 'x'],
      outputs: ['a.y', 'timed.y'],
      components: {
        a: { ...ports, params: { p: [1, 'two'] } },
        timed: { ...ports, timeout: '50ms' },
      },
    };
    const decoded = decode(fromObject({ pipeline }));
    ok(These.isRight(decoded));
    const linked = link(decoded.right, new Registry([runner]), true, new Source(''));
    ok(These.isRight(linked));
    return linked.right;
  }
}
