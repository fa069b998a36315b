import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import fc from 'fast-check';
import { map, NEVER, Observable, of, Subject, take, timer, type VirtualTimeScheduler } from 'rxjs';

import { InputError } from '../../../lib/engine/run/bind-inputs.js';
import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { RunError } from '../../../lib/engine/failure.js';
import { live, type LiveInputs, liveOutputs } from '../../../lib/engine/live/live.js';
import type { LiveOptions } from '../../../lib/engine/live/live-options.js';
import type { LiveRun } from '../../../lib/engine/live/live-run.js';
import type { LiveState } from '../../../lib/engine/live/live-state.js';
import type { Graph } from '../../../lib/graph/graph.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { itIsSkippedWithout, sharedData } from '../../shared-data.js';
import { all, graphOf, Hands, type TaskOf, taking, trace, virtualTime } from '../rig.js';

/** A live run in virtual time, with all that was seen of it. */
class Seen {
  readonly scheduler: VirtualTimeScheduler;
  readonly events: RunEvent[] = [];
  readonly outputs: Values[] = [];
  readonly states: LiveState<Values>[] = [];
  readonly run: LiveRun;
  error: unknown;
  isComplete = false;

  constructor(graph: Graph, inputs?: LiveInputs, options: LiveOptions = {}) {
    this.scheduler = (options.scheduler as VirtualTimeScheduler | undefined) ?? virtualTime();
    this.run = live({ graph }, inputs, {
      ...options,
      scheduler: this.scheduler,
      sinks: [(event) => this.events.push(event)],
    });
    this.run.outputs$.subscribe({
      next: (values) => this.outputs.push(values),
      error: (error: unknown) => {
        this.error = error;
      },
      complete: () => {
        this.isComplete = true;
      },
    });
    this.run.state$.subscribe({
      next: (state) => this.states.push(state),
      error: () => undefined,
    });
  }

  set(inputs: Values): this {
    this.run.set(inputs);
    this.scheduler.flush();
    return this;
  }

  /** The tasks of the events of a type since the last call, in order. */
  take(type: RunEvent['type'] = 'attempt-started'): string[] {
    const events = this.events.splice(0);
    return events.flatMap((event) => (event.type === type && 'task' in event ? [event.task] : []));
  }
}

const diamond: Readonly<Record<string, TaskOf>> = {
  left: { inputs: ['x'] },
  right: { inputs: ['x'] },
  join: { inputs: ['left.out', 'right.out'] },
};

const onlyJoin = { inputs: ['x'], outputs: ['join.out'] };

