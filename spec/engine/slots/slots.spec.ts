import { expect } from 'chai';
import fc from 'fast-check';
import * as t from 'io-ts';
import { finalize, map, Observable, timer } from 'rxjs';

import { type Claim, Slots } from '../../../lib/engine/slots/slots.js';
import type { Values } from '../../../lib/engine/events/event.js';
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

type Wanted = Readonly<Record<string, number>>;

/** What is at work, as the runners themselves see it, and the most that ever was. */
class Load {
  readonly now = new Map<string, number>();
  readonly most = new Map<string, number>();

  change(wanted: Wanted, sign: 1 | -1): void {
    for (const [name, count] of Object.entries({ slots: 1, ...wanted })) {
      const load = (this.now.get(name) ?? 0) + sign * count;
      this.now.set(name, load);
      this.most.set(name, Math.max(load, this.most.get(name) ?? 0));
    }
  }

  free(limits: Wanted): Map<string, number> {
    return new Map(
      Object.entries(limits).map(([name, limit]) => [name, limit - (this.now.get(name) ?? 0)]),
    );
  }
}

// The rule, read off the waiting line: the first that could run, were it asked.
const couldRun = (
  waiting: readonly RandomTask[],
  free: ReadonlyMap<string, number>,
): string | undefined => {
  const wanted = new Set<string>();
  if ((free.get('slots') ?? 0) < 1) return undefined;
  for (const { name, resources } of waiting) {
    const names = Object.keys(resources);
    if (names.every((one) => !wanted.has(one) && (free.get(one) ?? 0) >= (resources[one] ?? 0)))
      return name;
    for (const one of names) wanted.add(one);
  }
  return undefined;
};

