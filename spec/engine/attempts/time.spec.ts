import { expect } from 'chai';
import { concat, map, NEVER, of, timer } from 'rxjs';

import type { Values } from '../../../lib/engine/events/event.js';
import { retryDelay } from '../../../lib/engine/attempts/retry.js';
import { FinalError } from '../../../lib/runners/final-error.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { all, graphOf, type TaskOf, taking, trace, virtualTime, Watched } from '../rig.js';

const never: Runner['run'] = () => NEVER;

describe('a timeout', () => {
  it('fires per attempt, and aborts its signal', () => {
    const signals: AbortSignal[] = [];
    const watched = new Watched(
      graphOf({
        slow: {
          timeout: 50,
          retry: { attempts: 2 },
          run: (_, { signal }) => {
            signals.push(signal);
            return NEVER;
          },
        },
      }),
    ).flush();
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true, true]);
    expect(new Set(signals).size).to.equal(3);
    expect(watched.scheduler.frame).to.equal(150);
    expect(watched.events.find(({ type }) => type === 'task-failed')).to.deep.include({
      time: 150,
      failure: {
        ...{ kind: 'timeout', task: 'slow', attempt: 3, final: false },
        message: 'it took longer than 0.05 s',
        cause: (watched.error as { cause: unknown }).cause,
      },
    });
  });

  it('and a retry are those of the task, whoever else has the same runner', () => {
    const graph = graphOf({
      long: {},
      short: { timeout: 10 },
      shorter: { timeout: 5 },
      again: { timeout: 5, retry: { attempts: 2 } },
      fails: { retry: { attempts: 1 } },
    });
    const runner = {
      name: 'Shared',
      run: ((_, { component }) => {
        if (component === 'fails') throw new Error('broken');
        return NEVER;
      }) satisfies Runner['run'],
    };
    const watched = new Watched(
      { ...graph, components: graph.components.map((component) => ({ ...component, runner })) },
      { onFailure: 'continue' },
    ).flush();
    expect(
      watched.events.flatMap((event) =>
        event.type === 'task-failed' ? [[event.task, event.time, event.failure.attempt]] : [],
      ),
    ).to.deep.equal([
      ['fails', 0, 2],
      ['shorter', 5, 1],
      ['short', 10, 1],
      ['again', 15, 3],
    ]);
  });

  it('says of an attempt whose time is up what its runner said last', () => {
    const watched = new Watched(
      graphOf({
        slow: {
          timeout: 50,
          run: (_, { log, progress }) => {
            log('starts');
            progress(0.414);
            log('loads the weights');
            return NEVER;
          },
        },
      }),
    );
    watched.flush();
    expect((watched.error as Error).message).to.equal(
      '`slow` failed: it took longer than 0.05 s, at 41 %; it last said: loads the weights',
    );
  });

  it('aborts a signal also for a runner that asks for it only afterwards', () => {
    let late: (() => AbortSignal) | undefined;
    new Watched(
      graphOf({
        slow: {
          timeout: 50,
          run: (_, context) => {
            late = () => context.signal;
            return NEVER;
          },
        },
      }),
    ).flush();
    expect(late?.().aborted).to.equal(true);
  });

  it('drops a late result', async () => {
    let resolve: ((values: { out: string }) => void) | undefined;
    const run: Runner['run'] = () =>
      new Promise((done) => {
        resolve = done;
      });
    const watched = new Watched(graphOf({ slow: { timeout: 50, run } }), { onFailure: 'hold' });
    watched.flush();
    const { length } = watched.events;
    resolve?.({ out: 'late' });
    await Promise.resolve();
    expect(watched.run.state('slow')).to.equal('failed');
    expect(watched.events).to.have.length(length);
  });

  it('drops what a late attempt logs', () => {
    let log: ((message: string) => void) | undefined;
    const run: Runner['run'] = (_, context) => {
      ({ log } = context);
      log('in time');
      return NEVER;
    };
    const watched = new Watched(graphOf({ slow: { timeout: 50, run } }), { onFailure: 'hold' });
    watched.flush();
    log?.('late');
    expect(watched.tasks('attempt-log')).to.deep.equal(['slow']);
  });

  it('keeps no timer, whatever comes of the attempt', () => {
    const scheduler = virtualTime();
    const runners: Record<string, Runner['run']> = {
      sync: trace,
      soon: taking(10, scheduler),
      broken: () => {
        throw new Error('broken');
      },
      slow: never,
    };
    const watched = new Watched(
      graphOf(
        Object.fromEntries(
          Object.entries(runners).map(([name, run]): [string, TaskOf] => [
            name,
            { timeout: 50, run },
          ]),
        ),
        { timeout: 1000 },
      ),
      { scheduler, onFailure: 'continue' },
    );
    expect(scheduler.actions).to.have.length(4); // two timeouts, one at work, the run's deadline
    watched.flush();
    expect(scheduler.actions).to.deep.equal([]);
    expect(scheduler.frame).to.equal(50);
  });

  it('holds for an Observable that gives values but does not complete', () => {
    const watched = new Watched(
      graphOf({ live: { timeout: 50, run: () => concat(of({ out: 1 }), NEVER) } }),
    ).flush();
    expect(watched.outcome).to.equal('failed');
  });

  it('does not count the wait for a slot', () => {
    const scheduler = virtualTime();
    const watched = new Watched(
      graphOf({
        a: { run: taking(40, scheduler), timeout: 50 },
        b: { run: taking(40, scheduler), timeout: 50 },
      }),
      { scheduler, concurrency: 1 },
    ).flush();
    expect(watched.outcome).to.equal('done');
    expect(scheduler.frame).to.equal(80);
  });
});