describe('a live run', () => {
  it('gives outputs that follow their inputs, without a glitch', () => {
    const seen = new Seen(graphOf(diamond, onlyJoin));
    seen.set({ x: 1 }).set({ x: 2 });
    expect(seen.outputs).to.deep.equal([
      { 'join.out': 'join(left(1),right(1))' },
      { 'join.out': 'join(left(2),right(2))' },
    ]);
    expect(seen.take()).to.deep.equal(['left', 'right', 'join', 'left', 'right', 'join']);
  });

  it('runs only what lies downstream of a change', () => {
    const graph = graphOf(
      {
        a: { inputs: ['x'] },
        b: { inputs: ['y'] },
        ab: { inputs: ['a.out', 'b.out'] },
        alone: {},
      },
      { inputs: ['x', 'y'] },
    );
    const seen = new Seen(graph).set({ x: 1, y: 1 });
    expect(seen.take()).to.deep.equal(['alone', 'a', 'b', 'ab']);
    seen.set({ y: 2 });
    expect(seen.take()).to.deep.equal(['b', 'ab']);
  });

  it('takes several inputs in one emission for one change', () => {
    const seen = new Seen(graphOf({ ab: { inputs: ['a', 'b'] } }, { inputs: ['a', 'b'] }));
    seen.set({ a: 1, b: 1 }).set({ a: 2, b: 2 });
    expect(seen.outputs).to.deep.equal([{ 'ab.out': 'ab(1,1)' }, { 'ab.out': 'ab(2,2)' }]);
  });

  it('takes what Observables emit at once, while they are subscribed, for one change', () => {
    const graph = graphOf({ ab: { inputs: ['a', 'b'] } }, { inputs: ['a', 'b'] });
    const later = new Subject<number>();
    const seen = new Seen(graph, {
      a: of(1, 2),
      b: new Observable<number>((subscriber) => {
        subscriber.next(3);
        return later.subscribe(subscriber);
      }),
    });
    later.next(4);
    expect(seen.outputs).to.deep.equal([{ 'ab.out': 'ab(2,3)' }, { 'ab.out': 'ab(2,4)' }]);
    expect(seen.isComplete).to.equal(false);
    later.complete();
    expect(seen.isComplete).to.equal(true);
  });

  it('stops where a result is equal to the last, and tells what was kept', () => {
    const graph = graphOf(
      {
        even: { inputs: ['x'], run: ({ x }) => ({ out: Number(x) % 2 === 0 }) },
        below: { inputs: ['even.out'] },
      },
      { inputs: ['x'], outputs: ['below.out'] },
    );
    const seen = new Seen(graph).set({ x: 2 });
    seen.take();
    seen.set({ x: 4 });
    expect(seen.take('task-kept')).to.deep.equal(['below']);
    seen.set({ x: 4 });
    expect(seen.events).to.deep.equal([]);
    seen.set({ x: 5 });
    expect(seen.take()).to.deep.equal(['even', 'below']);
    expect(seen.outputs).to.deep.equal([
      { 'below.out': 'below(true)' },
      { 'below.out': 'below(false)' },
    ]);
  });

  it('takes another equality that is passed in', () => {
    const graph = graphOf({ a: { inputs: ['x'] } }, { inputs: ['x'] });
    const seen = new Seen(graph, undefined, {
      equal: (a, b) => String(a).toLowerCase() === String(b).toLowerCase(),
    });
    seen.set({ x: 'A' }).set({ x: 'a' }).set({ x: 'b' });
    expect(seen.outputs).to.deep.equal([{ 'a.out': 'a(A)' }, { 'a.out': 'a(b)' }]);
  });

  it('ends with what an equality throws', () => {
    const equal = (_a: unknown, _b: unknown, consumable: string): boolean => {
      throw new Error(`what is ${consumable}?`);
    };
    const seen = new Seen(graphOf(diamond, onlyJoin), undefined, { equal });
    seen.set({ x: 1 }).set({ x: 2 });
    expect(seen.error).to.have.property('message', 'what is x?');
    const other = new Seen(graphOf(diamond, onlyJoin), undefined, {
      equal: (a, b, consumable) => (consumable === 'x' ? a === b : equal(a, b, consumable)),
    });
    other.set({ x: 1 }).set({ x: 2 });
    expect(other.error).to.have.property('message', 'what is left.out?');
    expect(other.events.at(-1)).to.deep.include({ type: 'run-finished', outcome: 'failed' });
  });

  it('cancels superseded attempts, and drops their late results', () => {
    const hands = new Hands();
    const graph = graphOf(all(hands.run, { a: { inputs: ['x'] }, b: { inputs: ['a.out'] } }), {
      inputs: ['x'],
      outputs: ['b.out'],
    });
    const seen = new Seen(graph);
    seen.run.set({ x: 1 });
    const { signal } = hands.contexts.get('a') ?? {};
    seen.run.set({ x: 2 });
    expect(signal?.aborted).to.equal(true);
    expect(hands.stopped).to.deep.equal(['a']);
    hands.finish('a');
    seen.run.set({ x: 3 });
    expect(hands.stopped).to.deep.equal(['a', 'b']);
    expect(seen.outputs).to.deep.equal([]);
    hands.finish('a');
    hands.finish('b');
    expect(seen.outputs).to.deep.equal([{ 'b.out': 'b(a(3))' }]);
    expect(seen.take('task-superseded')).to.deep.equal(['a', 'b']);
  });

  it('drops what a superseded promise brings', async () => {
    const answers: ((values: Values) => void)[] = [];
    const run: Runner['run'] = () =>
      new Promise<Values>((resolve) => {
        answers.push(resolve);
      });
    const seen = new Seen(graphOf({ a: { inputs: ['x'], run } }, { inputs: ['x'] }));
    seen.run.set({ x: 1 });
    seen.run.set({ x: 2 });
    answers[1]?.({ out: 'new' });
    answers[0]?.({ out: 'old' });
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(seen.outputs).to.deep.equal([{ 'a.out': 'new' }]);
  });

  it('makes a failure a state, from which the next change recovers', () => {
    const graph = graphOf(
      {
        a: {
          inputs: ['x'],
          run: ({ x }) => {
            if (x === 'bad') throw new Error('no such page');
            return { out: x };
          },
        },
        b: { inputs: ['a.out'] },
      },
      { inputs: ['x'], outputs: ['b.out'] },
    );
    const seen = new Seen(graph).set({ x: 'bad' });
    expect(seen.states.at(-1)).to.have.nested.include({
      state: 'failure',
      'failure.task': 'a',
      'failure.message': 'no such page',
    });
    expect(seen.take('task-skipped')).to.deep.equal(['b']);
    seen.set({ x: 'good' });
    expect(seen.outputs).to.deep.equal([{ 'b.out': 'b(good)' }]);
    seen.take();
    // What ran before the failure need not run again: nothing that it takes is other than then.
    seen.set({ x: 'bad' }).set({ x: 'good' });
    expect(seen.take()).to.deep.equal(['a', 'a']);
  });

  it('gives every consumable as its states', () => {
    const seen = new Seen(graphOf(diamond, onlyJoin));
    const states: string[] = [];
    for (const name of ['x', 'left.out', 'join.out'])
      seen.run.consumable(name).subscribe((state) => {
        states.push(`${name} ${state.state === 'value' ? String(state.value) : state.state}`);
      });
    seen.set({ x: 1 });
    expect(states.splice(0)).to.deep.equal([
      ...['x pending', 'left.out pending', 'join.out pending'],
      ...['x 1', 'left.out left(1)', 'join.out join(left(1),right(1))'],
    ]);
    seen.set({ x: 2 });
    // All marks come before any value.
    expect([...states.slice(0, 3).sort(), ...states.slice(3)]).to.deep.equal([
      ...['join.out pending', 'left.out pending', 'x pending'],
      ...['x 2', 'left.out left(2)', 'join.out join(left(2),right(2))'],
    ]);
    expect(() => seen.run.consumable('nothing')).to.throw(
      RangeError,
      'the pipeline has no consumable `nothing`',
    );
    expect(() => seen.run.consumable('left.ot')).to.throw(
      RangeError,
      'the pipeline has no consumable `left.ot`; did you mean `left.out`?',
    );
  });

  it('runs a task again when told to, and what follows only if its outputs are others', () => {
    let answer = 1;
    const graph = graphOf(
      { a: { inputs: ['x'], run: () => ({ out: answer }) }, b: { inputs: ['a.out'] } },
      { inputs: ['x'], outputs: ['b.out'] },
    );
    const seen = new Seen(graph).set({ x: 1 });
    seen.take();
    seen.run.restart('a');
    expect(seen.take()).to.deep.equal(['a']);
    answer = 2;
    seen.run.restart('a');
    expect(seen.take()).to.deep.equal(['a', 'b']);
    expect(seen.outputs).to.deep.equal([{ 'b.out': 'b(1)' }, { 'b.out': 'b(2)' }]);
    expect(() => {
      seen.run.restart('c');
    }).to.throw(RangeError, 'the pipeline has no task `c`; did you mean `a` or `b`?');
  });

  it('takes every value of a runner that gives several for a change of its own', () => {
    const values = new Subject<Values>();
    const graph = graphOf(
      { a: { inputs: ['x'], run: () => values }, b: { inputs: ['a.out'] } },
      { inputs: ['x'], outputs: ['b.out'] },
    );
    const seen = new Seen(graph, { x: of(0) });
    for (const out of [1, 1, 2]) values.next({ out });
    expect(seen.outputs).to.deep.equal([{ 'b.out': 'b(1)' }, { 'b.out': 'b(2)' }]);
    expect(seen.isComplete).to.equal(false);
    values.complete();
    expect(seen.isComplete).to.equal(true);
  });

  it('runs a task anew that was stopped between its values, though it would take the same', () => {
    const scheduler = virtualTime();
    const graph = graphOf(
      {
        above: { inputs: ['x'], run: () => ({ out: 'same' }) },
        a: {
          inputs: ['above.out'],
          run: () =>
            timer(0, 5, scheduler).pipe(
              map((at) => ({ out: at })),
              take(3),
            ),
        },
      },
      { inputs: ['x'], outputs: ['a.out'] },
    );
    const seen = new Seen(graph, undefined, { scheduler });
    scheduler.schedule(() => {
      expect(seen.run.kept('a')).to.equal(undefined);
      seen.run.set({ x: 2 });
    }, 7);
    seen.set({ x: 1 });
    expect(seen.outputs.map((one) => one['a.out'])).to.deep.equal([0, 1, 0, 1, 2]);
    expect(seen.run.kept('a')).to.deep.include({ outputs: { out: 2 } });
    expect(seen.set({ x: 3 }).take('task-kept')).to.deep.equal(['a']);
  });

  it('fails what waits for the end of a task that fails after it has given a value', () => {
    const values = new Subject<Values>();
    const graph = graphOf(
      { a: { inputs: ['x'], run: () => values }, b: { after: ['a'] } },
      { inputs: ['x'], outputs: ['b.out'] },
    );
    const seen = new Seen(graph).set({ x: 0 });
    values.next({ out: 1 });
    expect(seen.outputs).to.deep.equal([{ 'b.out': 'b()' }]);
    values.error(new Error('the camera is gone'));
    expect(seen.states.at(-1)).to.have.nested.include({
      state: 'failure',
      'failure.message': 'the camera is gone',
    });
  });

  it('runs what waits for the end of a task again when that task has run again', () => {
    const graph = graphOf(
      { a: { inputs: ['x'] }, b: { after: ['a'] } },
      { inputs: ['x'], outputs: ['b.out'] },
    );
    const seen = new Seen(graph).set({ x: 1 });
    expect(seen.take()).to.deep.equal(['a', 'b']);
    expect(seen.set({ x: 2 }).take()).to.deep.equal(['a', 'b']);
    seen.run.restart('a');
    expect(seen.take()).to.deep.equal(['a', 'b']);
  });

  it('keeps a restart in mind when the task is superseded before it runs', () => {
    const hands = new Hands();
    const graph = graphOf(all(hands.run, { a: { inputs: ['x'] } }), { inputs: ['x'] });
    const seen = new Seen(graph).set({ x: 1 });
    hands.finish('a');
    seen.run.restart('a');
    seen.set({ x: 2 }).set({ x: 1 });
    expect(hands.started).to.have.length(4);
    hands.finish('a');
    expect(seen.set({ x: 2 }).set({ x: 1 }).take('task-kept')).to.deep.equal(['a']);
  });

  it('takes over what another run has kept, where what a task takes is equal', () => {
    const graph = graphOf(
      { ...diamond, behind: { after: ['left'] }, bad: { inputs: ['x'], run: () => ({}) } },
      { inputs: ['x'], outputs: ['join.out', 'behind.out'] },
    );
    const before = new Seen(graph).set({ x: 1 });
    const kept = ({ name }: { readonly name: string }) =>
      name === 'right' ? undefined : before.run.kept(name);
    const seen = new Seen(graph, undefined, { kept }).set({ x: 1 });
    expect(seen.outputs).to.deep.equal([
      { 'join.out': 'join(left(1),right(1))', 'behind.out': 'behind()' },
    ]);
    const events = [...seen.events];
    expect(seen.take('task-kept')).to.deep.equal(['left', 'behind', 'join']);
    seen.events.push(...events);
    expect(seen.take()).to.deep.equal(['right', 'bad']);
    expect(seen.set({ x: 2 }).take()).to.deep.equal(['left', 'right', 'bad', 'behind', 'join']);
    expect(before.run.kept('bad')).to.equal(undefined);
    expect(() => before.run.kept('x')).to.throw(RangeError, 'the pipeline has no task `x`');
  });

  it('runs what waits for the end of a task that another run has not kept, each time anew', () => {
    const graph = graphOf(
      { a: { inputs: ['x'] }, b: { after: ['a'] } },
      { inputs: ['x'], outputs: ['b.out'] },
    );
    let before: LiveRun | undefined;
    for (let turn = 0; turn < 3; turn += 1) {
      const last = before;
      const kept = ({ name }: { readonly name: string }) =>
        name === 'a' ? undefined : last?.kept(name);
      const seen = new Seen(graph, undefined, { kept }).set({ x: 1 });
      expect(seen.take(), `turn ${turn}`).to.deep.equal(['a', 'b']);
      before = seen.run;
    }
  });

  it('holds slots and resources as any run does', () => {
    const scheduler = virtualTime();
    const graph = graphOf(
      all(taking(10, scheduler), {
        a: { inputs: ['x'], resources: { gpu: 1 } },
        b: { inputs: ['x'], resources: { gpu: 1 } },
      }),
      { inputs: ['x'], resources: { gpu: 1 } },
    );
    const seen = new Seen(graph, undefined, { scheduler });
    seen.run.set({ x: 1 });
    expect(seen.take()).to.deep.equal(['a']);
    seen.run.set({ x: 2 });
    scheduler.flush();
    expect(seen.outputs).to.deep.equal([{ 'a.out': 'a(2)', 'b.out': 'b(2)' }]);
    expect(scheduler.frame).to.equal(20);
  });

  it('tells nothing of outputs that do not fit together', () => {
    const scheduler = virtualTime();
    const graph = graphOf(
      {
        slow: { inputs: ['x'], run: taking(10, scheduler) },
        quick: { inputs: ['x'] },
      },
      { inputs: ['x'] },
    );
    const seen = new Seen(graph, undefined, { scheduler }).set({ x: 1 }).set({ x: 2 });
    expect(seen.outputs).to.deep.equal([
      { 'slow.out': 'slow(1)', 'quick.out': 'quick(1)' },
      { 'slow.out': 'slow(2)', 'quick.out': 'quick(2)' },
    ]);
  });
});

