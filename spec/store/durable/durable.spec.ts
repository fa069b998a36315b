import { expect } from 'chai';
import fc from 'fast-check';
import { of } from 'rxjs';

import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { KeptOutputs } from '../../../lib/engine/wrappers/task-wrapper.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { PipelineChangedError } from '../../../lib/store/durable/changes.js';
import { BlobError } from '../../../lib/store/store-error.js';
import type { KeptValue } from '../../../lib/store/values/kept-value.js';
import { loaded } from '../../engine/loaded.js';
import { memoryKeeper as keeper, MemoryStore } from '../memory-store.js';
import { restartFrom, resume, startDurable } from '../begun.js';

const chain = (more: object = {}) => ({
  inputs: ['x'],
  outputs: ['c.y'],
  components: {
    a: { runner: 'R', inputs: ['x'], outputs: ['y'], ...more },
    b: { runner: 'R', inputs: { x: 'a.y' }, outputs: ['y'] },
    c: { runner: 'R', inputs: { x: 'b.y' }, outputs: ['y'] },
  },
});

/** Runs as `name of the task: times`, and what was told. */
const marking = async (
  pipeline: object,
  give: (inputs: Values, component: string, params: Values) => Values,
) => {
  const ran: string[] = [];
  const { graph } = await loaded(pipeline, {
    R: (inputs, { component, params }) => {
      ran.push(component);
      return give(inputs, component, params);
    },
  });
  return { graph, ran };
};

const plusOne = ({ x }: Values): Values => ({ y: (x as number) + 1 });

const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
};

/** Starts a run that crashes after so many writes; gives its id when nothing more happens in it. */
const crashed = async (
  memory: MemoryStore,
  graph: Graph,
  inputs: Values,
  writes: number,
): Promise<string> => {
  memory.writesLeft = writes;
  const { run, id } = await startDurable({ graph }, inputs, { store: memory.store, keeper });
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  // What it has under way writes nothing any more either.
  memory.row(id).fence += 1;
  run.cancel();
  memory.writesLeft = Infinity;
  return id;
};