describe('a retry', () => {
  const failing =
    (times: number, attempts: number[] = [], make = () => new Error('broken')): Runner['run'] =>
    (inputs, context) => {
      attempts.push(context.attempt);
      if (context.attempt <= times) throw make();
      return trace(inputs, context);
    };
  const starts = ({ events }: Watched): number[] =>
    events.filter(({ type }) => type === 'attempt-started').map(({ time }) => time);

  it('makes as many further attempts as declared, each numbered', () => {
    const attempts: number[] = [];
    const run = (times: number) =>
      new Watched(
        graphOf({ task: { run: failing(times, attempts), retry: { attempts: 3 } } }),
      ).flush();
    expect(run(3).outcome).to.equal('done');
    expect(attempts.splice(0)).to.deep.equal([1, 2, 3, 4]);
    const failed = run(4);
    expect(attempts).to.deep.equal([1, 2, 3, 4]);
    expect(failed.story).to.deep.equal([
      'run-started',
      ...['started task', 'failed task', 'started task', 'failed task', 'started task'],
      ...['failed task', 'started task', 'failed task', 'failed'],
    ]);
    expect(failed.tasks('attempt-failed')).to.have.length(3);
  });

  it('waits as declared: delay, backoff, at most maxDelay', () => {
    const at = (retry: TaskOf['retry']): number[] =>
      starts(new Watched(graphOf({ task: { run: failing(9), retry: retry ?? {} } })).flush());
    expect(at({ attempts: 3 })).to.deep.equal([0, 0, 0, 0]);
    expect(at({ attempts: 3, delay: 100 })).to.deep.equal([0, 100, 200, 300]);
    expect(at({ attempts: 3, delay: 100, backoff: 2 })).to.deep.equal([0, 100, 300, 700]);
    expect(at({ attempts: 4, delay: 100, backoff: 2, maxDelay: 250 })).to.deep.equal([
      ...[0, 100, 300, 550, 800],
    ]);
  });

  it('waits less by jitter, as chance has it', () => {
    const policy = { attempts: 3, delay: 100, backoff: 1, maxDelay: undefined, jitter: 0.5 };
    expect([0, 0.5, 1].map((chance) => retryDelay(policy, 1, chance))).to.deep.equal([100, 75, 50]);
    const retry = { attempts: 3, delay: 100, jitter: 0.5 };
    const graph = graphOf({
      task: { run: failing(99), retry },
      other: { run: failing(99), retry },
    });
    const of = (seed: number): number[] =>
      starts(new Watched(graph, { seed, onFailure: 'continue' }).flush());
    expect(of(7)).to.deep.equal(of(7)).and.to.not.deep.equal(of(8));
  });

  it('gives a runner numbers that follow from the seed, the task and the attempt alone', () => {
    const drawn = (seed: number, delay: number): Record<string, number[]> => {
      const numbers: Record<string, number[]> = {};
      const scheduler = virtualTime();
      const run: Runner['run'] = (inputs, context) => {
        const draw = (): void => {
          numbers[`${context.component} ${context.attempt}`] = [context.random(), context.random()];
        };
        return timer(context.component === 'a' ? delay : 5, context.scheduler).pipe(
          map(() => {
            draw();
            if (context.attempt === 1) throw new Error('once more');
            return trace(inputs, context) as Values;
          }),
        );
      };
      const graph = graphOf(
        all(run, { a: { retry: { attempts: 1 } }, b: { retry: { attempts: 1 } } }),
      );
      new Watched(graph, { seed, scheduler }).flush();
      return numbers;
    };
    const first = drawn(1, 1);
    expect(Object.keys(first)).to.deep.equal(['a 1', 'a 2', 'b 1', 'b 2']);
    expect(drawn(1, 9)).to.deep.equal(first);
    const all4 = Object.values(first).flat();
    expect(new Set(all4)).to.have.length(8);
    expect(all4.every((one) => one >= 0 && one < 1)).to.equal(true);
    expect(drawn(2, 1)).to.not.deep.equal(first);
  });

  it('waits no longer than a timer can, and a number of milliseconds', () => {
    const policy = { attempts: 9999, delay: 1000, backoff: 10, maxDelay: undefined, jitter: 0 };
    expect(retryDelay(policy, 9999, 0)).to.equal(2 ** 31 - 1);
    expect(retryDelay({ ...policy, delay: 0 }, 9999, 0)).to.equal(0);
  });

  it('is not made after a failure marked final', () => {
    const attempts: number[] = [];
    const make = () => new FinalError('never');
    const watched = new Watched(
      graphOf({ task: { run: failing(9, attempts, make), retry: { attempts: 3 } } }),
    ).flush();
    expect(attempts).to.deep.equal([1]);
    expect(watched.events.find(({ type }) => type === 'task-failed')).to.have.nested.include({
      'failure.final': true,
      'failure.attempt': 1,
    });
  });

  it('gives each attempt its own signal, which fires where it has failed, and before the next', () => {
    const signals: AbortSignal[] = [];
    new Watched(
      graphOf({
        task: {
          retry: { attempts: 2 },
          run: (inputs, context) => {
            expect(signals.every(({ aborted }) => aborted)).to.equal(true);
            signals.push(context.signal);
            return failing(2)(inputs, context);
          },
        },
      }),
    ).flush();
    expect(new Set(signals).size).to.equal(3);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true, false]);
  });

  it('stops what an attempt has started that left out an output', () => {
    let signal: AbortSignal | undefined;
    new Watched(
      graphOf({
        task: {
          run: (_, context) => {
            ({ signal } = context);
            return {};
          },
        },
      }),
    ).flush();
    expect(signal?.aborted).to.equal(true);
  });

  it('is given a signal that any number may listen to', async () => {
    const warnings: string[] = [];
    const warn = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', warn);
    new Watched(
      graphOf({
        task: {
          run: (_, { signal }) => {
            for (let at = 0; at < 20; at += 1) signal.addEventListener('abort', () => at);
            return { out: 1 };
          },
        },
      }),
    ).flush();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warn);
    expect(warnings).to.deep.equal([]);
  });

  it('is made after an attempt that left out an output', () => {
    const watched = new Watched(
      graphOf({
        task: {
          retry: { attempts: 1 },
          run: (inputs, context) => (context.attempt === 1 ? {} : trace(inputs, context)),
        },
      }),
    ).flush();
    expect(watched.outcome).to.equal('done');
    expect(watched.tasks('attempt-failed')).to.deep.equal(['task']);
  });

  it('holds no slot while it waits', () => {
    const scheduler = virtualTime();
    const watched = new Watched(
      graphOf({
        task: { run: failing(1), retry: { attempts: 1, delay: 100 } },
        other: { run: taking(30, scheduler) },
      }),
      { scheduler, concurrency: 1 },
    ).flush();
    expect(watched.outcome).to.equal('done');
    expect(starts(watched)).to.deep.equal([0, 0, 100]);
  });
});

describe('a deadline', () => {
  it('is for the whole run, and leaves no timer', () => {
    const scheduler = virtualTime();
    const graph = graphOf(
      { a: { run: taking(60, scheduler) }, b: { inputs: ['a.out'], run: never } },
      { timeout: 100 },
    );
    const watched = new Watched(graph, { scheduler }).flush();
    expect(watched.outcome).to.equal('timeout');
    expect(watched.error).to.include({ outcome: 'timeout', message: 'the run timed out' });
    expect(scheduler.frame).to.equal(100);
    expect(watched.events.at(-1)).to.deep.include({ outputs: { 'a.out': 'a()' } });
    expect(scheduler.actions).to.deep.equal([]);
  });

  it('also ends a run that is held', () => {
    const run = (): never => {
      throw new Error('broken');
    };
    const watched = new Watched(graphOf({ a: { run } }), { onFailure: 'hold', timeout: 100 });
    expect(watched.outcome).to.equal(undefined);
    expect(watched.flush().outcome).to.equal('timeout');
  });
});