describe('the inputs of a live run', () => {
  const graph = graphOf({ a: { inputs: ['page', 'size'] } }, { inputs: ['page', 'size'] });
  const typed: Graph = {
    ...graph,
    inputs: graph.inputs.map((input) =>
      input.name === 'size' ? { ...input, type: 'integer', default: { value: 3 } } : input,
    ),
  };

  it('have their defaults until they are given', () => {
    const seen = new Seen(typed).set({ page: 'p' }).set({ size: 4 });
    expect(seen.outputs).to.deep.equal([{ 'a.out': 'a(p,3)' }, { 'a.out': 'a(p,4)' }]);
  });

  it('are refused all at once where they are wrong, and nothing changes then', () => {
    expect(() => live({ graph: typed }, { pages: of(1), size: 4 as never })).to.throw(
      InputError,
      'missing input: `page`; the pipeline has no input `pages`: did you mean `page`?; ' +
        'input `size` must be an Observable: `of(value)` for one that never changes',
    );
    const seen = new Seen(typed).set({ page: 'p' });
    expect(() => seen.set({ page: 'q', size: 1.5, sizes: 2 })).to.throw(
      InputError,
      'the pipeline has no input `sizes`: did you mean `size`?; ' +
        'input `size` must be an integer, not the number 1.5',
    );
    expect(seen.outputs).to.deep.equal([{ 'a.out': 'a(p,3)' }]);
  });

  it('are failures where an Observable gives a wrong one, until it gives another', () => {
    const size = new Subject<unknown>();
    const seen = new Seen(typed, { page: of('p'), size });
    size.next('big');
    expect(seen.states.at(-1)).to.have.nested.include({
      state: 'failure',
      'failure.message': 'input `size` must be an integer, not the string "big"',
    });
    size.next(9);
    expect(seen.outputs.at(-1)).to.deep.equal({ 'a.out': 'a(p,9)' });
  });

  it('end the run where one is no input, or an Observable errors', () => {
    const changes = new Subject<Values>();
    const seen = new Seen(typed, changes);
    changes.next({ pge: 1 });
    expect(seen.error).to.be.instanceOf(InputError);
    expect(changes.observed).to.equal(false);
    const page = new Subject<unknown>();
    const other = new Seen(typed, { page, size: NEVER });
    page.error(new Error('the camera is gone'));
    expect(other.error).to.have.property('message', 'the camera is gone');
  });

  it('are refused where they are no record', () => {
    const seen = new Seen(typed);
    expect(() => seen.set(null as never)).to.throw(
      InputError,
      'a change must be an object of inputs by name, not null',
    );
    expect(() => seen.set([1] as never)).to.throw(InputError, 'by name, not a list');
    const changes = new Subject<Values>();
    const other = new Seen(typed, changes);
    changes.next('p' as never);
    expect(other.error)
      .to.be.instanceOf(InputError)
      .and.have.property(
        'message',
        'a change must be an object of inputs by name, not the string "p"',
      );
    expect(new Seen(typed, of<Values>(null as never)).error).to.be.instanceOf(InputError);
  });

  it('are told where they are missing when their Observable has completed', () => {
    const seen = new Seen(typed, of({ size: 1 }));
    expect(seen.error)
      .to.be.instanceOf(InputError)
      .and.have.property('message', 'missing input: `page`');
  });
});