describe('a durable run', () => {
  it('commits what a task gave before anything that takes it starts', async () => {
    const memory = new MemoryStore();
    const order: string[] = [];
    const { graph } = await loaded(chain(), {
      R: (inputs, { component, run }) => {
        order.push(`${component} starts with ${[...memory.row(run).finished.keys()].join(' ')}`);
        return plusOne(inputs);
      },
    });
    const { outputs, id } = await startDurable(
      { graph },
      { x: 1 },
      { store: memory.store, keeper },
    );
    expect(await outputs).to.deep.equal({ 'c.y': 4 });
    expect(order).to.deep.equal(['a starts with ', 'b starts with a', 'c starts with a b']);
    const row = memory.row(id);
    expect(row.outcome).to.equal('done');
    expect(row.outputs.get('c.y')?.json).to.equal('4');
    expect(row.events.map(({ type }) => type)).to.include.members(['run-started', 'run-finished']);
  });

  it('goes on after a crash: outputs are the same, and no finished task runs again', async () => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(chain(), plusOne);
    const id = await crashed(memory, graph, { x: 1 }, 2);
    expect(ran).to.deep.equal(['a', 'b', 'c']);
    const events: RunEvent[] = [];
    const { outputs } = await resume({ graph }, id, {
      store: memory.store,
      keeper,
      sinks: [(event) => events.push(event)],
    });
    expect(await outputs).to.deep.equal({ 'c.y': 4 });
    // The attempt that was at work is made again.
    expect(ran).to.deep.equal(['a', 'b', 'c', 'c']);
    expect(
      events.flatMap((event) => (event.type === 'task-kept' ? [[event.task, event.from]] : [])),
    ).to.deep.equal([
      ['a', `${id}/a`],
      ['b', `${id}/b`],
    ]);
  });

  it('runs a task again of which what it gave is damaged, and says so', async () => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(chain(), plusOne);
    const id = await crashed(memory, graph, { x: 1 }, 2);
    const told: RunEvent[] = [];
    const { outputs } = await resume({ graph }, id, {
      store: memory.store,
      keeper: {
        ...keeper,
        value: (kept) =>
          kept.json === '3' ? Promise.reject(new BlobError('3', 'it is cut')) : keeper.value(kept),
      },
      sinks: [(event) => told.push(event)],
    });
    expect(await outputs).to.deep.equal({ 'c.y': 4 });
    expect(ran).to.deep.equal(['a', 'b', 'c', 'b', 'c']);
    expect(
      told.flatMap((event) => (event.type === 'task-noted' ? [[event.task, event.message]] : [])),
    ).to.deep.equal([['b', 'its earlier outputs cannot be read, so it runs again: it is cut']]);
  });

  it('fails where what a task gave cannot be read at the moment, and runs nothing again', async () => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(chain({ onFailure: 'omit' }), plusOne);
    const id = await crashed(memory, graph, { x: 1 }, 2);
    ran.length = 0;
    const busy = {
      ...keeper,
      value: (kept: KeptValue) =>
        kept.json === '2' ? Promise.reject(new Error('the server is away')) : keeper.value(kept),
    };
    const { outputs } = await resume({ graph }, id, { store: memory.store, keeper: busy });
    expect(await failureOf(outputs)).to.include({ message: 'the server is away' });
    expect(ran).to.deep.equal([]);
    const again = await resume({ graph }, id, { store: memory.store, keeper });
    expect(await again.outputs).to.deep.equal({ 'c.y': 4 });
    expect(ran).to.deep.equal(['c']);
  });

  it('goes on from wherever it crashed, on graphs of any shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }),
        fc.nat(14),
        async (takes, writes) => {
          const components = Object.fromEntries(
            takes.map((of, at) => [
              `c${at}`,
              {
                runner: 'R',
                inputs: Object.fromEntries(
                  of.map((from, port) => [
                    `p${port}`,
                    from % (at + 1) === at ? 'x' : `c${from % (at + 1)}.y`,
                  ]),
                ),
                outputs: ['y'],
              },
            ]),
          );
          const names = Object.keys(components);
          const { graph, ran } = await marking(
            { inputs: ['x'], outputs: names.map((name) => `${name}.y`), components },
            (inputs, component) => ({ y: `${component}(${Object.values(inputs).join()})` }),
          );
          const x = 'x';
          const whole = new MemoryStore();
          const never = await startDurable({ graph }, { x }, { store: whole.store, keeper });
          const expected = await never.outputs;
          const memory = new MemoryStore();
          const id = await crashed(memory, graph, { x }, writes);
          const done = [...memory.row(id).finished.keys()];
          ran.length = 0;
          const { outputs } = await resume({ graph }, id, { store: memory.store, keeper });
          expect(await outputs).to.deep.equal(expected);
          expect(ran.filter((task) => done.includes(task))).to.deep.equal([]);
          expect(ran).to.have.members(names.filter((name) => !done.includes(name)));
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it('keeps elements of a list by themselves', async () => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(
      {
        inputs: ['pages'],
        outputs: ['read.y'],
        components: { read: { runner: 'R', inputs: { x: 'pages' }, outputs: ['y'], map: 'x' } },
      },
      plusOne,
    );
    const id = await crashed(memory, graph, { pages: [1, 2, 3] }, 2);
    expect([...memory.row(id).finished.keys()]).to.deep.equal(['read[0]', 'read[1]']);
    ran.length = 0;
    const { outputs } = await resume({ graph }, id, { store: memory.store, keeper });
    expect(await outputs).to.deep.equal({ 'read.y': [2, 3, 4] });
    expect(ran).to.deep.equal(['read[2]']);
  });

  it('goes on after a failure, with the same random numbers', async () => {
    const memory = new MemoryStore();
    let isBroken = true;
    const numbers: number[] = [];
    const { graph } = await loaded(chain(), {
      R: (inputs, { component, random }) => {
        if (component === 'b') numbers.push(random());
        if (component === 'b' && isBroken) throw new Error('out of memory');
        return plusOne(inputs);
      },
    });
    const first = await startDurable({ graph }, { x: 1 }, { store: memory.store, keeper });
    expect((await failureOf(first.outputs)).message).to.equal('`b` failed: out of memory');
    expect(memory.row(first.id).outcome).to.equal('failed');
    isBroken = false;
    const { outputs } = await resume({ graph }, first.id, { store: memory.store, keeper });
    expect(await outputs).to.deep.equal({ 'c.y': 4 });
    expect(numbers[0]).to.equal(numbers[1]);
  });

  it('gives an attempt that is made again the key that it had', async () => {
    const memory = new MemoryStore();
    const keys: string[] = [];
    const { graph } = await loaded(chain(), {
      R: (inputs, { key }) => {
        keys.push(key);
        return plusOne(inputs);
      },
    });
    const id = await crashed(memory, graph, { x: 1 }, 1);
    const { outputs } = await resume({ graph }, id, { store: memory.store, keeper });
    await outputs;
    expect(keys).to.deep.equal([`${id}/a/1`, `${id}/b/1`, `${id}/b/1`, `${id}/c/1`]);
  });

  it('stops when another process takes it over, and writes nothing more', async () => {
    const memory = new MemoryStore();
    const { graph } = await loaded(chain(), { R: () => new Promise<Values>(() => undefined) });
    const first = await startDurable({ graph }, { x: 1 }, { store: memory.store, keeper });
    await memory.store.takeOver(first.id);
    expect((await failureOf(first.outputs)).message).to.equal(
      'another process has taken the run over',
    );
    expect(memory.row(first.id).outcome).to.equal(undefined);
  });

  it('ends with the error of a store that fails, whatever a task may do', async () => {
    const memory = new MemoryStore();
    const { graph } = await loaded(chain({ retry: 3, onFailure: 'omit' }), { R: plusOne });
    memory.failure = new Error('the disk is full');
    const { outputs } = await startDurable({ graph }, { x: 1 }, { store: memory.store, keeper });
    expect((await failureOf(outputs)).message).to.equal('the disk is full');
  });

  it('tells of a value that cannot be kept, and makes no further attempt', async () => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(chain({ retry: 3 }), () => ({ y: { f: () => 1 } }));
    const { outputs } = await startDurable({ graph }, { x: 1 }, { store: memory.store, keeper });
    expect((await failureOf(outputs)).message).to.equal(
      '`a` failed: output `y` cannot be kept: JSON cannot carry `f`: it is a function; give plain data',
    );
    expect(ran).to.deep.equal(['a']);
  });

  it('never writes what must not be stored, and computes it again', async () => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(chain({ store: 'none' }), ({ x }, component) => ({
      y: component === 'a' ? 'secret' : x === 'secret' ? 'told' : `${String(x)} on`,
    }));
    const id = await crashed(memory, graph, { x: 1 }, 1);
    expect([...memory.row(id).finished.keys()]).to.deep.equal(['b']);
    ran.length = 0;
    const { outputs } = await resume({ graph }, id, { store: memory.store, keeper });
    expect(await outputs).to.deep.equal({ 'c.y': 'told on' });
    expect(ran).to.deep.equal(['a', 'c']);
    const row = memory.row(id);
    const all = JSON.stringify([[...row.finished].map(([, task]) => [...task.inputs]), row.events]);
    expect(all).to.include('not stored');
    expect(all).not.to.include('secret');
  });

  describe('whose pipeline has changed', () => {
    const changed = { params: { n: 2 } };
    const give = ({ x }: Values, _: string, { n = 1 }: Values): Values => ({
      y: (x as number) + (n as number),
    });
    const withB = (more: object) => {
      const { components, ...others } = chain();
      return { ...others, components: { ...components, b: { ...components.b, ...more } } };
    };

    it('says what has changed and what that makes run again', async () => {
      const memory = new MemoryStore();
      const before = await marking(withB({ params: { n: 1 } }), give);
      const id = await crashed(memory, before.graph, { x: 1 }, 2);
      const { graph } = await marking(withB(changed), give);
      const error = await failureOf(resume({ graph }, id, { store: memory.store, keeper }));
      expect(error).to.be.instanceOf(PipelineChangedError);
      expect(error.message).to.equal(
        `the pipeline has changed since run \`${id}\` began:\n  b: params.n 1 → 2\ntasks that must run again: \`b\` and \`c\``,
      );
    });

    it('keeps what has finished, or runs again what has changed, as asked', async () => {
      const memory = new MemoryStore();
      const before = await marking(withB({}), give);
      const id = await crashed(memory, before.graph, { x: 1 }, 2);
      const { graph, ran } = await marking(withB(changed), give);
      const options = { store: memory.store, keeper };
      const rerun = await resume({ graph }, id, { ...options, changed: 'rerun' });
      expect(await rerun.outputs).to.deep.equal({ 'c.y': 5 });
      expect(ran).to.deep.equal(['b', 'c']);
      expect(memory.row(rerun.id).finished.get('a')?.from).to.equal(`${id}/a`);
      const kept = await resume({ graph }, id, { ...options, changed: 'keep' });
      expect(kept.id).to.equal(id);
      expect(await kept.outputs).to.deep.equal({ 'c.y': 4 });
    });

    it('goes on where nothing has changed that counts', async () => {
      const memory = new MemoryStore();
      const before = await marking(withB({}), give);
      const id = await crashed(memory, before.graph, { x: 1 }, 2);
      const { graph } = await marking(withB({ timeout: '1m', retry: 2 }), give);
      const { outputs } = await resume({ graph }, id, { store: memory.store, keeper });
      expect(await outputs).to.deep.equal({ 'c.y': 4 });
    });
  });

  it('commits what is looked up elsewhere as what the run has, with where it is from', async () => {
    const memory = new MemoryStore();
    const { graph } = await loaded(chain(), { R: plusOne });
    const { outputs, id } = await startDurable(
      { graph },
      { x: 1 },
      {
        store: memory.store,
        keeper,
        lookups: [
          ({ task }, attempts$) =>
            task === 'a' ? of(new KeptOutputs({ y: 7 }, 'other/a')) : attempts$,
        ],
      },
    );
    expect(await outputs).to.deep.equal({ 'c.y': 9 });
    const rows = [...memory.row(id).finished.values()];
    expect(rows.map(({ task, from }) => [task, from])).to.deep.equal([
      ['a', 'other/a'],
      ['b', undefined],
      ['c', undefined],
    ]);
  });

  it('can be started again from one of its tasks on', async () => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(chain(), plusOne);
    const options = { store: memory.store, keeper };
    const first = await startDurable({ graph }, { x: 1 }, options);
    await first.outputs;
    ran.length = 0;
    const again = await restartFrom({ graph }, first.id, ['b'], options);
    expect(await again.outputs).to.deep.equal({ 'c.y': 4 });
    expect(ran).to.deep.equal(['b', 'c']);
    for (const task of ['z', 'z[1]'])
      expect((await failureOf(restartFrom({ graph }, first.id, [task], options))).message).to.equal(
        `the pipeline has no task \`${task}\`; did you mean \`a\`, \`b\` or \`c\`?`,
      );
  });

  /** What a run gave is read by this, and the run started again from its last task on. */
  const restartedOver = async (error: Error) => {
    const memory = new MemoryStore();
    const { graph, ran } = await marking(chain({ onFailure: 'omit' }), plusOne);
    const first = await startDurable({ graph }, { x: 1 }, { store: memory.store, keeper });
    await first.outputs;
    ran.length = 0;
    const told: string[] = [];
    const { outputs } = await restartFrom({ graph }, first.id, ['c'], {
      store: memory.store,
      keeper: {
        ...keeper,
        value: (kept) => (kept.json === '2' ? Promise.reject(error) : keeper.value(kept)),
      },
      sinks: [
        (event) => {
          if (event.type === 'task-noted') told.push(event.message);
        },
      ],
    });
    return { outputs, ran, told };
  };

  it('runs a task again that is not to, where what it gave is damaged, and says so', async () => {
    const { outputs, ran, told } = await restartedOver(new BlobError('2', 'it is cut'));
    expect(await outputs).to.deep.equal({ 'c.y': 4 });
    expect(ran).to.deep.equal(['a', 'c']);
    expect(told).to.deep.equal(['its earlier outputs cannot be read, so it runs again: it is cut']);
  });

  it('fails where what such a task gave cannot be read at the moment, and runs nothing', async () => {
    const { outputs, ran } = await restartedOver(new Error('the server is away'));
    expect(await failureOf(outputs)).to.include({ message: 'the server is away' });
    expect(ran).to.deep.equal([]);
  });
});
