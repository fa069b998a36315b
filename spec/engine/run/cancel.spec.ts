import { expect } from 'chai';
import fc from 'fast-check';
import * as t from 'io-ts';
import { firstValueFrom, NEVER, Observable, of, toArray } from 'rxjs';

import { RunError } from '../../../lib/engine/failure.js';
import type { Run } from '../../../lib/engine/run/run.js';
import type { RunOptions } from '../../../lib/engine/run/run-options.js';
import { Slots } from '../../../lib/engine/slots/slots.js';
import type { Graph } from '../../../lib/graph/graph.js';
import type { Runner } from '../../../lib/runners/runner.js';
import {
  all,
  byName,
  graphOf,
  Hands,
  pool,
  type RandomTask,
  randomTasks,
  taking,
  trace,
  virtualTime,
  Watched,
} from '../rig.js';

interface Seen {
  readonly watched: Watched;
  readonly attempts: { readonly signal: AbortSignal; isOver: boolean }[];
  readonly open: { count: number };
}

// Random runs with all that keeps timers and subscriptions: times, timeouts, retries, slots.
const seen = (tasks: readonly RandomTask[], options: RunOptions): Seen => {
  const scheduler = virtualTime();
  const attempts: Seen['attempts'] = [];
  const open = { count: 0 };
  const runOf =
    ({ time, failing }: RandomTask): Runner['run'] =>
    (inputs, context) => {
      const attempt = { signal: context.signal, isOver: false };
      attempts.push(attempt);
      const work: Runner['run'] = (...given) => {
        attempt.isOver = true;
        if (context.attempt <= failing) throw new Error('broken');
        return trace(...given);
      };
      return time === 0
        ? work(inputs, context)
        : taking(time, scheduler, work, open)(inputs, context);
    };
  const graph = graphOf(
    byName(tasks, (task) => ({
      run: runOf(task),
      retry: { attempts: task.retries, delay: 2, backoff: 2 },
      ...(task.timeout === undefined ? {} : { timeout: task.timeout }),
      resources: task.resources,
    })),
    { inputs: ['source'], resources: pool, timeout: 500 },
  );
  const made: { watched?: Watched } = {};
  const result: Seen = {
    attempts,
    open,
    get watched() {
      return made.watched as Watched;
    },
  };
  made.watched = new Watched(graph, { scheduler, onFailure: 'continue', ...options });
  return result;
};

const expectNothingLeft = ({ watched, attempts, open }: Seen): void => {
  expect(open.count, 'subscriptions').to.equal(0);
  expect(watched.scheduler.actions, 'timers').to.deep.equal([]);
  for (const { signal, isOver } of attempts)
    expect(signal.aborted || isOver, 'a signal of an attempt in flight').to.equal(true);
};

const options = fc.record({
  concurrency: fc.constantFrom(1, 2, 100),
  onFailure: fc.constantFrom('stop' as const, 'continue' as const, 'hold' as const),
});