describe('the end of a live run', () => {
  it('comes when all inputs have completed and all is settled', () => {
    const scheduler = virtualTime();
    const graph = graphOf({ a: { inputs: ['x'], run: taking(5, scheduler) } }, { inputs: ['x'] });
    const seen = new Seen(graph, { x: of(1) }, { scheduler });
    expect(seen.isComplete).to.equal(false);
    scheduler.flush();
    expect(seen.isComplete).to.equal(true);
    expect(seen.events.at(-1)).to.deep.include({
      type: 'run-finished',
      outcome: 'done',
      outputs: { 'a.out': 'a(1)' },
    });
    seen.run.set({ x: 2 });
    expect(seen.outputs).to.have.length(1);
  });

  it('comes by cancel: attempts are stopped, sources let go, Observables error', () => {
    const scheduler = virtualTime();
    const open = { count: 0 };
    const graph = graphOf(
      { a: { inputs: ['x'], run: taking(5, scheduler, trace, open) } },
      { inputs: ['x'] },
    );
    const x = new Subject<number>();
    const seen = new Seen(graph, { x }, { scheduler });
    x.next(1);
    expect(open.count).to.equal(1);
    seen.run.cancel();
    expect(open.count).to.equal(0);
    expect(x.observed).to.equal(false);
    expect(seen.error).to.be.instanceOf(RunError).and.have.property('outcome', 'cancelled');
    scheduler.flush();
    expect(seen.events.map(({ type }) => type).slice(-2)).to.deep.equal([
      ...['task-cancelled', 'run-finished'],
    ]);
  });

  it('is unsubscribing, for the operator', () => {
    const changes = new Subject<Values>();
    const outputs: Values[] = [];
    const subscription = changes
      .pipe(liveOutputs({ graph: graphOf(diamond, onlyJoin) }))
      .subscribe((values) => outputs.push(values));
    changes.next({ x: 1 });
    subscription.unsubscribe();
    expect(changes.observed).to.equal(false);
    expect(outputs).to.deep.equal([{ 'join.out': 'join(left(1),right(1))' }]);
  });
});

