import { expect } from 'chai';
import fc from 'fast-check';

import { RunError } from '../../lib/engine/failure.js';
import { UnknownTaskError } from '../../lib/engine/check-options.js';
import type { Run } from '../../lib/engine/run/run.js';
import { Slots } from '../../lib/engine/slots/slots.js';
import {
  all,
  byName,
  graphOf,
  Hands,
  pool,
  randomTasks,
  taking,
  trace,
  virtualTime,
  Watched,
} from './rig.js';

const causes = ({ events }: Watched): Record<string, string> =>
  Object.fromEntries(
    events.flatMap((event) =>
      event.type === 'task-skipped' ? [[event.task, event.cause.task]] : [],
    ),
  );

describe('a failure', () => {
  //  broken ─→ below ─┐
  //  slow ────────────┴→ both          other → after_other
  const tasks = {
    broken: {},
    slow: {},
    other: {},
    below: { inputs: ['broken.out'] },
    both: { inputs: ['slow.out', 'below.out'] },
    after_other: { inputs: ['other.out'] },
  };

  it('stops the rest, by default', () => {
    const hands = new Hands();
    const watched = new Watched(graphOf(all(hands.run, tasks)));
    hands.finish('other');
    hands.fail('broken');
    expect(watched.outcome).to.equal('failed');
    expect(hands.stopped).to.have.members(['slow', 'after_other']);
    expect(hands.contexts.get('slow')?.signal.aborted).to.equal(true);
    expect(watched.tasks('task-cancelled')).to.have.members(['slow', 'after_other']);
    expect(causes(watched)).to.deep.equal({ below: 'broken', both: 'broken' });
    expect(watched.events.at(-1)).to.deep.include({ outputs: { 'other.out': 'other()' } });
    const error = watched.error as RunError;
    expect(error).to.be.instanceOf(RunError);
    expect(error.message).to.equal('`broken` failed: broken broke');
    expect((error.cause as Error).message).to.equal('broken broke');
    expect(error.failures.map(({ task }) => task)).to.deep.equal(['broken']);
  });

  it('stops the rest in the same way where the runner is synchronous', () => {
    const hands = new Hands();
    const run = (): never => {
      throw new Error('at once');
    };
    const watched = new Watched(
      graphOf({ slow: { run: hands.run }, ...all(trace, tasks), broken: { run } }),
    );
    expect(causes(watched)).to.deep.equal({ below: 'broken', both: 'broken' });
    expect(watched.outcome).to.equal('failed');
  });

  it('lets finish what can be finished, with `continue`', () => {
    const hands = new Hands();
    const watched = new Watched(graphOf(all(hands.run, tasks)), { onFailure: 'continue' });
    hands.fail('broken');
    hands.finish('other');
    hands.finish('after_other');
    expect(watched.outcome).to.equal(undefined);
    hands.finish('slow');
    expect(watched.outcome).to.equal('failed');
    expect(causes(watched)).to.deep.equal({ below: 'broken', both: 'broken' });
    expect(watched.events.at(-1))
      .to.have.property('outputs')
      .that.has.all.keys(...['slow.out', 'other.out', 'after_other.out']);
  });

  it('leaves the run open, with `hold`, for an end', () => {
    const hands = new Hands();
    const watched = new Watched(graphOf(all(hands.run, tasks)), { onFailure: 'hold' });
    hands.fail('broken');
    for (const task of ['slow', 'other', 'after_other']) hands.finish(task);
    expect(watched.outcome).to.equal(undefined);
    watched.run.cancel();
    expect(watched.outcome).to.equal('cancelled');
    expect((watched.error as RunError).failures).to.have.length(1);
  });

  //  first (fails) ─→ below ─┐
  //  second (fails) ─────────┴→ both → last
  it('names the first cause in all that is skipped', () => {
    const hands = new Hands();
    const watched = new Watched(
      graphOf(
        all(hands.run, {
          first: {},
          second: {},
          below: { after: ['first'], outputs: [] },
          both: { inputs: ['second.out'], after: ['below'] },
          last: { inputs: ['both.out'] },
        }),
      ),
      { onFailure: 'continue' },
    );
    hands.fail('first');
    hands.fail('second');
    expect(causes(watched)).to.include({ below: 'first' });
    expect(causes(watched).last).to.equal(causes(watched).both);
    expect((watched.error as RunError).failures.map(({ task }) => task)).to.deep.equal([
      'first',
      'second',
    ]);
  });

  it('that is told of a run is that of its first output, whichever came first', () => {
    const hands = new Hands();
    const watched = new Watched(graphOf(all(hands.run, { slow: {}, quick: {} })), {
      onFailure: 'continue',
    });
    hands.fail('quick');
    hands.fail('slow');
    const { message, failures } = watched.error as RunError;
    expect(message).to.equal('`slow` failed: slow broke');
    expect(failures.map(({ task }) => task)).to.deep.equal(['slow', 'quick']);
  });

  it('skips what waits for the end of a task that publishes nothing', () => {
    const hands = new Hands();
    const watched = new Watched(
      graphOf(all(hands.run, { checks: { outputs: [] }, sends: { after: ['checks'] } })),
      { onFailure: 'continue' },
    );
    hands.fail('checks');
    expect(causes(watched)).to.deep.equal({ sends: 'checks' });
    expect(hands.started).to.deep.equal(['checks']);
  });

  it('is told also to who asks for the value only afterwards', () => {
    const hands = new Hands();
    const { run } = new Watched(graphOf(all(hands.run, tasks)), { onFailure: 'hold' });
    hands.fail('broken');
    const told: unknown[] = [];
    for (const name of ['broken.out', 'below.out'])
      run.consumable(name).subscribe({
        error: (error: unknown) => {
          told.push((error as Error).message);
        },
      });
    expect(told).to.deep.equal(['`broken` failed: broken broke', '`broken` failed: broken broke']);
  });
});

