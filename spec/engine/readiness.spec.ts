import { expect } from 'chai';
import { EMPTY, firstValueFrom, from, of } from 'rxjs';

import type { Runner } from '../../lib/runners/runner.js';
import { all, graphOf, Hands, type TaskOf, trace, virtualTime, Watched } from './rig.js';

describe('a task', () => {
  //  page ─→ slow ─→ after_slow ─┐
  //  page ─→ fast ─→ after_fast ─┴→ both
  it('starts at once when its last input arrives, never before, whatever its siblings do', () => {
    const hands = new Hands();
    const { run } = new Watched(
      graphOf(
        all(hands.run, {
          slow: { inputs: ['page'] },
          fast: { inputs: ['page'] },
          after_slow: { inputs: ['slow.out'] },
          after_fast: { inputs: ['fast.out'] },
          both: { inputs: ['after_slow.out', 'after_fast.out'] },
        }),
        { inputs: ['page'] },
      ),
      {},
      { page: 1 },
    );
    expect(hands.atWork).to.deep.equal(['slow', 'fast']);
    hands.finish('fast');
    expect(hands.atWork).to.deep.equal(['slow', 'after_fast']);
    hands.finish('after_fast');
    expect(hands.atWork).to.deep.equal(['slow']);
    hands.finish('slow');
    expect(hands.atWork).to.deep.equal(['after_slow']);
    expect(run.state('both')).to.equal('pending');
    hands.finish('after_slow');
    expect(hands.atWork).to.deep.equal(['both']);
    hands.finish('both');
    expect(run.state('both')).to.equal('finished');
  });

  //         ┌→ left ─┐
  //  first ─┤        ├→ last
  //         └→ right ┘
  it('runs exactly once in a run', () => {
    const hands = new Hands();
    const watched = new Watched(
      graphOf(
        all(hands.run, {
          first: {},
          left: { inputs: ['first.out'] },
          right: { inputs: ['first.out'] },
          last: { inputs: ['left.out', 'right.out', 'first.out'] },
        }),
      ),
    );
    for (const task of ['first', 'right', 'left', 'last']) hands.finish(task);
    expect(hands.started).to.deep.equal(['first', 'left', 'right', 'last']);
    expect(watched.outputs).to.have.property(
      'last.out',
      'last(left(first()),right(first()),first())',
    );
  });

  it('starts, among those that are ready at the same time, in the order of the declaration', () => {
    const hands = new Hands();
    new Watched(
      graphOf(
        all(hands.run, {
          c: { inputs: ['page'] },
          a: {},
          b: { inputs: ['page'] },
          // Its last input is the first that `two` publishes, and it is declared last.
          of_second: { inputs: ['two.second'] },
          behind: { after: ['two'] },
          of_first: { inputs: ['two.first'] },
          two: { outputs: ['first', 'second'] },
        }),
        { inputs: ['page'] },
      ),
      {},
      { page: 1 },
    );
    expect(hands.started).to.deep.equal(['c', 'a', 'b', 'two']);
    hands.finish('two');
    expect(hands.started.slice(4)).to.deep.equal(['of_second', 'behind', 'of_first']);
  });

  //  first ─┬→ a → below_a
  //         └→ b
  it('starts before what became ready after it, also where runners are synchronous', () => {
    const hands = new Hands();
    const watched = new Watched(
      graphOf({
        first: { run: hands.run },
        a: { inputs: ['first.out'] },
        below_a: { inputs: ['a.out'] },
        b: { inputs: ['first.out'] },
      }),
    );
    hands.finish('first');
    expect(watched.tasks('attempt-started')).to.deep.equal(['first', 'a', 'b', 'below_a']);
  });

  it('has published all its outputs before anything that takes one of them runs', () => {
    const hands = new Hands();
    const watched = new Watched(
      graphOf({
        two: { run: hands.run, outputs: ['first', 'second'] },
        last: { inputs: ['two.first'] },
      }),
    );
    hands.finish('two');
    expect(watched.outputs).to.deep.equal({
      'two.first': 'two()',
      'two.second': 'two()',
      'last.out': 'last(two())',
    });
  });

  it('takes undefined, null, false, 0 and the empty text for values', () => {
    const values: unknown[] = [undefined, null, false, 0, ''];
    const names = values.map((_, index) => `v${index}`);
    const taken: unknown[] = [];
    const { outputs } = new Watched(
      graphOf(
        {
          give: {
            outputs: names,
            run: () => Object.fromEntries(names.map((name, index) => [name, values[index]])),
          },
          take: {
            inputs: [...names.map((name) => `give.${name}`), ...names],
            run: (inputs) => {
              taken.push(...Object.values(inputs));
              return { out: undefined };
            },
          },
        },
        { inputs: names, outputs: ['give.v0', 'give.v1', 'give.v2', 'take.out', 'v3'] },
      ),
      {},
      Object.fromEntries(names.map((name, index) => [name, values[index]])),
    );
    expect(taken).to.deep.equal([...values, ...values]);
    expect(outputs).to.deep.equal({
      ...{ 'give.v0': undefined, 'give.v1': null, 'give.v2': false },
      ...{ 'take.out': undefined, v3: 0 },
    });
  });

  it('may have ports and inputs named __proto__', () => {
    const { outputs } = new Watched(
      graphOf(
        {
          odd: {
            inputs: ['__proto__', 'constructor'],
            outputs: ['__proto__'],
            run: (inputs) => {
              const text = Object.entries(inputs).map(([key, value]) => `${key}=${String(value)}`);
              return Object.fromEntries([['__proto__', text.join()]]);
            },
          },
        },
        { inputs: ['__proto__', 'constructor'], outputs: ['__proto__', 'odd.__proto__'] },
      ),
      {},
      Object.fromEntries([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    );
    expect(Object.entries(outputs ?? {})).to.deep.equal([
      ['__proto__', 1],
      ['odd.__proto__', '__proto__=1,constructor=2'],
    ]);
  });
});

describe('a runner', () => {
  const given = async (run: Runner['run']): Promise<unknown> => {
    const watched = new Watched(graphOf({ task: { run }, next: { inputs: ['task.out'] } }));
    return firstValueFrom(watched.run.outputs$).then(
      (outputs) => outputs['next.out'],
      (error: unknown) => (error as Error).message,
    );
  };

  it('returns a value, a promise or an Observable, whose last value counts', async () => {
    expect(await given(() => ({ out: 'value' }))).to.equal('next(value)');
    expect(await given(() => Promise.resolve({ out: 'promise' }))).to.equal('next(promise)');
    expect(await given(() => from([{ out: 'first' }, { out: 'last' }]))).to.equal('next(last)');
    expect(await given(() => of({ out: 'own', more: 1 }))).to.equal('next(own)');
  });

  it('that completes without giving anything has failed', async () => {
    expect(await given(() => EMPTY)).to.equal(
      '`task` failed: runner `Runner-task` completed without a value',
    );
  });

  it('that returns nothing, or leaves out an output, has failed, and is told so by name', async () => {
    expect(await given((() => undefined) as unknown as Runner['run'])).to.equal(
      '`task` failed: runner `Runner-task` returned nothing: expected an object of outputs by name',
    );
    expect(await given(() => ({ ou: 1 }))).to.equal(
      '`task` failed: runner `Runner-task` did not return output `out`',
    );
    expect(await given(() => Object.create({ out: 1 }) as Record<string, unknown>)).to.equal(
      '`task` failed: runner `Runner-task` did not return output `out`',
    );
  });

  it('that throws, rejects or errors has failed', async () => {
    const broken = new Error('broken');
    const fail = (): never => {
      throw broken;
    };
    expect(await given(fail)).to.equal('`task` failed: broken');
    expect(await given(() => Promise.reject(broken))).to.equal('`task` failed: broken');
    expect(await given(() => from([{ out: 1 }]).pipe(fail))).to.equal('`task` failed: broken');
  });

  it('that throws what is no error has failed all the same, with what can be said of that', async () => {
    const messageFor = (thrown: unknown): Promise<unknown> =>
      given(() => {
        throw thrown;
      });
    expect(await messageFor('broken')).to.equal('`task` failed: broken');
    expect(await messageFor({ message: 'broken' })).to.equal('`task` failed: broken');
    expect(await messageFor({})).to.equal('`task` failed: {} was thrown');
    expect(await messageFor(undefined)).to.equal('`task` failed: undefined was thrown');
    expect(await messageFor(null)).to.equal('`task` failed: null was thrown');
    expect(await messageFor('')).to.equal('`task` failed: an empty string was thrown');
    expect(await messageFor(404)).to.equal('`task` failed: the number 404 was thrown');
    expect(await messageFor(Symbol('x'))).to.equal('`task` failed: a symbol was thrown');
  });

  it('of a task without outputs may give nothing', () => {
    const { outcome } = new Watched(
      graphOf({ task: { outputs: [], run: (() => undefined) as unknown as Runner['run'] } }),
    );
    expect(outcome).to.equal('done');
  });
});

describe('a run', () => {
  const chain = (length: number, task: TaskOf): Record<string, TaskOf> =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `t${index}`,
        { inputs: index === 0 ? [] : [`t${index - 1}.out`], ...task },
      ]),
    );
  const count: Runner['run'] = (inputs) => ({
    out: 1 + Object.values(inputs).reduce<number>((sum, one) => sum + (one as number), 0),
  });
  const length = 100_000;
  const last = `t${length - 1}.out`;

  //  t0 → t1 → t2 → … → t99999
  it('goes down chains of 100,000 synchronous runners, with slots too', () => {
    const graph = graphOf(chain(length, { run: count }), { outputs: [last] });
    for (const options of [{}, { concurrency: 1 }])
      expect(new Watched(graph, options).outputs).to.deep.equal({ [last]: length });
  });

  it('goes down chains of 100,000 asynchronous runners', async () => {
    const run: Runner['run'] = (inputs, context) =>
      Promise.resolve(count(inputs, context) as Record<string, number>);
    const { run: held } = new Watched(graphOf(chain(length, { run }), { outputs: [last] }));
    expect(await firstValueFrom(held.outputs$)).to.deep.equal({ [last]: length });
  });

  it('skips what is below the failure at the head of a chain of 100,000', () => {
    const graph = graphOf(
      {
        ...chain(length, { run: count }),
        t0: {
          run: () => {
            throw new Error('broken');
          },
        },
      },
      { outputs: [last] },
    );
    const watched = new Watched(graph, { onFailure: 'continue' });
    expect(watched.tasks('task-skipped')).to.have.length(length - 1);
    expect(watched.outcome).to.equal('failed');
  });

  //          ┌→ w0 ───→┐
  //  source ─┼→ …  ───→┼→ join
  //          └→ w9999 →┘
  it('joins 10,000 branches of one task', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `w${index}`,
        { inputs: ['source.out'], run: count },
      ]),
    );
    const graph = graphOf(
      {
        source: { run: count },
        ...wide,
        join: { inputs: Object.keys(wide).map((name) => `${name}.out`), run: count },
      },
      { outputs: ['join.out'] },
    );
    for (const options of [{}, { concurrency: 3 }])
      expect(new Watched(graph, options).outputs).to.deep.equal({ 'join.out': 20_001 });
  });

  //  a → b     c     input ⇒ output
  it('runs disconnected parts and tasks without inputs, and gives inputs as outputs', () => {
    const { outputs } = new Watched(
      graphOf(
        { b: { inputs: ['a.out'] }, a: {}, c: {} },
        { inputs: ['page'], outputs: ['b.out', 'c.out', 'page'] },
      ),
      {},
      { page: 7 },
    );
    expect(outputs).to.deep.equal({ 'b.out': 'b(a())', 'c.out': 'c()', page: 7 });
  });

  it('of no tasks at all is done at once', () => {
    const { outcome, outputs } = new Watched(
      graphOf({}, { inputs: ['page'], outputs: ['page'] }),
      {},
      { page: 0 },
    );
    expect([outcome, outputs]).to.deep.equal(['done', { page: 0 }]);
  });

  //  prepare ⇢ work ⇢ clean_up     (no values: only order)
  it('keeps the order of dependencies without values', () => {
    const hands = new Hands();
    new Watched(
      graphOf(
        all(hands.run, {
          clean_up: { after: ['work', 'prepare'], outputs: [] },
          work: { after: ['prepare'], inputs: ['page'] },
          prepare: { outputs: [] },
        }),
        { inputs: ['page'] },
      ),
    );
    expect(hands.atWork).to.deep.equal(['prepare']);
    hands.finish('prepare');
    expect(hands.atWork).to.deep.equal(['work']);
    hands.finish('work');
    expect(hands.atWork).to.deep.equal(['clean_up']);
  });

  it('runs only what the asked outputs need', () => {
    const watched = new Watched(
      graphOf({ a: {}, b: { inputs: ['a.out'] }, c: { inputs: ['a.out'] } }),
      { only: ['b.out'] },
    );
    expect(watched.tasks('task-finished')).to.deep.equal(['a', 'b']);
    expect(watched.run.state('c')).to.equal(undefined);
    expect(watched.outcome).to.equal('done');
  });

  it('runs nothing where no outputs are asked for, also of a graph that was run whole before', () => {
    const graph = graphOf({ a: {} });
    expect(new Watched(graph).tasks('task-finished')).to.deep.equal(['a']);
    expect(new Watched(graph, { only: [] }).tasks('task-finished')).to.deep.equal([]);
  });

  it('reads its time from its scheduler only', () => {
    const scheduler = virtualTime();
    const watched = new Watched(graphOf({ a: { run: trace } }), { scheduler });
    expect(watched.events.map(({ time }) => time)).to.deep.equal([0, 0, 0, 0]);
  });
});