type Kind = 'synchronous' | 'asynchronous' | 'mixed';

const kinds: readonly Kind[] = ['synchronous', 'asynchronous', 'mixed'];

/** Makes a runner take virtual time, another each call, or none. */
const timed = (
  kind: Kind,
  scheduler: VirtualTimeScheduler,
): ((run: Runner['run']) => Runner['run']) => {
  let calls = 0;
  return (run) => (inputs, context) => {
    calls += 1;
    if (kind === 'synchronous' || (kind === 'mixed' && calls % 3 === 0))
      return run(inputs, context);
    return timer((calls * 7919) % 13, scheduler).pipe(map(() => run(inputs, context) as Values));
  };
};

describe('a graph of a reactive library', () => {
  interface Node {
    readonly id: string;
    readonly op: string;
    readonly args: readonly string[];
    readonly k?: unknown;
  }
  interface Shape {
    readonly id: string;
    readonly sources: Values;
    readonly nodes: readonly Node[];
    readonly initial: Values;
    readonly events: readonly {
      readonly set: Values;
      readonly expect: Values;
      readonly evals: Values;
    }[];
  }

  const ops: Readonly<Record<string, (args: readonly never[], k: never) => unknown>> = {
    id: ([first]) => first,
    sum: (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0),
    product: (all: readonly number[]) => all.reduce((product, one) => product * one, 1),
    diff: ([first = 0, second = 0]: readonly number[]) => first - second,
    addk: ([first = 0]: readonly number[], k: number) => first + k,
    const: (_, k) => k,
    join: (all: readonly string[]) => all.join(' '),
    mux: (all) => all,
    at: ([list]: readonly (readonly unknown[])[], k: number) => list?.[k],
  };

  const folder = sharedData('reactive-shapes');
  if (folder === undefined) {
    itIsSkippedWithout('reactive-shapes');
    return;
  }
  const { shapes } = JSON.parse(readFileSync(`${folder}shapes.json`, 'utf8')) as {
    readonly shapes: readonly Shape[];
  };
  for (const shape of shapes)
    for (const kind of kinds)
      it(`${shape.id}: has the values expected, and runs as little as possible, ${kind}`, () => {
        const scheduler = virtualTime();
        const runs = new Map<string, number>();
        const timing = timed(kind, scheduler);
        const tasks = Object.fromEntries(
          shape.nodes.map(({ id, op, args, k }): [string, TaskOf] => [
            id,
            {
              inputs: args.map((arg) => (Object.hasOwn(shape.sources, arg) ? arg : `${arg}.out`)),
              run: timing((inputs) => {
                runs.set(id, (runs.get(id) ?? 0) + 1);
                return { out: ops[op]?.(Object.values(inputs) as never[], k as never) };
              }),
            },
          ]),
        );
        const seen = new Seen(graphOf(tasks, { inputs: Object.keys(shape.sources) }), undefined, {
          scheduler,
        }).set(shape.sources);
        const values = (of: Values): Values => {
          const last = seen.outputs.at(-1) ?? {};
          return Object.fromEntries(Object.keys(of).map((id) => [id, last[`${id}.out`]]));
        };
        expect(values(shape.initial)).to.deep.equal(shape.initial);
        for (const event of shape.events) {
          runs.clear();
          seen.set(event.set);
          expect(values(event.expect)).to.deep.equal(event.expect);
          for (const [id, times] of Object.entries(event.evals))
            expect(runs.get(id) ?? 0, id).to.equal(times);
        }
      });
});