describe('a restart', () => {
  const held = (tasks: Parameters<typeof all>[1]) => {
    const hands = new Hands();
    const watched = new Watched(graphOf(all(hands.run, tasks)), { onFailure: 'hold' });
    return { hands, watched, run: watched.run };
  };

  //  first → broken → below ─┐
  //  other ──────────────────┴→ last
  it('runs the failed task and what lies below it, once, and the run then finishes', () => {
    const { hands, watched, run } = held({
      first: {},
      other: {},
      broken: { inputs: ['first.out'] },
      below: { inputs: ['broken.out'] },
      last: { inputs: ['below.out', 'other.out'] },
    });
    hands.finish('first');
    hands.finish('other');
    hands.fail('broken');
    expect(causes(watched)).to.deep.equal({ below: 'broken', last: 'broken' });
    run.restart('broken');
    expect(watched.events.at(-2)).to.deep.include({ task: 'broken', below: ['below', 'last'] });
    for (const task of ['broken', 'below', 'last']) hands.finish(task);
    expect(hands.started).to.deep.equal(['first', 'other', 'broken', 'broken', 'below', 'last']);
    expect(watched.outcome).to.equal('done');
    expect(watched.outputs).to.have.property('last.out', 'last(below(broken(first())),other())');
  });

  //  broken ─┐
  //  slow ───┴→ both → last
  it('does not start early what still waits for something else', () => {
    const { hands, watched, run } = held({
      broken: {},
      slow: {},
      both: { inputs: ['broken.out', 'slow.out'], after: ['broken'] },
      last: { inputs: ['both.out'] },
    });
    hands.fail('broken');
    run.restart('broken');
    hands.finish('broken');
    expect(hands.atWork).to.deep.equal(['slow']);
    hands.finish('slow');
    hands.finish('both');
    hands.finish('last');
    expect(watched.outputs).to.have.property('last.out', 'last(both(broken(),slow()))');
  });

  //  one (fails) ─┐
  //  two (fails) ─┴→ both → last
  it('of two that have failed runs what lies below both when both have finished', () => {
    for (const order of [
      ['one', 'two'],
      ['two', 'one'],
    ]) {
      const { hands, watched, run } = held({
        one: {},
        two: {},
        both: { inputs: ['one.out', 'two.out'] },
        last: { inputs: ['both.out'] },
      });
      hands.fail('one');
      hands.fail('two');
      run.restart('one');
      run.restart('two');
      for (const task of order) hands.finish(task);
      hands.finish('both');
      hands.finish('last');
      expect(watched.outcome).to.equal('done');
      expect(watched.outputs).to.have.property('last.out', 'last(both(one(),two()))');
      expect(hands.started).to.deep.equal(['one', 'two', 'one', 'two', 'both', 'last']);
    }
  });

  it('of one of two that have failed skips again what lies below the other', () => {
    const { hands, watched, run } = held({
      one: {},
      two: {},
      both: { inputs: ['one.out', 'two.out'] },
    });
    hands.fail('one');
    hands.fail('two');
    run.restart('one');
    hands.finish('one');
    expect(causes(watched)).to.deep.equal({ both: 'two' });
    run.restart('two');
    hands.finish('two');
    hands.finish('both');
    expect(watched.outcome).to.equal('done');
  });

  it('can be made again where the task fails again', () => {
    const { hands, watched, run } = held({ broken: {}, below: { inputs: ['broken.out'] } });
    for (let time = 0; time < 3; time += 1) {
      hands.fail('broken');
      run.restart('broken');
    }
    hands.finish('broken');
    hands.finish('below');
    expect(watched.outcome).to.equal('done');
    expect(watched.tasks('task-skipped')).to.deep.equal(['below', 'below', 'below']);
  });

  //         ┌→ below ─┐
  //  broken ┴→ also ──┴→ last
  for (const [type, task] of [
    ['task-failed', 'broken'],
    ['task-skipped', 'below'],
    ['task-skipped', 'also'],
    ['task-skipped', 'last'],
  ] as const)
    for (const isSynchronous of [false, true])
      it(`can be made by a sink at ${type} of ${task}, ${isSynchronous ? '' : 'a'}synchronously`, () => {
        const hands = new Hands();
        let times = 0;
        let isReady = false;
        const graph = graphOf({
          start: { run: hands.run },
          broken: {
            inputs: ['start.out'],
            run: (inputs, context) => {
              times += 1;
              if (times === 1) throw new Error('broken');
              return isSynchronous ? trace(inputs, context) : hands.run(inputs, context);
            },
          },
          below: { inputs: ['broken.out'] },
          also: { inputs: ['broken.out'] },
          last: { inputs: ['below.out', 'also.out'] },
        });
        const watched: Watched = new Watched(graph, {
          onFailure: 'hold',
          sinks: [
            (event) => {
              if (event.type !== type || event.task !== task || isReady) return;
              isReady = true;
              watched.run.restart('broken');
            },
          ],
        });
        hands.finish('start');
        if (!isSynchronous) hands.finish('broken');
        expect(watched.story).to.not.include('sink-failed');
        expect(watched.outcome).to.equal('done');
        expect(watched.outputs).to.have.property(
          'last.out',
          'last(below(broken(start())),also(broken(start())))',
        );
        expect(watched.tasks('task-finished')).to.deep.equal([
          ...['start', 'broken', 'below', 'also', 'last'],
        ]);
      });

  it('made while the failed attempt holds its slot leaves the new one to be cancelled', () => {
    const hands = new Hands();
    const slots = new Slots(1, new Map());
    const watched: Watched = new Watched(graphOf(all(hands.run, { broken: {} })), {
      slots,
      onFailure: 'hold',
      sinks: [
        ({ type }) => {
          if (type === 'task-failed') watched.run.restart('broken');
        },
      ],
    });
    hands.fail('broken');
    expect(hands.started).to.deep.equal(['broken', 'broken']);
    watched.run.cancel();
    expect(hands.stopped).to.deep.equal(['broken']);
    new Watched(graphOf(all(hands.run, { next: {} })), { slots });
    expect(hands.started).to.deep.equal(['broken', 'broken', 'next']);
  });

  it('of whatever fails, whenever it comes, leads to the results of a run without failures', () => {
    fc.assert(
      fc.property(
        randomTasks(15),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(1, 3, 100),
        (tasks, waits, concurrency) => {
          const runOnce = (isFailing: boolean): Watched => {
            const scheduler = virtualTime();
            const calls = new Map<string, number>();
            let failures = 0;
            const watched: Watched = new Watched(
              graphOf(
                byName(tasks, ({ time, failing, resources }) => ({
                  resources,
                  run: taking(time, scheduler, (inputs, context) => {
                    const call = (calls.get(context.component) ?? 0) + 1;
                    calls.set(context.component, call);
                    if (isFailing && call <= failing) throw new Error('broken');
                    return trace(inputs, context);
                  }),
                })),
                { inputs: ['source'], resources: pool },
              ),
              {
                scheduler,
                concurrency,
                onFailure: 'hold',
                sinks: [
                  (event) => {
                    if (event.type !== 'task-failed') return;
                    const wait = waits[failures % waits.length] ?? 0;
                    failures += 1;
                    const restart = (): void => {
                      watched.run.restart(event.task);
                    };
                    if (wait === 9) restart();
                    else scheduler.schedule(restart, wait);
                  },
                ],
              },
              { source: 'S' },
            );
            return watched.flush();
          };
          const watched = runOnce(true);
          expect(watched.outcome).to.equal('done');
          expect(watched.outputs).to.deep.equal(runOnce(false).outputs);
          expect(watched.tasks('task-finished')).to.have.members(tasks.map(({ name }) => name));
          expect(watched.story).to.not.include('sink-failed');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('of something that has not failed throws', () => {
    const { hands, run } = held({ broken: {}, slow: {}, below: { inputs: ['broken.out'] } });
    const restart = (one: Run, task: string) => () => {
      one.restart(task);
    };
    hands.fail('broken');
    expect(restart(run, 'slaw')).to.throw(
      UnknownTaskError,
      'the pipeline has no task `slaw`; did you mean `slow`?',
    );
    expect(restart(run, 'broken/slow')).to.throw(
      UnknownTaskError,
      'the pipeline has no task `broken/slow`',
    );
    expect(restart(run, 'broken[0]')).to.throw(
      UnknownTaskError,
      'the pipeline has no task `broken[0]`',
    );
    for (const task of ['slow', 'below'])
      expect(restart(run, task)).to.throw(RangeError, `\`${task}\` has not failed`);
    run.restart('broken');
    expect(restart(run, 'broken')).to.throw(RangeError, '`broken` has not failed');
    run.cancel();
    expect(restart(run, 'broken')).to.throw(RangeError, 'the run has ended');
  });
});
