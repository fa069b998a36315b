import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import { formatDiagnostics } from '../../../lib/diagnostics/format.js';
import type { Values } from '../../../lib/engine/events/event.js';
import { start } from '../../../lib/engine/run/start.js';
import { loadObject, type LoadOptions, orThrow } from '../../../lib/load.js';
import { loadRunnerModule } from '../../../lib/runners/modules/load-runner-module.js';
import { defineRunner, type Runner } from '../../../lib/runners/runner.js';
import { shippedRunners } from '../../../lib/runners/shipped/shipped-runners.js';
import { threadsEnded, withThread } from '../../../lib/runners/thread/with-thread.js';
import { oneTask, type Seen, type TaskBody } from '../one-task.js';

const folder = fileURLToPath(new URL('modules/', import.meta.url));

describe('a runner in a worker thread', () => {
  let loading: LoadOptions = {};
  before(async () => {
    const runners = await loadRunnerModule('runners.mjs', folder);
    loading = { runners: shippedRunners.with(runners) };
  });
  const run = (runner: string, body: Partial<TaskBody> = {}, inputs: Values = {}): Promise<Seen> =>
    oneTask({ runner, thread: 1, ...body }, inputs, { seed: 1 }, loading);
  const out = async (runner: string, body: Partial<TaskBody> = {}, inputs: Values = {}) =>
    (await (await run(runner, body, inputs)).outputs)?.['out'];
  const failure = async (runner: string, body: Partial<TaskBody> = {}, inputs: Values = {}) =>
    (await (await run(runner, body, inputs)).error)?.failures[0];

  it('is not in the main thread, and where it asks for none it is', async () => {
    expect(await out('where')).to.include({ isMainThread: false });
    expect(await out('where', { thread: true })).to.include({ isMainThread: false });
    expect(await out('where', { thread: false })).to.include({ isMainThread: true });
  });

  it('keeps its thread from one attempt to the next', async () => {
    expect(await out('where')).to.deep.equal(await out('where'));
  });

  it('logs, tells its progress, and has its context, as elsewhere', async () => {
    const body = { params: { a: [1] } };
    const seen = await run('says', body);
    const given = (await seen.outputs)?.['out'] as { random: number[] };
    expect(given).to.deep.include({ component: 'task', attempt: 1, outputs: ['out'], ...body });
    expect(seen.events.map(({ type }) => type)).to.deep.equal([
      'run-started',
      'attempt-started',
      'attempt-log',
      'attempt-progress',
      'attempt-log',
      'task-finished',
      'run-finished',
    ]);
    expect(await out('says', { ...body, thread: false })).to.deep.equal(given);
    expect(await out('says', body)).to.deep.equal(given);
  });

  it('logs and throws anything, as elsewhere', async () => {
    const seen = await run('saysAnything');
    await seen.outputs;
    expect(seen.logs).to.deep.equal(['3', '{}', 'undefined', '[Function (anonymous)]']);
    expect((await failure('throwsAnything'))?.message).to.equal('{ code: 1 }');
  });

  it('names the promise that it gives', async () => {
    expect((await failure('forgets'))?.message).to.equal(
      'output `out` of runner `forgets` holds a promise at `0`: `await` it, or several with `Promise.all`',
    );
  });

  it('may be one that ships, or in TypeScript, and may give promises and streams', async () => {
    expect(await out('PassThrough', {}, { x: 1 })).to.equal(1);
    expect(await out('later')).to.equal(1);
    expect(await out('streams')).to.equal(2);
    expect(await out('yields')).to.equal(2);
    const runners = await loadRunnerModule('typed.ts', folder);
    const typed = await oneTask(
      { runner: 'Typed', thread: 1 },
      { x: 'a' },
      {},
      {
        runners: shippedRunners.with(runners),
      },
    );
    expect(await typed.outputs).to.deep.equal({ out: 'typed a' });
  });

  describe('is stopped in an endless loop', () => {
    it('when its time is up', async () => {
      const seen = await run('endless', { timeout: '400ms' });
      expect((await seen.error)?.failures[0]?.kind).to.equal('timeout');
      // The only thread of its pool is free for others again.
      expect(await out('echo', {}, { x: 1 })).to.deep.equal({ x: 1 });
    });

    it('when it is cancelled', async () => {
      const seen = await run('endless');
      await seen.logged(1);
      seen.run.cancel();
      expect((await seen.error)?.outcome).to.equal('cancelled');
      expect(await out('echo', {}, { x: 1 })).to.deep.equal({ x: 1 });
    });
  });

  const shared = (length = 1): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));

  describe('hears that it is stopped', () => {
    it('by its signal, and keeps its thread', async () => {
      const before = await out('where');
      const heard = shared();
      const seen = await run('hears', { timeout: '400ms' }, { shared: heard });
      expect((await seen.error)?.failures[0]?.kind).to.equal('timeout');
      await threadsEnded();
      expect(heard[0]).to.equal(1);
      expect(await out('where')).to.deep.equal(before);
    });

    it('by the teardown of its Observable', async () => {
      const heard = shared();
      const seen = await run('tearsDown', {}, { shared: heard });
      await seen.logged(1);
      const warned = once(process, 'warning');
      seen.run.cancel();
      expect((await seen.error)?.outcome).to.equal('cancelled');
      await threadsEnded();
      expect(heard[0]).to.equal(1);
      const [{ message }] = (await warned) as [Error];
      expect(message).to.equal(
        'a teardown of runner `tearsDown` failed in its thread: the device is busy',
      );
    });
  });

  it('tells a teardown that throws beside its outcome', async () => {
    const seen = await run('tearsDown', {}, { shared: shared(2) });
    expect(await seen.outputs).to.deep.equal({ out: 1 });
    const told = seen.events.find(({ type }) => type === 'teardown-failed');
    expect(told).to.include({ message: 'the device is busy' });
  });

  const several = async (runner: string, names: readonly string[], thread: number) => {
    const component = { runner, inputs: ['shared'], outputs: ['out'], thread };
    return orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'p',
            inputs: ['shared'],
            outputs: names.map((name) => `${name}.out`),
            components: Object.fromEntries(names.map((name) => [name, component])),
          },
        },
        loading,
      ),
    );
  };

  it('computes while another does', async () => {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const pipeline = await several('meets', ['a', 'b'], 2);
    expect(await firstValueFrom(start(pipeline, { shared }).outputs$)).to.deep.equal({
      'a.out': 1,
      'b.out': 1,
    });
  });

  it('waits for a thread that another run holds before it starts, too', async () => {
    const gate = shared();
    const first = await run('holds', {}, { shared: gate });
    await first.logged(1);
    const second = await run('where', { timeout: '1ms', retry: { attempts: 0 } });
    const waiting = second.events.map(({ type }) => type);
    expect(waiting).to.deep.equal(['run-started', 'task-waiting']);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    expect(await first.outputs).to.deep.equal({ out: 1 });
    await second.error;
    expect(second.events[2]?.type).to.equal('attempt-started');
  });

  it('waits until a thread whose attempt was stopped has ended', async () => {
    const stuck = await run('endless');
    await stuck.logged(1);
    stuck.run.cancel();
    const next = await run('echo', {}, { x: 1 });
    expect(next.events.map(({ type }) => type)).to.deep.equal(['run-started', 'task-waiting']);
    expect(await next.outputs).to.deep.equal({ out: { x: 1 } });
  });

  it('waits for a thread before it starts, so that its time does not run meanwhile', async () => {
    const pipeline = await several('where', ['a', 'b', 'c'], 1);
    const story: string[] = [];
    const held = start(
      pipeline,
      { shared: 0 },
      {
        sinks: [
          (event) => {
            if ('task' in event) story.push(`${event.type} ${event.task}`);
          },
        ],
      },
    );
    await firstValueFrom(held.outputs$);
    expect(story.filter((one) => !one.startsWith('task-finished'))).to.deep.equal([
      'attempt-started a',
      'task-waiting b',
      'task-waiting c',
      'attempt-started b',
      'attempt-started c',
    ]);
  });

  describe('fails as elsewhere:', () => {
    it('with the name, message, details and cause of its error', async () => {
      const failed = await failure('fails', { retry: 1 });
      expect(failed).to.deep.include({
        kind: 'error',
        attempt: 2,
        message: 'no page 2',
        final: false,
      });
      const error = failed?.cause as Error & { code: string; retryAfter: number };
      expect([error.name, error.code, error.retryAfter]).to.deep.equal(['NoSuchPage', 'E_PAGE', 5]);
      expect((error.cause as Error).message).to.equal('the disk is full');
      expect(error.stack).to.contain('runners.mjs');
    });

    it('for good', async () => {
      const failed = await failure('failsForGood', { retry: 5 });
      expect(failed).to.deep.include({ attempt: 1, message: 'never', final: true });
    });

    it('without outputs', async () => {
      expect((await failure('nothing'))?.kind).to.equal('no-outputs');
    });

    it('where it has left a rejection that nobody hears, though it gave its outputs', async () => {
      expect((await failure('leaves'))?.message).to.equal(
        'runner `leaves` failed in its thread: nobody heard',
      );
    });

    it('where it ends its thread', async () => {
      expect((await failure('ends'))?.message).to.equal(
        'runner `ends` failed in its thread: it ended its thread',
      );
      expect(await out('echo', {}, { x: 1 })).to.deep.equal({ x: 1 });
    });
  });

  describe('is given copies, and gives away what it gives:', () => {
    it('binary values of every kind, plain data, maps, dates', async () => {
      const buffer = new ArrayBuffer(8);
      const values: Values = {
        bytes: new Uint8Array([1, 2]),
        clamped: new Uint8ClampedArray([1]),
        floats: new Float32Array([0.5]),
        large: new BigInt64Array([1n]),
        buffer,
        part: new Uint16Array(new ArrayBuffer(8), 2, 2),
        plain: [undefined, null, 1n, { a: 'é' }],
        map: new Map([['a', new Uint8Array([3])]]),
        set: new Set([1]),
        date: new Date(0),
      };
      expect(await out('echo', {}, values)).to.deep.equal(values);
      expect(buffer.byteLength).to.equal(8);
      const view = new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2);
      const given = (await out('echo', {}, { view })) as { view: DataView };
      expect([given.view.byteLength, given.view.getUint16(0)]).to.deep.equal([2, 0x0203]);
    });

    it('a value that is part of itself', async () => {
      const circle: Record<string, unknown> = { bytes: new Uint8Array([1]) };
      circle['self'] = circle;
      const given = (await out('echo', {}, { circle })) as { circle: typeof circle };
      expect(given.circle['self']).to.equal(given.circle);
    });

    it('what it does to its inputs nobody else sees', async () => {
      const bytes = new Uint8Array(3);
      expect(await out('writes', {}, { bytes })).to.deep.equal(new Uint8Array([9, 9, 9]));
      expect(bytes).to.deep.equal(new Uint8Array(3));
      const shared = new Uint8Array(new SharedArrayBuffer(3));
      await out('writes', {}, { bytes: shared });
      expect(Array.from(shared)).to.deep.equal([9, 9, 9]);
    });

    it('what it gives is moved, not copied', async () => {
      expect(await out('gives')).to.have.length(1000);
      expect(await out('hasKept')).to.equal(0);
    });

    it('but not what cannot be moved, or of which others use a part', async () => {
      expect(Buffer.from((await out('partOfPool')) as Uint8Array).toString()).to.equal('pooled');
      expect(await out('ofWasm')).to.have.length(65_536);
    });

    it('says what cannot be carried', async () => {
      class Page {
        readonly number = 1;
      }
      const of = async (value: unknown) => (await failure('echo', {}, { x: value }))?.message;
      expect(await of([{ page: new Page() }])).to.equal(
        '`x.0.page` cannot be passed to another thread: it is a Page; give plain data',
      );
      expect(await of(() => 1)).to.equal(
        '`x` cannot be passed to another thread: it is a function; give plain data',
      );
      expect((await failure('uncarried'))?.message).to.equal(
        '`out.page.0` cannot be passed to another thread: it is a function; give plain data',
      );
    });
  });

  describe('is from a module:', () => {
    const diagnosed = async (runner: string, runners: readonly Runner[] = []) => {
      const loaded = await loadObject(
        {
          pipeline: {
            name: 'p',
            inputs: [],
            outputs: ['a.y'],
            components: { a: { runner, inputs: [], outputs: ['y'], thread: true } },
          },
        },
        { runners: shippedRunners.with(runners) },
      );
      const { source, diagnostics } = loaded._tag === 'Left' ? loaded.left : loaded.right.findings;
      return formatDiagnostics(source, diagnostics);
    };
    const inline = defineRunner({ name: 'Inline', run: () => ({}) });

    it('one made in code is refused when the pipeline is loaded', async () => {
      expect(await diagnosed('Inline', [inline])).to.equal(
        `error[no-thread]: runner \`Inline\` cannot run in a thread
--> pipeline: pipeline.components.a.thread not in a thread
 = a thread loads its runner from a module: move a runner made in code to a module of its own; \`Command\` and \`Http\` need no thread, as their work is done elsewhere`,
      );
    });

    it('one that ships is, but for those that do their work elsewhere', async () => {
      expect(await diagnosed('Merge')).to.equal('');
      expect(await diagnosed('Http')).to.contain('runner `Http` cannot run in a thread');
    });

    it('also when it is run', async () => {
      const wrapped = withThread(1)(inline);
      const { error } = await oneTask(
        { runner: 'Inline' },
        {},
        {},
        {
          runners: shippedRunners.with([wrapped]),
        },
      );
      expect((await error)?.failures[0]?.message).to.equal(
        'runner `Inline` cannot run in a thread: it was not loaded from a module',
      );
    });
  });
});