describe('a live run of a random graph', () => {
  const sources = ['a', 'b', 'c'];

  interface Drawn {
    readonly inputs: readonly string[];
    /** How many values it tells apart: few, so that some results are equal to the last. */
    readonly modulus: number;
  }

  const graphs = fc
    .array(
      fc.record({
        inputs: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        modulus: fc.constantFrom(2, 3, 1_000_003, 1_000_003),
      }),
      { minLength: 1, maxLength: 14 },
    )
    .map((drawn) => {
      const references = [...sources];
      return drawn.map(({ inputs, modulus }, index): Drawn => {
        const own = [...new Set(inputs.map((at) => references[at % references.length] ?? ''))];
        references.push(`t${index}.out`);
        return { inputs: own, modulus };
      });
    });

  const changes = fc.array(
    fc.record({
      wait: fc.nat(30),
      set: fc.dictionary(fc.constantFrom(...sources), fc.nat(4), {
        minKeys: 1,
        noNullPrototype: true,
      }),
    }),
    { maxLength: 8 },
  );

  const valueOf = ({ modulus }: Drawn, index: number, values: readonly number[]): number =>
    values.reduce((sum, one, at) => (sum * 31 + one * (at + 7)) % 1_000_003, index + 1) % modulus;

  /** All values, from scratch. */
  const oracle = (drawn: readonly Drawn[], inputs: Values): Record<string, number> => {
    const values: Record<string, number> = { ...(inputs as Record<string, number>) };
    drawn.forEach((one, index) => {
      values[`t${index}.out`] = valueOf(
        one,
        index,
        one.inputs.map((name) => values[name] ?? NaN),
      );
    });
    return values;
  };

  const tasksOf = (
    drawn: readonly Drawn[],
    timing: (run: Runner['run']) => Runner['run'],
    ran: (index: number) => void = () => undefined,
  ): Record<string, TaskOf> =>
    Object.fromEntries(
      drawn.map((one, index): [string, TaskOf] => [
        `t${index}`,
        {
          inputs: one.inputs,
          run: timing((inputs) => {
            ran(index);
            return { out: valueOf(one, index, Object.values(inputs) as number[]) };
          }),
        },
      ]),
    );

  const outputsOf = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !sources.includes(name)));

  for (const kind of kinds) {
    it(`publishes what an oracle gives for a version of the inputs, whatever changes when, ${kind}`, () => {
      fc.assert(
        fc.property(
          graphs,
          changes,
          fc.option(fc.integer({ min: 1, max: 3 })),
          (drawn, all, slots) => {
            const scheduler = virtualTime();
            const seen = new Seen(
              graphOf(tasksOf(drawn, timed(kind, scheduler)), { inputs: sources }),
              undefined,
              { scheduler, ...(slots === null ? {} : { concurrency: slots }) },
            );
            let inputs: Values = { a: 0, b: 0, c: 0 };
            const versions = [oracle(drawn, inputs)];
            seen.run.set(inputs);
            let at = 0;
            for (const { wait, set } of all) {
              at += wait;
              inputs = { ...inputs, ...set };
              versions.push(oracle(drawn, inputs));
              scheduler.schedule(() => {
                seen.run.set(set);
              }, at);
            }
            scheduler.flush();
            expect(seen.outputs.at(-1)).to.deep.equal(outputsOf(versions.at(-1) ?? {}));
            const allowed = new Set(versions.map((one) => JSON.stringify(outputsOf(one))));
            for (const outputs of seen.outputs)
              expect(allowed.has(JSON.stringify(outputs)), JSON.stringify(outputs)).to.equal(true);
            expect(seen.states.at(-1)?.state).to.equal('value');
          },
        ),
        { numRuns: 300 },
      );
    });

    it(`runs what a change makes other, once, and nothing else, ${kind}`, () => {
      fc.assert(
        fc.property(graphs, changes, (drawn, all) => {
          const scheduler = virtualTime();
          const ran: number[] = [];
          const seen = new Seen(
            graphOf(
              tasksOf(drawn, timed(kind, scheduler), (index) => ran.push(index)),
              { inputs: sources },
            ),
            undefined,
            { scheduler },
          );
          let inputs: Values = { a: 0, b: 0, c: 0 };
          let before = oracle(drawn, inputs);
          seen.set(inputs);
          for (const { set } of all) {
            ran.length = 0;
            inputs = { ...inputs, ...set };
            const after = oracle(drawn, inputs);
            const expected = drawn.flatMap((one, index) =>
              one.inputs.some((name) => before[name] !== after[name]) ? [index] : [],
            );
            seen.set(set);
            expect([...ran].sort((a, b) => a - b)).to.deep.equal(expected);
            before = after;
          }
        }),
        { numRuns: 200 },
      );
    });
  }
});

