import { expect } from 'chai';

import type { EventBody } from '../../../lib/engine/events/event.js';
import { recorded, type RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';
import { Account } from '../../../lib/sinks/report/account.js';
import type { NamedText, ReportData, TaskData } from '../../../lib/sinks/report/report-data.js';
import type { RunOptions } from '../../../lib/engine/run/run-options.js';
import type { Runner } from '../../../lib/runners/runner.js';
import {
  graphOf,
  Hands,
  type PipelineOf,
  taking,
  type TaskOf,
  virtualTime,
} from '../../engine/rig.js';
import { Watched } from '../../engine/rig.js';

const account = (watched: Watched): ReportData => {
  const all = new Account();
  for (const event of watched.events) all.add(recorded(event));
  return all.data();
};

const run = (
  tasks: (scheduler: ReturnType<typeof virtualTime>) => Record<string, TaskOf>,
  pipeline: PipelineOf = {},
  options: RunOptions = {},
): Watched => {
  const scheduler = virtualTime();
  return new Watched(graphOf(tasks(scheduler), pipeline), {
    onFailure: 'continue',
    ...options,
    scheduler,
  });
};

const taskOf = (data: ReportData, name: string): TaskData => {
  const found = data.tasks.find((task) => task.name === name);
  if (found === undefined) throw new Error(`no task ${name}`);
  return found;
};

const broken =
  (text = 'it broke'): Runner['run'] =>
  () => {
    throw new Error(text);
  };

describe('the account of a run', () => {
  it('says when each attempt began and ended, and what was waited for', () => {
    const data = account(
      run(
        (scheduler) => {
          const fails = (times: number): Runner['run'] =>
            taking(10, scheduler, (_, { attempt, outputs }) => {
              if (attempt <= times) throw new Error(`no luck at ${attempt}`);
              return Object.fromEntries(outputs.map((port) => [port, attempt]));
            });
          return {
            a: { run: taking(30, scheduler) },
            b: { run: fails(1), retry: { attempts: 1, delay: 100 } },
          };
        },
        { concurrency: 1 },
      ).flush(),
    );
    expect(data).to.deep.include({ outcome: 'done', duration: 150, chain: [1], notes: [] });
    expect(taskOf(data, 'a')).to.deep.include({
      state: 'finished',
      attempts: [{ number: 1, from: 0, to: 30, end: 'finished', inputs: [] }],
      waits: [],
    });
    const b = taskOf(data, 'b');
    expect(b.waits).to.deep.equal([
      ['slot', 0, 30],
      ['retry', 40, 140],
    ]);
    expect(b.attempts.map(({ number, from, to, end }) => [number, from, to, end])).to.deep.equal([
      [1, 30, 40, 'failed'],
      [2, 140, 150, 'finished'],
    ]);
    expect(b.attempts[0]?.failure?.message).to.equal('no luck at 1');
    expect(b.attempts[1]).not.to.have.property('inputs');
    expect(b.retry).to.equal('up to 1 more, after 100 ms');
  });

  it('tells an attempt whose maker was lost from one that was cancelled', () => {
    const all = new Account();
    const watched = run(() => ({ a: {} })).flush();
    const isOf = (type: string) => watched.events.find((event) => event.type === type);
    const lost: EventBody = {
      type: 'attempt-lost',
      task: 'a',
      attempt: 1,
      reason: 'it was killed',
    };
    for (const event of [isOf('run-started'), isOf('attempt-started')])
      if (event !== undefined) all.add(recorded(event));
    all.add({ ...lost, run: 'r', time: 5, sequence: 3 });
    const [task] = all.data().tasks;
    expect(task?.attempts.map(({ end }) => end)).to.deep.equal(['lost']);
    expect(task?.logs.map(([, , message]) => message)).to.deep.equal(['it was killed']);
  });

  it('keeps each value once, and says what came from where', () => {
    const data = account(
      run(() => ({
        a: { run: () => ({ out: 'one text' }) },
        b: { inputs: ['a.out'], run: ({ 'a.out': text }) => ({ out: text }) },
      })).flush(),
    );
    expect(data.texts).to.deep.equal([['text', 'one text']]);
    expect(taskOf(data, 'b')).to.deep.include({
      wires: { 'a.out': { of: [['a.out', 0]] } },
      needs: [0],
      outputs: [['out', 0]],
    });
    expect(data.outputs).to.deep.equal([
      ['a.out', 0],
      ['b.out', 0],
    ]);
  });

  it('tells failed tasks, those skipped for them, and what ran all the same', () => {
    const data = account(
      run(() => ({
        a: { run: broken() },
        b: { inputs: ['a.out'] },
        c: { inputs: ['b.out'] },
        d: {},
      })).flush(),
    );
    expect(data.outcome).to.equal('failed');
    expect(data.tasks.map(({ name, state, cause }) => [name, state, cause])).to.deep.equal([
      ['a', 'failed', undefined],
      ['d', 'finished', undefined],
      ['b', 'skipped', 0],
      ['c', 'skipped', 0],
    ]);
    expect(taskOf(data, 'a').failure).to.include({ message: 'it broke', attempt: 1 });
  });

  it('tells what was at work, waiting and yet to start when the run was cancelled', () => {
    const watched = run(
      (scheduler) => ({
        a: { run: taking(50, scheduler) },
        b: {},
        c: { inputs: ['a.out'] },
      }),
      { concurrency: 1 },
    );
    watched.scheduler.schedule(() => {
      watched.run.cancel();
    }, 20);
    const data = account(watched.flush());
    expect(data).to.include({ outcome: 'cancelled', duration: 20 });
    expect(data.tasks.map(({ state }) => state)).to.deep.equal(Array(3).fill('cancelled'));
    expect(taskOf(data, 'a').attempts).to.deep.include.members([
      { number: 1, from: 0, to: 20, end: 'cancelled', inputs: [] },
    ]);
    expect(taskOf(data, 'b').waits).to.deep.equal([['slot', 0, 20]]);
  });

  it('tells what a task waits for that somebody has to see to, while it does', () => {
    const hands = new Hands();
    const watched = run(() => ({ a: { run: hands.run } }));
    hands.finish('a');
    const [began, started, finished, ended] = watched.events.map((event) => recorded(event));
    const waiting: RecordedEvent = {
      ...{ run: began?.run ?? '', sequence: 1, time: began?.time ?? 0 },
      type: 'task-waiting',
      task: 'a',
      reason: 'no worker is available',
    };
    const told = new Account();
    const waitsFor = (...events: readonly (RecordedEvent | undefined)[]): string | undefined => {
      for (const event of events) if (event !== undefined) told.add(event);
      return taskOf(told.data(), 'a').waitsFor;
    };
    expect(waitsFor(began, waiting)).to.equal('no worker is available');
    expect(waitsFor(started)).to.equal(undefined);
    expect(waitsFor(finished, ended)).to.equal(undefined);
  });

  it('tells a restart, and what came of it', () => {
    const hands = new Hands();
    const watched = run(
      () => ({ a: { run: hands.run }, b: { inputs: ['a.out'] } }),
      {},
      { onFailure: 'hold' },
    ).flush();
    hands.fail('a');
    watched.flush();
    watched.run.restart('a');
    watched.flush();
    hands.finish('a');
    const data = account(watched.flush());
    expect(data.outcome).to.equal('done');
    expect(taskOf(data, 'a')).to.deep.include({ state: 'finished', restarts: [0] });
    expect(taskOf(data, 'a').attempts.map(({ end }) => end)).to.deep.equal(['failed', 'finished']);
    expect(taskOf(data, 'a')).not.to.have.property('failure');
    expect(taskOf(data, 'b')).to.include({ state: 'finished' });
    expect(taskOf(data, 'b')).not.to.have.property('cause');
  });

  it('is of as much as there is where the record breaks off', () => {
    const watched = run((scheduler) => ({
      a: { run: taking(10, scheduler) },
      b: { inputs: ['a.out'], run: taking(10, scheduler) },
      c: { inputs: ['b.out'] },
    })).flush();
    const all = new Account();
    for (const event of watched.events.slice(0, 4)) all.add(recorded(event));
    const data = all.data();
    expect(data.outcome).to.equal('unfinished');
    expect(data.tasks.map(({ state }) => state)).to.deep.equal(['finished', 'running', 'pending']);
    expect(data.notes).to.deep.equal([
      'The record is incomplete: the run was killed, or is still at work.',
    ]);
  });

  it('tells what no output that was asked for needs', () => {
    const data = account(
      run(() => ({ a: {}, b: {} }), { outputs: ['a.out', 'b.out'] }, { only: ['a.out'] }).flush(),
    );
    expect(data.tasks.map(({ state }) => state)).to.deep.equal(['finished', 'unneeded']);
  });

  it('finds the tasks that held the run up', () => {
    const data = account(
      run((scheduler) => ({
        a: { run: taking(10, scheduler) },
        b: { run: taking(20, scheduler) },
        c: { inputs: ['a.out', 'b.out'], run: taking(5, scheduler) },
        d: { inputs: ['a.out'], run: taking(1, scheduler) },
      })).flush(),
    );
    expect(data.chain.map((place) => data.tasks[place]?.name)).to.deep.equal(['b', 'c']);
  });

  it('tells a sink that failed', () => {
    const data = account(
      run(
        () => ({ a: {} }),
        {},
        {
          sinks: [
            () => {
              throw new Error('no space');
            },
          ],
        },
      ).flush(),
    );
    expect(data.notes).to.deep.equal(['A sink failed: no space']);
  });
});

describe('the account of a live run', () => {
  it('tells what was superseded, what was kept, and the last of inputs and outputs', () => {
    const graph = graphOf({ a: { inputs: ['in'] }, b: { inputs: ['in'] } }, { inputs: ['in'] });
    const all = new Account();
    const happened: readonly EventBody[] = [
      { type: 'run-started', graph, inputs: { in: 1 }, seed: 1 },
      { type: 'attempt-started', task: 'a', attempt: 1, inputs: { in: 1 } },
      { type: 'attempt-started', task: 'b', attempt: 1, inputs: { in: 1 } },
      { type: 'task-finished', task: 'b', attempt: 1, outputs: { out: 'b' } },
      { type: 'inputs-changed', inputs: { in: 2 } },
      { type: 'task-superseded', task: 'a' },
      { type: 'attempt-started', task: 'a', attempt: 1, inputs: { in: 2 } },
      { type: 'task-finished', task: 'a', attempt: 1, outputs: { out: 'a' } },
      { type: 'task-kept', task: 'b' },
      { type: 'run-settled', outputs: { 'a.out': 'a' } },
    ];
    happened.forEach((body, at) => {
      all.add(recorded({ run: 'r', sequence: at, time: at, ...body }));
    });
    const data = all.data();
    expect(data.tasks.map(({ state }) => state)).to.deep.equal(['finished', 'finished']);
    expect(taskOf(data, 'a').attempts.map(({ from, to, end }) => [from, to, end])).to.deep.equal([
      [1, 5, 'cancelled'],
      [6, 7, 'finished'],
    ]);
    const text = ([, place]: NamedText): unknown => data.texts[place]?.[1];
    expect([data.inputs.map(text), data.outputs.map(text)]).to.deep.equal([['2'], ['a']]);
  });
});

describe('the account of a run, asked again and again', () => {
  const happened = (length: number): readonly EventBody[] => [
    { type: 'run-started', graph: graphOf({ a: {}, b: {} }), inputs: {}, seed: 1 },
    { type: 'task-waiting', task: 'b' },
    ...Array.from({ length }, (_, round): EventBody[] => [
      {
        type: 'attempt-started',
        task: 'a',
        attempt: 1,
        inputs: { in: 'x'.repeat(90) + `${round}` },
      },
      { type: 'attempt-part', task: 'a', attempt: 1, output: 'out', value: 'so ' },
      { type: 'attempt-part', task: 'a', attempt: 1, output: 'out', value: 'far' },
      { type: 'task-superseded', task: 'a' },
    ]).flat(),
  ];
  const add = (account: Account, bodies: readonly EventBody[], ask = false): void => {
    bodies.forEach((body, at) => {
      account.add(recorded({ run: 'r', sequence: at, time: at, ...body }));
      if (ask) account.data();
    });
  };

  it('says what it says when asked once', () => {
    const [once, often] = [new Account(), new Account()];
    add(once, happened(3));
    add(often, happened(3), true);
    expect(often.data()).to.deep.equal(once.data());
    expect(taskOf(often.data(), 'b').waits).to.deep.equal([['slot', 1, 13]]);
  });

  it('names the same data where nothing happened to a task', () => {
    const account = new Account();
    add(account, happened(1));
    const [before, after] = [account.data(), account.data()];
    expect(after.tasks[0]).to.equal(before.tasks[0]);
  });

  it('tells what has come of an output that is at work', () => {
    const account = new Account();
    add(account, happened(2).slice(0, -1));
    expect(taskOf(account.data(), 'a').coming).to.deep.equal([['out', 'so far']]);
  });
});