describe('a cancel', () => {
  it('at any frame of any run starts nothing afterwards, fires every signal, leaves nothing', () => {
    fc.assert(
      fc.property(randomTasks(), options, (tasks, options) => {
        const whole = seen(tasks, options);
        whole.watched.flush();
        const frames = new Set(whole.watched.events.map(({ time }) => time));
        for (const frame of frames)
          for (const cancelAt of [frame, frame + 0.5]) {
            const one = seen(tasks, options);
            const { watched, attempts } = one;
            let started = 0;
            let length = 0;
            const cancel = (): void => {
              watched.run.cancel();
              started = attempts.length;
              ({ length } = watched.events);
              expectNothingLeft({ ...one, watched });
            };
            // At the frame before anything else of it, and after all of it.
            watched.scheduler.maxFrames = cancelAt === frame ? frame - 0.5 : cancelAt;
            watched.flush();
            cancel();
            watched.scheduler.maxFrames = Infinity;
            watched.flush();
            expect(attempts).to.have.length(started);
            expect(watched.events).to.have.length(length);
            expect(watched.outcome).to.not.equal(undefined);
          }
      }),
      { numRuns: 60 },
    );
  });

  it('at any event of any run, made by a sink, starts nothing afterwards and leaves nothing', () => {
    fc.assert(
      fc.property(randomTasks(8), options, (tasks, options) => {
        const whole = seen(tasks, options);
        whole.watched.flush();
        // What happens while the run is made comes before anyone holds it.
        const early = whole.watched.events.filter(({ time }) => time === 0).length;
        for (let at = early; at < whole.watched.events.length; at += 1) {
          let started: number | undefined;
          const one: Seen = seen(tasks, {
            ...options,
            sinks: [
              ({ sequence }) => {
                if (sequence !== at) return;
                one.watched.run.cancel();
                started = one.attempts.length;
              },
            ],
          });
          one.watched.flush();
          expect(one.attempts).to.have.length(started ?? -1);
          expectNothingLeft(one);
          const { events } = one.watched;
          expect(events.map(({ sequence }) => sequence)).to.deep.equal([...events.keys()]);
          expect(events.at(-1)?.type).to.equal('run-finished');
          const ends = events.flatMap((event) =>
            event.type === 'task-cancelled' || event.type === 'task-finished' ? [event.task] : [],
          );
          expect(new Set(ends).size, 'one end for each').to.equal(ends.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('takes what waits for a slot out of the queue, and gives the slot to nobody', () => {
    const hands = new Hands();
    const { run } = new Watched(graphOf(all(hands.run, { a: {}, b: {}, c: {} })), {
      concurrency: 1,
    });
    run.cancel();
    expect(hands.started).to.deep.equal(['a']);
    expect(hands.stopped).to.deep.equal(['a']);
  });

  for (const retry of [undefined, { attempts: 1 }])
    it(`leaves all slots to others that share them, ${retry === undefined ? 'without' : 'with'} retries`, () => {
      const hands = new Hands();
      const slots = new Slots(1, new Map());
      const tasks = (...names: string[]): Graph =>
        graphOf(
          all(
            hands.run,
            Object.fromEntries(names.map((name) => [name, retry === undefined ? {} : { retry }])),
          ),
        );
      const holds = new Watched(tasks('holds'), { slots });
      const { run } = new Watched(tasks('waits', 'waits_too'), { slots });
      new Watched(tasks('next'), { slots });
      run.cancel();
      hands.finish('holds');
      expect(holds.outcome).to.equal('done');
      expect(hands.started).to.deep.equal(['holds', 'next']);
    });

  it('gives the slot of a task that has waited on once, also when it comes in the midst of its start', () => {
    const hands = new Hands();
    const slots = new Slots(1, new Map());
    new Watched(graphOf(all(hands.run, { holds: {} })), { slots });
    const waits: Watched = new Watched(graphOf(all(hands.run, { waits: {} })), {
      slots,
      sinks: [
        ({ type }) => {
          if (type === 'attempt-started') waits.run.cancel();
        },
      ],
    });
    new Watched(graphOf(all(hands.run, { next: {}, last: {} })), { slots });
    hands.finish('holds');
    expect(waits.outcome).to.equal('cancelled');
    expect(hands.atWork).to.deep.equal(['next']);
    hands.finish('next');
    expect(hands.atWork).to.deep.equal(['last']);
  });

  it('by what reads an input leaves the slot that was free', () => {
    const hands = new Hands();
    const slots = new Slots(1, new Map());
    const graph = graphOf({ first: { run: hands.run }, stops: { inputs: ['first.out'] } });
    const stops = new t.Type<unknown>(
      'stops',
      (value): value is unknown => value !== undefined,
      (value) => {
        watched.run.cancel();
        return t.success(value);
      },
      t.identity,
    );
    const watched: Watched = new Watched(
      {
        ...graph,
        components: graph.components.map((component) => ({
          ...component,
          runner: { ...component.runner, inputs: { 'first.out': stops } },
        })),
      },
      { slots },
    );
    hands.finish('first');
    expect(watched.outcome).to.equal('cancelled');
    new Watched(graphOf(all(hands.run, { next: {} })), { slots });
    expect(hands.atWork).to.deep.equal(['next']);
  });

  for (const [what, give] of [
    ['an Observable', () => new Observable<never>()],
    ['a promise', () => Promise.resolve({ out: 1 })],
    ['a value', () => ({ out: 1 })],
  ] as const)
    for (const concurrency of [1, undefined])
      it(`made by a runner at once is heeded, though it then gives ${what}, ${concurrency === undefined ? 'without' : 'with'} slots`, async () => {
        const hands = new Hands();
        let signal: AbortSignal | undefined;
        let isOpen = false;
        const watched: Watched = new Watched(
          graphOf({
            first: { run: hands.run },
            stops: {
              inputs: ['first.out'],
              run: (_, context) => {
                ({ signal } = context);
                watched.run.cancel();
                return what === 'an Observable'
                  ? new Observable(() => {
                      isOpen = true;
                      return () => {
                        isOpen = false;
                      };
                    })
                  : give();
              },
            },
            sibling: { inputs: ['first.out'] },
            below: { inputs: ['stops.out'] },
          }),
          concurrency === undefined ? {} : { concurrency },
        );
        hands.finish('first');
        await Promise.resolve();
        expect(watched.outcome).to.equal('cancelled');
        expect(watched.tasks('task-cancelled')).to.deep.equal(['stops', 'sibling', 'below']);
        expect(watched.tasks('attempt-started')).to.deep.equal(['first', 'stops']);
        expect(isOpen).to.equal(false);
        if (what !== 'a value') expect(signal?.aborted).to.equal(true);
      });

  it('made while another cancels does nothing', () => {
    const hands = new Hands();
    const watched: Watched = new Watched(
      graphOf({
        a: {
          run: () =>
            new Observable(() => () => {
              watched.run.cancel();
              hands.finish('b');
            }),
        },
        b: { run: hands.run },
        c: { inputs: ['b.out'] },
      }),
    );
    watched.run.cancel();
    watched.run.cancel();
    expect(watched.story.slice(3)).to.deep.equal([
      ...['cancelled a', 'cancelled b', 'cancelled c', 'cancelled'],
    ]);
  });

  it('ends a run that is done no more', () => {
    const watched = new Watched(graphOf({ a: {} }));
    watched.run.cancel();
    expect(watched.outcome).to.equal('done');
  });
});

describe('a consumable', () => {
  const got = (run: Run, name: string): string[] => {
    const story: string[] = [];
    run.consumable(name).subscribe({
      next: (value) => story.push(String(value)),
      error: (error: unknown) => story.push((error as RunError).message),
      complete: () => story.push('complete'),
    });
    return story;
  };
  const graph = (hands: Hands): Graph =>
    graphOf(all(hands.run, { a: {}, b: { inputs: ['a.out'] } }), {
      inputs: ['page'],
      outputs: ['b.out'],
    });

  it('gives its value to early and late subscribers', () => {
    const hands = new Hands();
    const { run } = new Watched(graph(hands), {}, { page: 7 });
    expect(got(run, 'page')).to.deep.equal(['7', 'complete']);
    const early = got(run, 'a.out');
    expect(early).to.deep.equal([]);
    hands.finish('a');
    expect(early).to.deep.equal(['a()', 'complete']);
    hands.finish('b');
    expect(got(run, 'a.out')).to.deep.equal(['a()', 'complete']);
    expect(got(run, 'b.out')).to.deep.equal(['b(a())', 'complete']);
  });

  it('errors where its task fails, or is skipped', () => {
    const hands = new Hands();
    const { run } = new Watched(graph(hands), { onFailure: 'continue' });
    const early = [got(run, 'a.out'), got(run, 'b.out')];
    hands.fail('a');
    for (const story of [...early, got(run, 'a.out'), got(run, 'b.out')])
      expect(story).to.deep.equal(['`a` failed: a broke']);
  });

  it('errors where the run ends before it is there', () => {
    const { run } = new Watched(graph(new Hands()));
    const early = got(run, 'b.out');
    run.cancel();
    for (const story of [early, got(run, 'b.out')])
      expect(story).to.deep.equal(['the run ended before `b.out` had a value']);
  });

  it('waits for what a restart brings', () => {
    const hands = new Hands();
    const { run } = new Watched(graph(hands), { onFailure: 'hold' });
    hands.fail('a');
    run.restart('a');
    const stories = [got(run, 'a.out'), got(run, 'b.out')];
    hands.finish('a');
    hands.finish('b');
    expect(stories).to.deep.equal([
      ['a()', 'complete'],
      ['b(a())', 'complete'],
    ]);
  });

  it('that the pipeline does not have is a mistake', () => {
    const { run } = new Watched(graph(new Hands()));
    expect(() => run.consumable('nobody.out')).to.throw(RangeError, 'no consumable `nobody.out`');
  });
});

describe('the outputs of a run', () => {
  it('come once, early or late', async () => {
    const hands = new Hands();
    const { run } = new Watched(graphOf({ a: { run: hands.run } }));
    const early = firstValueFrom(run.outputs$.pipe(toArray()));
    hands.finish('a');
    const late = firstValueFrom(run.outputs$.pipe(toArray()));
    for (const outputs of [early, late]) expect(await outputs).to.deep.equal([{ 'a.out': 'a()' }]);
  });

  it('are a promise too, early or late, which rejects where the run fails', async () => {
    const hands = new Hands();
    const { run } = new Watched(graphOf({ a: { run: hands.run } }));
    const early = run.outputs;
    hands.finish('a');
    expect([await early, await run.outputs]).to.deep.equal([
      { 'a.out': 'a()' },
      { 'a.out': 'a()' },
    ]);
    const cancelled = new Watched(graphOf({ a: { run: hands.run } })).run;
    cancelled.cancel();
    const error = await cancelled.outputs.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RunError).with.property('outcome', 'cancelled');
  });

  it('are not stopped by unsubscribing from them', () => {
    const watched = new Watched(graphOf({ a: { run: () => of({ out: 1 }) } }));
    watched.run.outputs$.subscribe().unsubscribe();
    expect(watched.outcome).to.equal('done');
  });
});

describe('a failure of no task', () => {
  it('ends the run as failed, and names the tasks at work', () => {
    const hands = new Hands();
    const watched = new Watched(
      graphOf({ first: { run: hands.run }, next: { inputs: ['first.out'] } }),
    );
    expect(watched.run.fail('the lamp is broken', 42)).to.equal(true);
    const { run, events, outcome, error } = watched;
    const told = events.find(({ type }) => type === 'stray-failure');
    expect(told).to.deep.include({ message: 'the lamp is broken', tasks: ['first'], error: 42 });
    expect(outcome).to.equal('failed');
    expect(error).to.include({ message: 'the lamp is broken', cause: 42 });
    expect(run.fail('too late')).to.equal(false);
  });
});

describe('the signal of a run', () => {
  const outcomeOf = (reason: unknown, isEarly: boolean): unknown[] => {
    const controller = new AbortController();
    if (isEarly) controller.abort(reason);
    const watched = new Watched(graphOf({ waits: { run: () => NEVER } }), {
      signal: controller.signal,
    });
    controller.abort(reason);
    return [watched.outcome, (watched.error as Error).message];
  };
  for (const isEarly of [false, true])
    it(`cancels it, also where it fired ${isEarly ? 'before' : 'after'} its start`, () => {
      expect(outcomeOf(undefined, isEarly)).to.deep.equal(['cancelled', 'the run was cancelled']);
      const timeout = new DOMException('', 'TimeoutError');
      expect(outcomeOf(timeout, isEarly)).to.deep.equal(['timeout', 'the run timed out']);
    });

  it('cancels it before `start` has returned', () => {
    const controller = new AbortController();
    const hands = new Hands();
    const watched = new Watched(
      graphOf({
        first: {
          run: () => {
            controller.abort();
            return { out: 1 };
          },
        },
        next: { run: hands.run },
      }),
      { signal: controller.signal },
    );
    expect(watched.outcome).to.equal('cancelled');
    expect(hands.started).to.deep.equal([]);
  });
});