describe('a large live run', () => {
  const noop: Runner['run'] = (inputs, { outputs }) => {
    const sum = Object.values(inputs).reduce(
      (all: number, one) => (all + Number(one)) % 1_000_003,
      1,
    );
    return Object.fromEntries(outputs.map((port) => [port, sum]));
  };

  it('runs each task of 20 stacked diamonds once a change', () => {
    const tasks: Record<string, TaskOf> = {};
    let top = 'x';
    for (let at = 0; at < 20; at += 1) {
      tasks[`l${at}`] = { inputs: [top], run: noop };
      tasks[`r${at}`] = { inputs: [top], run: noop };
      tasks[`j${at}`] = { inputs: [`l${at}.out`, `r${at}.out`], run: noop };
      top = `j${at}.out`;
    }
    const seen = new Seen(graphOf(tasks, { inputs: ['x'], outputs: [top] })).set({ x: 1 });
    seen.take();
    expect(seen.set({ x: 2 }).take()).to.have.length(60);
  });

  it('goes down a chain of 10,000 with a flat stack', () => {
    const tasks: Record<string, TaskOf> = {};
    for (let at = 0; at < 10_000; at += 1)
      tasks[`t${at}`] = { inputs: [at === 0 ? 'x' : `t${at - 1}.out`], run: noop };
    const graph = graphOf(tasks, { inputs: ['x'], outputs: ['t9999.out'] });
    const seen = new Seen(graph).set({ x: 1 }).set({ x: 2 });
    expect(seen.outputs).to.deep.equal([{ 't9999.out': 10_001 }, { 't9999.out': 10_002 }]);
  });

  it('joins 20,000 inputs that are an Observable each', () => {
    const inputs = Array.from({ length: 20_000 }, (_, at) => `x${at}`);
    const graph = graphOf({ join: { inputs, run: noop } }, { inputs });
    const seen = new Seen(graph, Object.fromEntries(inputs.map((name, at) => [name, of(at)])));
    expect(seen.take()).to.deep.equal(['join']);
    expect(seen.isComplete).to.equal(true);
  });

  it('joins 10,000 inputs that change together in one run', () => {
    const tasks: Record<string, TaskOf> = {};
    for (let at = 0; at < 10_000; at += 1) tasks[`t${at}`] = { inputs: ['x'], run: noop };
    tasks['join'] = { inputs: Object.keys(tasks).map((name) => `${name}.out`), run: noop };
    const seen = new Seen(graphOf(tasks, { inputs: ['x'], outputs: ['join.out'] })).set({ x: 1 });
    seen.take();
    const started = seen.set({ x: 2 }).take();
    expect(started).to.have.length(10_001);
    expect(started.at(-1)).to.equal('join');
  });
});
