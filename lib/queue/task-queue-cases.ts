import { deepEqual, equal, ok } from 'node:assert/strict';

import * as These from 'fp-ts/lib/These.js';

import { finalize, NEVER, of, type Subscription } from 'rxjs';

import { decode } from '../declaration/decode.js';
import { fromObject } from '../declaration/from-object.js';
import { AttemptLostError } from '../engine/lost.js';
import type { Component, Graph } from '../graph/graph.js';
import { link } from '../graph/link.js';
import { FinalError } from '../runners/final-error.js';
import { Registry } from '../runners/registry.js';
import type { Runner, RunnerContext } from '../runners/runner.js';
import { Needs } from './queue-key.js';
import type { Order, TaskQueue, Told } from './task-queue.js';

/** A carrier of attempts that nothing else uses. */
export interface CarrierUnderTest {
  /** A queue on it, as of a process of its own. */
  readonly open: () => Promise<TaskQueue>;
  /** Has the attempts of these graphs made, several at once, until it is closed, which hands back what is at work. */
  readonly work: (graphs: readonly Graph[]) => Promise<{ readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
}

export interface TaskQueueCase {
  readonly name: string;
  /** Rejects with an `AssertionError` where the queue does not do it. */
  readonly run: () => Promise<void>;
}

/**
 * What every `TaskQueue` has to do, for whatever runs specs. `make` gives a carrier of its own for each case;
 * `lasts` says whether it knows what a queue before has handed over (`Order.isLasting`).
 */
export const taskQueueCases = (
  make: () => Promise<CarrierUnderTest>,
  { lasts = true }: { readonly lasts?: boolean } = {},
): readonly TaskQueueCase[] =>
  Object.entries(lasts ? { ...promised, ...ofLasting } : promised).map(([name, check]) => ({
    name,
    run: async () => {
      const bench = new Bench(await make());
      try {
        await check(bench);
      } finally {
        await bench.close();
      }
    },
  }));

type Check = (bench: Bench) => Promise<void>;
type Values = Readonly<Record<string, unknown>>;

const longest = 20_000;

const until = async (what: string, holds: () => boolean): Promise<void> => {
  const end = Date.now() + longest;
  while (!holds()) {
    ok(Date.now() < end, `within ${longest / 1_000} s it did not come that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** What was told of an order, and how it has ended. */
class Heard {
  readonly told: Told[] = [];
  error: unknown;
  isOver = false;
  private readonly subscription: Subscription;

  constructor(queue: TaskQueue, order: Order) {
    this.subscription = queue.handOver(order).subscribe({
      next: (told) => this.told.push(told),
      error: (error: unknown) => {
        this.error = error;
        this.isOver = true;
      },
      complete: () => {
        this.isOver = true;
      },
    });
  }

  cancel(): void {
    this.subscription.unsubscribe();
  }

  /** Without those that tell of a wait, which may come any number of times. */
  get types(): readonly string[] {
    return this.told.map(({ type }) => type).filter((type) => type !== 'waiting');
  }

  get values(): unknown {
    const done = this.told.find((one) => one.type === 'done');
    return done === undefined ? undefined : done.values;
  }

  begun(): Promise<void> {
    return until('an attempt begins', () => this.types.includes('begun'));
  }

  async ended(): Promise<this> {
    await until('an attempt ends', () => this.isOver);
    return this;
  }
}

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
class Bench {
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
    const linked = link(decoded.right, new Registry([runner]), true, () => '');
    ok(These.isRight(linked));
    return linked.right;
  }
}

const carriedValues: readonly unknown[] = [
  ...['', 'a text', 0, -0, NaN, Infinity, 2n ** 70n, true, null, undefined],
  ...[new Date(0), new Map([[{ a: 1 }, new Set([1])]]), Uint8Array.of(0, 255), [1, [2, { a: [] }]]],
  'x'.repeat(1_000_000),
];
/** So large that it may take longer than what comes behind it. */
const largePart = 'p'.repeat(2_000_000);

const promised: Readonly<Record<string, Check>> = {
  'says that an order waits, and that it has begun when a worker has taken it': async (bench) => {
    const one = new Heard(await bench.queue(), bench.order('same'));
    await until('it waits', () => one.told.length > 0);
    equal(one.told[0]?.type, 'waiting');
    equal(bench.calls, 0);
    await bench.worker();
    deepEqual((await one.ended()).types, ['begun', 'done']);
  },
  'tells all in the order in which it happened, and completes': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('tells')).ended();
    equal(one.error, undefined);
    deepEqual(
      one.told.filter(({ type }) => type !== 'waiting'),
      [
        { type: 'begun' },
        { type: 'log', message: 'first' },
        { type: 'progress', fraction: 0.5 },
        { type: 'part', port: 'y', value: largePart },
        { type: 'log', message: 'last' },
        { type: 'done', values: { y: 1 } },
      ],
    );
  },
  'carries values as they are, there and back': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    for (const x of carriedValues)
      deepEqual((await new Heard(queue, bench.order('same', { x })).ended()).values, {
        y: x,
      });
  },
  'gives the attempt what the order says': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    const more = {
      run: 'r-1',
      item: 3,
      attempt: 2,
      key: 'r-1/a/2',
      trace: { traceparent: '00-1' },
    };
    const order = bench.order('context', { x: 1 }, more);
    const [one, again, other] = await Promise.all(
      [order, order, { ...order, seed: 8 }].map((each) => new Heard(queue, each).ended()),
    );
    const { random, ...context } = (one?.values as { y: Values }).y;
    deepEqual(context, {
      ...{ ...more, component: 'a', outputs: ['y'], params: { p: [1, 'two'] } },
    });
    const numbersOf = (heard: Heard | undefined): unknown =>
      (heard?.values as { y: Values } | undefined)?.y['random'];
    deepEqual(numbersOf(again), random);
    ok(JSON.stringify(numbersOf(other)) !== JSON.stringify(random), 'another seed, same numbers');
  },
  'fails as the runner did': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    const { error, types } = await new Heard(queue, bench.order('fails')).ended();
    deepEqual(types, ['begun']);
    const { name, message, cause, code } = error as Error & { readonly code: unknown };
    deepEqual([name, message, code], ['RangeError', 'it broke', 'E7']);
    equal((cause as Error).message, 'a cable');
    const last = await new Heard(queue, bench.order('fails for good')).ended();
    ok(last.error instanceof FinalError, 'what is final has to stay so');
  },
  'bounds the time of the attempt, and not of the wait': async (bench) => {
    const one = new Heard(await bench.queue(), bench.order('takes too long'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    deepEqual(one.types, []);
    await bench.worker();
    await one.ended();
    deepEqual(one.told.at(-1), { type: 'timed-out', milliseconds: 50 });
    equal(one.error, undefined);
  },
  'completes without values where the runner gives none': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('gives nothing')).ended();
    deepEqual([one.types, one.error], [['begun'], undefined]);
  },
  'gives what is no record of values as it is': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('gives a text')).ended();
    equal(one.values, 'a text');
  },
  'tells of a teardown that throws, and gives the values': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('is untidy')).ended();
    deepEqual(one.types, ['begun', 'teardown-failed', 'done']);
  },
  'stops an attempt that is cancelled, and is heard of no more': async (bench) => {
    await bench.worker();
    const one = new Heard(await bench.queue(), bench.order('waits'));
    await until('it waits', () => bench.waiting === 1);
    one.cancel();
    await until('its signal fires', () => bench.stopped === 1);
    equal(one.isOver, false);
  },
  'never begins what was cancelled before': async (bench) => {
    const queue = await bench.queue();
    const one = new Heard(queue, bench.order('same'));
    await until('it waits', () => one.told.length > 0);
    one.cancel();
    await bench.worker();
    await new Heard(queue, bench.order('same', { x: 2 })).ended();
    equal(bench.calls, 1);
  },
  'has each order made by one worker': async (bench) => {
    await bench.worker();
    await bench.worker();
    const queue = await bench.queue();
    const all = await Promise.all(
      Array.from({ length: 40 }, async (_, at) =>
        new Heard(queue, bench.order('same', { x: at }, { task: `a[${at}]` })).ended(),
      ),
    );
    deepEqual(
      all.map(({ values }) => values),
      all.map((_, at) => ({ y: at })),
    );
    equal(bench.calls, all.length);
  },
  'loses what a worker hands back, without counting it': async (bench) => {
    const worker = await bench.worker();
    const queue = await bench.queue();
    const one = new Heard(queue, bench.order('waits'));
    await until('it waits', () => bench.waiting === 1);
    await worker.close();
    const { error } = await one.ended();
    ok(error instanceof AttemptLostError, `expected an \`AttemptLostError\`, not ${String(error)}`);
    equal(error.isHandedBack, true);
  },
  'gives nothing to a worker that has other code, and says why it waits': async (bench) => {
    await bench.worker('2');
    const one = new Heard(await bench.queue(), bench.order('same'));
    await until('there is a reason', () =>
      one.told.some((told) => told.type === 'waiting' && told.reason !== undefined),
    );
    await bench.worker();
    deepEqual((await one.ended()).values, { y: 1 });
  },
};

const ofLasting: Readonly<Record<string, Check>> = {
  'gives what has come of an order to whoever hands it over again': async (bench) => {
    await bench.worker();
    const isLasting = true;
    const first = new Heard(
      await bench.queue(),
      bench.order('waits', { x: 1 }, { isLasting, attempt: 2 }),
    );
    await until('it waits', () => bench.waiting === 1);
    const second = new Heard(await bench.queue(), bench.order('waits', { x: 1 }, { isLasting }));
    await second.begun();
    for (const open of bench.gates) open();
    deepEqual((await second.ended()).values, { y: 1 });
    await first.ended();
    ok(first.error instanceof FinalError, 'whoever it was taken over from has to fail for good');
    equal(bench.calls, 1);
  },
  'makes again what the same queue hands over again': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    const order = bench.order('same', { x: 1 }, { isLasting: true });
    await new Heard(queue, order).ended();
    await new Heard(queue, order).ended();
    equal(bench.calls, 2);
  },
};