describe('slots', () => {
  it('are never more at work than allowed, nor idle while something ready could run', () => {
    fc.assert(
      fc.property(randomTasks(25), fc.integer({ min: 1, max: 6 }), (tasks, concurrency) => {
        const scheduler = virtualTime();
        const load = new Load();
        const limits = { ...pool, slots: concurrency };
        const run =
          ({ time, resources }: RandomTask): typeof trace =>
          (inputs, context) => {
            load.change(resources, 1);
            return timer(time, scheduler).pipe(
              map(() => trace(inputs, context) as Values),
              finalize(() => {
                load.change(resources, -1);
              }),
            );
          };
        const watched = new Watched(
          graphOf(
            byName(tasks, (task) => ({ run: run(task), resources: task.resources })),
            { inputs: ['source'], resources: pool },
          ),
          { scheduler, concurrency },
        );
        const byTask = new Map(tasks.map((task) => [task.name, task]));
        // After each frame: who has claimed and is not at work, in the order of the claims.
        for (;;) {
          const started = new Set(watched.tasks('attempt-started'));
          const waiting = watched
            .tasks('task-waiting')
            .filter((name) => !started.has(name))
            .flatMap((name) => byTask.get(name) ?? []);
          expect(couldRun(waiting, load.free(limits)), 'left idle').to.equal(undefined);
          const [next] = scheduler.actions;
          if (next === undefined) break;
          scheduler.maxFrames = (next as unknown as { delay: number }).delay;
          scheduler.flush();
        }
        for (const [name, most] of load.most)
          expect(most, name).to.be.at.most((limits as Wanted)[name] ?? 0);
        // Neither starvation nor deadlock: everything has had its turn.
        expect(watched.outcome).to.equal('done');
        expect(watched.tasks('task-finished')).to.have.length(tasks.length);
      }),
      { numRuns: 200 },
    );
  });

  it('are free again, with all that the attempt held, before the next one starts', () => {
    const scheduler = virtualTime();
    const open = { count: 0 };
    let most = 0;
    const run = taking(
      5,
      scheduler,
      (inputs, context) => {
        most = Math.max(most, open.count);
        return trace(inputs, context);
      },
      open,
    );
    const counted: typeof trace = (inputs, context) =>
      new Observable<Values>((subscriber) => {
        expect(open.count).to.equal(0);
        return (run(inputs, context) as Observable<Values>).subscribe(subscriber);
      });
    const watched = new Watched(
      graphOf({ a: { run: counted }, b: { run: counted }, c: { run: counted, inputs: ['a.out'] } }),
      { scheduler, concurrency: 1 },
    ).flush();
    expect(watched.outcome).to.equal('done');
    expect(most).to.equal(1);
  });

  it('are given in the order of readiness, and of the declaration among equals', () => {
    const hands = new Hands();
    new Watched(
      graphOf(
        all(hands.run, {
          below: { inputs: ['second.out'] },
          first: {},
          second: {},
          third: {},
        }),
      ),
      { concurrency: 1 },
    );
    for (const task of ['first', 'second', 'third']) hands.finish(task);
    expect(hands.started).to.deep.equal(['first', 'second', 'third', 'below']);
  });

  it('are not held by a task that waits for its inputs', () => {
    const hands = new Hands();
    new Watched(graphOf(all(hands.run, { a: {}, b: { inputs: ['a.out'] }, c: {} })), {
      concurrency: 2,
    });
    expect(hands.atWork).to.deep.equal(['a', 'c']);
  });

  it('let others pass one that waits for a resource, save those that want it too', () => {
    const hands = new Hands();
    new Watched(
      graphOf(
        all(hands.run, {
          holds: { resources: { gpu: 1 } },
          wants_both: { resources: { gpu: 2 } },
          wants_one: { resources: { gpu: 1 } },
          wants_more: { resources: { tape: 1, gpu: 1 } },
          wants_tape: { resources: { tape: 1 } },
          wants_disk: { resources: { disk: 1 } },
          wants_none: {},
        }),
        { resources: { gpu: 2, disk: 1, tape: 1 } },
      ),
    );
    // `wants_tape` stands behind `wants_more`, which wants the tape too.
    expect(hands.started).to.deep.equal(['holds', 'wants_disk', 'wants_none']);
    hands.finish('holds');
    expect(hands.started.slice(3)).to.deep.equal(['wants_both']);
    hands.finish('wants_both');
    expect(hands.started.slice(4)).to.deep.equal(['wants_one', 'wants_more']);
    hands.finish('wants_more');
    expect(hands.started.slice(6)).to.deep.equal(['wants_tape']);
  });

  it('are taken with the resources of the task, whoever else has the same runner', () => {
    const hands = new Hands();
    const graph = graphOf(
      {
        holds: { resources: { gpu: 2 } },
        wants_gpu: { resources: { gpu: 1 } },
        wants_both: { resources: { gpu: 1, disk: 1 } },
        wants_disk: { resources: { disk: 1 } },
        wants_two: { resources: { disk: 2 } },
        wants_none: {},
      },
      { resources: { gpu: 2, disk: 2 } },
    );
    const runner = { name: 'Shared', run: hands.run };
    new Watched({
      ...graph,
      components: graph.components.map((component) => ({ ...component, runner })),
    });
    // `wants_disk` stands behind `wants_both`, which wants the disk too, as does `wants_two`.
    expect(hands.started).to.deep.equal(['holds', 'wants_none']);
    hands.finish('holds');
    expect(hands.started.slice(2)).to.deep.equal(['wants_gpu', 'wants_both', 'wants_disk']);
    hands.finish('wants_both');
    expect(hands.atWork).to.deep.equal(['wants_none', 'wants_gpu', 'wants_disk']);
    hands.finish('wants_disk');
    expect(hands.started.slice(5)).to.deep.equal(['wants_two']);
  });

  it('are not waited for with a value that its port refuses', () => {
    const hands = new Hands();
    const graph = graphOf(
      { holds: { run: hands.run }, refuses: { inputs: ['page'], run: hands.run } },
      { inputs: ['page'], concurrency: 1 },
    );
    const watched = new Watched(
      {
        ...graph,
        components: graph.components.map((component) => ({
          ...component,
          runner: { ...component.runner, inputs: { page: t.number } },
        })),
      },
      { onFailure: 'continue' },
      { page: 'one' },
    );
    expect(hands.atWork).to.deep.equal(['holds']);
    const failed = watched.events.find(({ type }) => type === 'task-failed');
    expect(failed).to.have.nested.include({ task: 'refuses', 'failure.attempt': 1 });
    expect(watched.tasks('task-waiting')).to.deep.equal([]);
  });

  it('come back from attempts that fail, are timed out or are retried', () => {
    const scheduler = virtualTime();
    const broken: typeof trace = () => {
      throw new Error('broken');
    };
    const watched = new Watched(
      graphOf(
        {
          a: { run: broken, retry: { attempts: 2, delay: 5 }, resources: { gpu: 1 } },
          b: { run: taking(50, scheduler), timeout: 10, resources: { gpu: 1 } },
          c: { run: taking(10, scheduler, broken), resources: { gpu: 1 } },
          d: { resources: { gpu: 1 } },
        },
        { resources: { gpu: 1 } },
      ),
      { scheduler, onFailure: 'continue' },
    ).flush();
    expect(watched.tasks('task-finished')).to.deep.equal(['d']);
    expect(watched.outcome).to.equal('failed');
  });

  it('are waited for anew by an attempt that is made again', () => {
    const scheduler = virtualTime();
    let calls = 0;
    const watched = new Watched(
      graphOf({
        a: {
          retry: { attempts: 1 },
          run: taking(10, scheduler, (inputs, context) => {
            calls += 1;
            if (calls === 1) throw new Error('broken');
            return trace(inputs, context);
          }),
        },
        b: { run: taking(50, scheduler) },
      }),
      { scheduler, concurrency: 1 },
    ).flush();
    expect(watched.outcome).to.equal('done');
    expect(watched.tasks('attempt-started')).to.deep.equal(['a', 'b', 'a']);
    expect(scheduler.frame).to.equal(70);
  });

  it('come back from a task that waited and then gives a promise that cannot be asked', () => {
    const scheduler = virtualTime();
    const watched = new Watched(
      graphOf({
        holds: { run: taking(5, scheduler) },
        broken: {
          run: () => ({
            get then() {
              return () => {
                throw new Error('no promise');
              };
            },
          }),
        },
        last: {},
      }),
      { scheduler, concurrency: 1, onFailure: 'continue' },
    ).flush();
    expect(watched.tasks('task-failed')).to.deep.equal(['broken']);
    expect(watched.tasks('task-finished')).to.deep.equal(['holds', 'last']);
  });

  it('come back from runners that end at once, whoever grants them', () => {
    const scheduler = virtualTime();
    const once: typeof trace = (inputs, context) => {
      if (context.attempt === 1) throw new Error('broken');
      return trace(inputs, context);
    };
    const tasks = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `t${index}`,
        { run: once, retry: { attempts: 1, delay: 10 } },
      ]),
    );
    const watched = new Watched(graphOf(tasks), { scheduler, concurrency: 1 }).flush();
    expect(watched.outcome).to.equal('done');
  });

  it('take back a claim once, granted or not', () => {
    const slots = new Slots(1, new Map());
    const granted: string[] = [];
    const claim = (name: string): Claim => {
      const one: Claim = {
        resources: [],
        rank: 0,
        order: 0,
        state: 'waiting',
        grant: () => granted.push(name),
      };
      slots.acquire(one);
      return one;
    };
    const [a, b, c] = [claim('a'), claim('b'), claim('c')];
    slots.release(b);
    slots.release(a);
    slots.release(a);
    expect(granted).to.deep.equal(['a', 'c']);
    claim('d');
    slots.release(c);
    expect(granted).to.deep.equal(['a', 'c', 'd']);
  });
});
