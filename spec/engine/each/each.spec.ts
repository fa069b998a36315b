import { Readable } from 'node:stream';

import { expect } from 'chai';
import fc from 'fast-check';
import { map, type Observable, of, Subject, take, timer, type VirtualTimeScheduler } from 'rxjs';

import { InputError } from '../../../lib/engine/run/bind-inputs.js';
import { each } from '../../../lib/engine/each/each.js';
import { EachError } from '../../../lib/engine/each/each-error.js';
import type { EachOptions, EachResult } from '../../../lib/engine/each/each-options.js';
import type { Items } from '../../../lib/engine/each/each-source.js';
import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { RunError } from '../../../lib/engine/failure.js';
import type { Graph } from '../../../lib/graph/graph.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { graphOf, taking, trace, virtualTime } from '../rig.js';

/** `item` → a → b; what comes out tells the item. */
const pipeline = (
  run: Runner['run'] = trace,
  settings: Parameters<typeof graphOf>[1] = {},
  resources: Readonly<Record<string, number>> = {},
): { readonly graph: Graph } => ({
  graph: graphOf(
    { a: { inputs: ['item'], run, resources }, b: { inputs: ['a.out'] } },
    { inputs: ['item'], outputs: ['b.out'], ...settings },
  ),
});

const items = (...values: readonly unknown[]): Values[] => values.map((item) => ({ item }));

const outputOf = (item: unknown): string => `b(a(${String(item)}))`;

/** Takes as many milliseconds of virtual time as the item says, and fails for negative ones. */
const byItem =
  (scheduler: VirtualTimeScheduler): Runner['run'] =>
  (inputs, context) => {
    const time = Number(inputs['item']);
    return taking(Math.abs(time), scheduler, () => {
      if (time < 0) throw new Error(`${time} is too little`);
      return trace(inputs, context);
    })(inputs, context);
  };

/** All that an Observable tells, with the time at which it does. */
class Seen<T> {
  readonly values: T[] = [];
  readonly times: number[] = [];
  error: unknown;
  isComplete = false;
  readonly unsubscribe: () => void;

  constructor(results: Observable<T>, scheduler = virtualTime()) {
    const subscription = results.subscribe({
      next: (value) => {
        this.values.push(value);
        this.times.push(scheduler.now());
      },
      error: (error: unknown) => {
        this.error = error;
      },
      complete: () => {
        this.isComplete = true;
      },
    });
    this.unsubscribe = () => {
      subscription.unsubscribe();
    };
  }

  get outputs(): unknown[] {
    return this.values.map((value) => (value as Values)['b.out']);
  }
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An iterable that tells how far it was pulled, and whether it was given up. */
const counted = (
  count: number,
  itemOf: (index: number) => unknown = (index) => index,
): { readonly source: Iterable<Values>; readonly state: { pulled: number; returned: number } } => {
  const state = { pulled: 0, returned: 0 };
  return {
    state,
    source: {
      [Symbol.iterator]: () => ({
        next: () =>
          state.pulled < count
            ? { done: false, value: { item: itemOf(state.pulled++) } }
            : { done: true, value: undefined },
        return: () => {
          state.returned += 1;
          return { done: true, value: undefined };
        },
      }),
    },
  };
};

const sources: Readonly<Record<string, (all: readonly Values[]) => Items>> = {
  'an array': (all) => all,
  'an iterable': (all) => new Set(all),
  'an Observable': (all) => of(...all),
  'an async iterable': async function* (all) {
    await Promise.resolve();
    yield* all;
  },
  'a stream of Node.js': (all) => Readable.from(all),
  'a web stream': (all) => ReadableStream.from(all),
};

describe('each', () => {
  for (const [name, sourceOf] of Object.entries(sources))
    it(`takes ${name}`, async () => {
      const run = each(pipeline(), { concurrency: 2 });
      const outputs = await new Promise((resolve, reject) => {
        const all: unknown[] = [];
        run(sourceOf(items(1, 2, 3))).subscribe({
          next: (value) => all.push(value),
          error: reject,
          complete: () => {
            resolve(all);
          },
        });
      });
      expect(outputs).to.deep.equal([1, 2, 3].map((item) => ({ 'b.out': outputOf(item) })));
    });

  it('takes nothing else', () => {
    for (const [what, said] of [
      ['text', 'the string "text"'],
      [null, 'null'],
      [{ item: 1 }, 'an object'],
    ] as const)
      expect(
        (new Seen(each(pipeline())(what as unknown as Items)).error as Error).message,
      ).to.equal(`items must be an Observable, an array, an iterable or a stream, not ${said}`);
  });

  it('is an operator: pipelines stand in a row', () => {
    const first = pipeline();
    const seen = new Seen(
      of(...items(1, 2)).pipe(
        each(first),
        map((outputs) => ({ item: outputs['b.out'] })),
        each(first),
      ),
    );
    expect(seen.outputs).to.deep.equal([outputOf(outputOf(1)), outputOf(outputOf(2))]);
    expect(seen.isComplete).to.be.true;
  });

  it('runs anew for each subscription, and nothing before it', () => {
    const { source, state } = counted(3);
    const results = each(pipeline())(source);
    expect(state.pulled).to.equal(0);
    expect(new Seen(results).outputs).to.have.length(3);
  });

  it('completes at once where there are no items', () => {
    expect(new Seen(each(pipeline())([])).isComplete).to.be.true;
  });

  it('fills in inputs that are the same for all, where an item has none of its own', () => {
    const graph = graphOf(
      { a: { inputs: ['item', 'language'] } },
      { inputs: ['item', 'language'], outputs: ['a.out'] },
    );
    const run = each({ graph }, { inputs: { language: 'en' } });
    expect(new Seen(run([{ item: 1 }, { item: 2, language: 'de' }])).values).to.deep.equal([
      { 'a.out': 'a(1,en)' },
      { 'a.out': 'a(2,de)' },
    ]);
  });

  describe('order', () => {
    const run = (order: 'arrival' | 'completion'): Seen<Values> => {
      const scheduler = virtualTime();
      const options = { scheduler, order, concurrency: 3 };
      const seen = new Seen(
        each(pipeline(byItem(scheduler)), options)(items(30, 10, 20, 10)),
        scheduler,
      );
      scheduler.flush();
      return seen;
    };

    // 30 |------------------------------|
    // 10 |----------|
    // 20 |--------------------|
    // 10            |----------|
    it('of arrival holds a result back until those before it are there', () => {
      const { outputs, times } = run('arrival');
      expect(outputs).to.deep.equal([30, 10, 20, 10].map(outputOf));
      expect(times).to.deep.equal([30, 30, 30, 30]);
    });

    it('of completion gives each when it is there', () => {
      const { outputs, times } = run('completion');
      expect(outputs).to.deep.equal([10, 20, 10, 30].map(outputOf));
      expect(times).to.deep.equal([10, 20, 20, 30]);
    });

    it('is kept, and all is given once, whatever the times, the source and the concurrency', () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }),
          fc.integer({ min: 1, max: 6 }),
          fc.constantFrom<'arrival' | 'completion'>('arrival', 'completion'),
          fc.boolean(),
          (times, concurrency, order, isPushed) => {
            const scheduler = virtualTime();
            const open = { count: 0, most: 0 };
            const sometimesAtOnce: Runner['run'] = (inputs, context) => {
              const time = Number(inputs['item']);
              if (time === 0) return trace(inputs, context);
              open.count += 1;
              open.most = Math.max(open.most, open.count);
              return timer(time, scheduler).pipe(
                map(() => {
                  open.count -= 1;
                  return trace(inputs, context) as Values;
                }),
              );
            };
            const all = items(...times);
            const results = each(pipeline(sometimesAtOnce), { scheduler, concurrency, order });
            const seen = new Seen(results(isPushed ? of(...all) : all));
            scheduler.flush();
            const expected = times.map(outputOf);
            if (order === 'arrival') expect(seen.outputs).to.deep.equal(expected);
            else expect(seen.outputs).to.have.members(expected);
            expect(seen.isComplete).to.be.true;
            expect(open.most).to.be.at.most(concurrency);
          },
        ),
      );
    });
  });

  describe('what is pulled', () => {
    it('is as much as may be in flight, and more only as items finish', () => {
      const scheduler = virtualTime();
      const { source, state } = counted(100);
      const run = each(pipeline(taking(10, scheduler)), { scheduler, concurrency: 4 });
      new Seen(run(source), scheduler);
      expect(state.pulled).to.equal(4);
      scheduler.maxFrames = 10;
      scheduler.flush();
      expect(state.pulled).to.equal(8);
    });

    it('is 8 items by default, or as many as the pipeline allows attempts', () => {
      for (const [concurrency, expected] of [
        [undefined, 8],
        [3, 8],
        [20, 20],
      ] as const) {
        const { source, state } = counted(100);
        const settings = concurrency === undefined ? {} : { concurrency };
        const scheduler = virtualTime();
        new Seen(each(pipeline(taking(10, scheduler), settings), { scheduler })(source));
        expect(state.pulled).to.equal(expected);
      }
    });

    it('is bounded while the first item is slow, in order of arrival', () => {
      const scheduler = virtualTime();
      const { source, state } = counted(1000, (index) => (index === 0 ? 10_000 : 1));
      const run = each(pipeline(byItem(scheduler)), { scheduler, concurrency: 5 });
      const seen = new Seen(run(source), scheduler);
      scheduler.maxFrames = 9_999;
      scheduler.flush();
      expect(seen.values).to.have.length(0);
      expect(state.pulled).to.equal(10);
      scheduler.maxFrames = Infinity;
      scheduler.flush();
      expect(seen.values).to.have.length(1000);
    });

    it('is not what an Observable gives: that queues, and nothing of it is dropped', () => {
      const scheduler = virtualTime();
      const subject = new Subject<Values>();
      const run = each(pipeline(taking(10, scheduler)), { scheduler, concurrency: 2 });
      const seen = new Seen(subject.pipe(run), scheduler);
      for (const item of items(...Array.from({ length: 9 }, (_, index) => index)))
        subject.next(item);
      subject.complete();
      scheduler.flush();
      expect(seen.outputs).to.deep.equal(Array.from({ length: 9 }, (_, index) => outputOf(index)));
      expect(seen.times).to.deep.equal([10, 10, 20, 20, 30, 30, 40, 40, 50]);
      expect(seen.isComplete).to.be.true;
    });

    it('is asked of an async iterable one at a time', async () => {
      let asked = 0;
      let most = 0;
      let at = 0;
      const source: AsyncIterable<Values> = {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            asked += 1;
            most = Math.max(most, asked);
            await soon();
            asked -= 1;
            at += 1;
            return at <= 5 ? { done: false, value: { item: at } } : { done: true, value: null };
          },
        }),
      };
      const outputs = await new Promise<number>((resolve) => {
        let count = 0;
        each(pipeline())(source).subscribe({
          next: () => (count += 1),
          complete: () => {
            resolve(count);
          },
        });
      });
      expect({ most, outputs }).to.deep.equal({ most: 1, outputs: 5 });
    });
  });

  describe('items in flight', () => {
    it('overlap: one is in the second task while another is in the first', () => {
      const scheduler = virtualTime();
      const run = taking(10, scheduler);
      const graph = graphOf(
        { a: { inputs: ['item'], run }, b: { inputs: ['a.out'], run } },
        { inputs: ['item'], outputs: ['b.out'] },
      );
      const seen = new Seen(
        each({ graph }, { scheduler, concurrency: 2 })(items(1, 2, 3)),
        scheduler,
      );
      scheduler.flush();
      expect(seen.times).to.deep.equal([20, 20, 40]);
    });

    it('share the resources: one gpu is one, whatever the number of items', () => {
      const scheduler = virtualTime();
      const settings = { resources: { gpu: 1 } };
      const run = each(pipeline(taking(10, scheduler), settings, { gpu: 1 }), { scheduler });
      const seen = new Seen(run(items(1, 2, 3)), scheduler);
      scheduler.flush();
      expect(seen.times).to.deep.equal([10, 20, 30]);
    });

    it('share the slots: those of the pipeline, or as many as are given', () => {
      for (const [options, times] of [
        [{}, [10, 10, 20, 20]],
        [{ taskConcurrency: 1 }, [10, 20, 30, 40]],
        [{ taskConcurrency: 4 }, [10, 10, 10, 10]],
      ] as const) {
        const scheduler = virtualTime();
        const run = each(pipeline(taking(10, scheduler), { concurrency: 2 }), {
          scheduler,
          ...options,
        });
        const seen = new Seen(run(items(1, 2, 3, 4)), scheduler);
        scheduler.flush();
        expect(seen.times).to.deep.equal(times);
      }
    });

    it('wait for slots in their order, so that the first is done first', () => {
      const scheduler = virtualTime();
      const started: string[] = [];
      const run: Runner['run'] = (inputs, context) => {
        started.push(`${context.component}(${String(Object.values(inputs)[0])})`);
        return taking(10, scheduler)(inputs, context);
      };
      const graph = graphOf(
        { a: { inputs: ['item'], run }, b: { inputs: ['a.out'], run } },
        { inputs: ['item'], outputs: ['b.out'], concurrency: 1 },
      );
      new Seen(each({ graph }, { scheduler, concurrency: 2 })(items(1, 2)));
      scheduler.flush();
      expect(started).to.deep.equal(['a(1)', 'b(a(1))', 'a(2)', 'b(a(2))']);
    });

    it('are each watched by sinks of their own, in runs told apart by their ids', () => {
      const events: [number, RunEvent][] = [];
      const options: EachOptions = {
        id: 'batch',
        sinks: (item, index) => [
          (event) => events.push([index * 10 + Number(item['item']), event]),
        ],
      };
      new Seen(each(pipeline(), options)(items(1, 2)));
      const ended = events.filter(([, { type }]) => type === 'run-finished');
      expect(ended.map(([which, { run }]) => [which, run])).to.deep.equal([
        [1, 'batch-0'],
        [12, 'batch-1'],
      ]);
    });

    it('draw random numbers that follow from the seed and the index alone', () => {
      const draw: Runner['run'] = (_, { random }) => ({ out: random() });
      const drawn = (seed: number | undefined): unknown[] =>
        new Seen(each(pipeline(draw), seed === undefined ? {} : { seed })(items(1, 1, 1))).outputs;
      expect(drawn(7)).to.deep.equal(drawn(7));
      expect(new Set([...drawn(7), ...drawn(8)])).to.have.property('size', 6);
      expect(drawn(undefined)).not.to.deep.equal(drawn(undefined));
    });
  });

  describe('a failed item', () => {
    const failing = (
      options: EachOptions,
      all: readonly Values[] = items(10, -5, 20, 30),
    ): { seen: Seen<Values | EachResult>; open: { count: number }; pulled: () => number } => {
      const scheduler = virtualTime();
      const open = { count: 0 };
      const run: Runner['run'] = (inputs, context) => {
        const time = Number(inputs['item']);
        const made = (): ReturnType<typeof trace> => {
          if (time < 0) throw new Error(`${time} is too little`);
          return trace(inputs, context);
        };
        return taking(Math.abs(time), scheduler, made, open)(inputs, context);
      };
      const { source, state } = counted(all.length, (index) => all[index]?.['item']);
      const results = each(pipeline(run), { scheduler, concurrency: 2, ...options });
      const seen = new Seen<Values | EachResult>(results(source), scheduler);
      scheduler.flush();
      return { seen, open, pulled: () => state.pulled };
    };

    it('ends it all, after the results before it, and says which item it was', () => {
      const { seen, open, pulled } = failing({});
      expect(seen.outputs).to.deep.equal([outputOf(10)]);
      expect(seen.error).to.be.instanceOf(EachError);
      const { message, item, index, cause } = seen.error as EachError;
      expect({ message, item, index }).to.deep.equal({
        message: 'item 1: `a` failed: -5 is too little',
        item: { item: -5 },
        index: 1,
      });
      expect(cause).to.be.instanceOf(RunError);
      expect(open.count).to.equal(0);
      expect(pulled()).to.equal(2);
    });

    it('ends it all at once in order of completion', () => {
      const { seen, open } = failing({ order: 'completion' });
      expect(seen.values).to.deep.equal([]);
      expect((seen.error as EachError).index).to.equal(1);
      expect(open.count).to.equal(0);
    });

    it('gives way to one before it that fails later', () => {
      const { seen } = failing({}, items(-10, -5, 20));
      expect((seen.error as EachError).index).to.equal(0);
    });

    it('is left out where failures are skipped', () => {
      const { seen } = failing({ onFailure: 'skip' });
      expect(seen.outputs).to.deep.equal([10, 20, 30].map(outputOf));
      expect(seen.isComplete).to.be.true;
    });

    it('is given with the others where all are emitted, in the order asked for', () => {
      for (const [order, indexes] of [
        ['arrival', [0, 1, 2, 3]],
        ['completion', [1, 0, 2, 3]],
      ] as const) {
        const results = failing({ onFailure: 'emit', order }).seen.values as EachResult[];
        expect(results.map(({ index }) => index)).to.deep.equal(indexes);
        const [failed, ...done] = [...results].sort(
          (a, b) => Number(a.error === undefined) - Number(b.error === undefined),
        );
        expect(failed?.item).to.deep.equal({ item: -5 });
        expect(failed?.error?.message).to.equal('item 1: `a` failed: -5 is too little');
        expect(done.map(({ outputs }) => outputs?.['b.out'])).to.deep.equal(
          [10, 20, 30].map(outputOf),
        );
      }
    });

    it('can be one whose inputs are wrong', () => {
      const results: EachResult[] = [];
      const wrong = [{ itme: 1 }, null, 'x', [1]] as unknown as Values[];
      each(pipeline(), { onFailure: 'emit' })(wrong).subscribe((result) => results.push(result));
      expect(results.map(({ error }) => error?.message)).to.deep.equal([
        'item 0: missing input: `item`; the pipeline has no input `itme`: did you mean `item`?',
        'item 1: an item must be an object of inputs by name, not null',
        'item 2: an item must be an object of inputs by name, not the string "x"',
        'item 3: an item must be an object of inputs by name, not a list',
      ]);
      expect(results[0]?.error?.cause).to.be.instanceOf(InputError);
    });

    it('can be one whose time is up', () => {
      const { seen } = failing({ onFailure: 'emit', timeout: 15 }, items(10, 20));
      const results = seen.values as EachResult[];
      expect(results.map(({ error }) => error?.message)).to.deep.equal([
        undefined,
        'item 1: the run timed out',
      ]);
    });
  });

  describe('a source that fails', () => {
    const broken = new Error('the disk is gone');

    it('ends it all with what it threw, and cancels what is in flight', async () => {
      const failing: Readonly<Record<string, () => Items>> = {
        iterable: function* () {
          yield* items(1);
          throw broken;
        },
        'async iterable': async function* () {
          await Promise.resolve();
          yield* items(1);
          throw broken;
        },
        Observable: () => {
          const subject = new Subject<Values>();
          queueMicrotask(() => {
            subject.next({ item: 1 });
            subject.error(broken);
          });
          return subject;
        },
      };
      for (const [name, source] of Object.entries(failing)) {
        const scheduler = virtualTime();
        const open = { count: 0 };
        const run = each(pipeline(taking(10, scheduler, trace, open)), { scheduler });
        const seen = new Seen(run(source()));
        await soon();
        expect(seen.error, name).to.equal(broken);
        expect(open.count, name).to.equal(0);
      }
    });
  });

  describe('unsubscribing', () => {
    it('cancels every item in flight and calls `return` of the iterator, once', () => {
      const scheduler = virtualTime();
      const open = { count: 0 };
      const { source, state } = counted(100);
      const run = each(pipeline(taking(10, scheduler, trace, open)), { scheduler, concurrency: 4 });
      const seen = new Seen(run(source), scheduler);
      expect(open.count).to.equal(4);
      seen.unsubscribe();
      expect({ open: open.count, ...state }).to.deep.equal({ open: 0, pulled: 4, returned: 1 });
      scheduler.flush();
      expect(seen.values).to.deep.equal([]);
      expect(scheduler.actions).to.deep.equal([]);
    });

    it('is what `take` does: nothing more is pulled than it takes to come that far', () => {
      const { source, state } = counted(1_000_000);
      const seen = new Seen(each(pipeline())(source).pipe(take(3)));
      expect(seen.outputs).to.deep.equal([0, 1, 2].map(outputOf));
      expect(state).to.deep.equal({ pulled: 3, returned: 1 });
    });

    it('calls `return` of an async iterator, and destroys a stream, whatever it is waiting for', async () => {
      const stream = new Readable({ objectMode: true, read: () => undefined });
      const seen = new Seen(each(pipeline())(stream));
      await soon();
      seen.unsubscribe();
      await soon();
      expect(stream.destroyed).to.be.true;
    });

    it('cancels a web stream, whatever it is waiting for', async () => {
      let isCancelled = false;
      const stream = new ReadableStream<Values>({
        cancel: () => {
          isCancelled = true;
        },
      });
      const seen = new Seen(each(pipeline())(stream));
      await soon();
      seen.unsubscribe();
      await soon();
      expect(isCancelled).to.be.true;
    });

    it('is not harmed by a `return` that throws or rejects', async () => {
      const broken = new Error('no way back');
      const endless = {
        next: () => ({ done: false, value: { item: 1 } }),
        return: () => {
          throw broken;
        },
      };
      new Seen(each(pipeline())({ [Symbol.iterator]: () => endless }).pipe(take(1)));
      const later: AsyncIterator<Values> = {
        next: () => Promise.resolve({ done: false, value: { item: 1 } }),
        return: () => Promise.reject(broken),
      };
      const seen = new Seen(
        each(pipeline())({ [Symbol.asyncIterator]: () => later }).pipe(take(1)),
      );
      await soon();
      expect(seen.isComplete).to.be.true;
    });

    it('in the midst of the start of an item, by a sink, leaves nothing at work', () => {
      const scheduler = virtualTime();
      const open = { count: 0 };
      const later = new Subject<Values>();
      const run = each(pipeline(taking(10, scheduler, trace, open)), {
        scheduler,
        sinks: () => [
          ({ type }) => {
            if (type === 'attempt-started') seen.unsubscribe();
          },
        ],
      });
      const seen = new Seen(later.pipe(run));
      later.next({ item: 1 });
      scheduler.flush();
      expect({ open: open.count, values: seen.values }).to.deep.equal({ open: 0, values: [] });
      expect(later.observed).to.be.false;
    });

    it('starts nothing with the slot that one of the items held', () => {
      const scheduler = virtualTime();
      const started: string[] = [];
      const sinks = ({ item }: Values) => [
        (event: RunEvent) => {
          if (event.type === 'attempt-started') started.push(`${event.task} of ${String(item)}`);
        },
      ];
      const run = each(pipeline(taking(1, scheduler, trace)), {
        scheduler,
        taskConcurrency: 1,
        sinks,
      });
      new Seen(run(items(1, 2, 3)), scheduler).unsubscribe();
      scheduler.flush();
      expect(started).to.deep.equal(['a of 1']);
    });
  });

  describe('the stack', () => {
    it('stays flat over twenty thousand synchronous items', () => {
      const { source } = counted(20_000);
      const seen = new Seen(each(pipeline())(source));
      expect(seen.values).to.have.length(20_000);
      expect(seen.isComplete).to.be.true;
    });

    it('stays flat where each result feeds the source', () => {
      const subject = new Subject<Values>();
      let last = 0;
      subject.pipe(each(pipeline(() => ({ out: 1 }))), take(20_000)).subscribe(() => {
        last += 1;
        subject.next({ item: last });
      });
      subject.next({ item: 0 });
      expect(last).to.equal(20_000);
    });

    it('stays flat where ten thousand items wait for one slot', () => {
      const scheduler = virtualTime();
      const run = each(
        pipeline((inputs, context) =>
          inputs['item'] === 0 ? taking(10, scheduler)(inputs, context) : trace(inputs, context),
        ),
        { scheduler, concurrency: 10_000, taskConcurrency: 1 },
      );
      const { source } = counted(10_000);
      const seen = new Seen(run(source));
      scheduler.flush();
      expect(seen.values).to.have.length(10_000);
    });
  });
});
