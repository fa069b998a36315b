import { setImmediate as turn } from 'node:timers/promises';
import { Readable } from 'node:stream';

import { expect } from 'chai';
import { of } from 'rxjs';

import type { Values } from '../../../lib/engine/events/event.js';
import { live } from '../../../lib/engine/live/live.js';
import type { RunOptions } from '../../../lib/engine/run/run-options.js';
import { outcome } from '../../../lib/engine/attempts/runner-call.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { graphOf, virtualTime, Watched } from '../rig.js';

const wrapped: RunOptions = {
  wrappers: [
    (runner) => ({
      ...runner,
      run: (inputs, context) => outcome(runner, inputs, context),
    }),
  ],
};

const run = async (body: Runner['run'], options?: RunOptions): Promise<Watched> => {
  const watched = new Watched(graphOf({ read: { run: body, retry: {} } }), options);
  await turn();
  return watched;
};

const failure = ({ events }: Watched): unknown =>
  events.flatMap((event) => (event.type === 'task-failed' ? [event.failure.message] : []))[0];

const told = ({ events }: Watched): unknown[] =>
  events.flatMap((event) => (event.type === 'teardown-failed' ? [event.message] : []));

const never = (): Promise<never> => new Promise(() => undefined);

/** Iterates by hand, so that a spec sees which method is called. */
const iterating = (next: () => Promise<IteratorResult<Values>>, stop: () => Promise<void>) => ({
  [Symbol.asyncIterator]: () => ({
    next,
    return: async () => {
      await stop();
      return { done: true as const, value: undefined };
    },
  }),
});

/** The rejections of promises that nobody handles while something is done. */
const unhandledIn = async (doing: () => Promise<void>): Promise<unknown[]> => {
  const seen: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (error: unknown) => seen.push((error as Error).message));
  try {
    await doing();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const other of others) process.on('unhandledRejection', other);
  }
  return seen;
};

const pages = async function* (): AsyncGenerator<Values> {
  yield await Promise.resolve({ out: 'page 1' });
  yield { out: 'page 2' };
};

const lines = function* (): Generator<Values> {
  yield { out: 'page 1' };
  yield { out: 'page 2' };
};

const streams: Readonly<Record<string, () => ReturnType<Runner['run']>>> = {
  'an async generator': () => pages(),
  'a generator': () => lines(),
  'a promise of one': () => Promise.resolve(pages()),
  'a promise of an Observable': () => Promise.resolve(of({ out: 'page 1' }, { out: 'page 2' })),
  'a stream of Node.js': () => Readable.from([{ out: 'page 1' }, { out: 'page 2' }]),
  'a web stream': () => ReadableStream.from([{ out: 'page 1' }, { out: 'page 2' }]),
};

for (const [where, options] of [
  ['', undefined],
  [', in a wrapper', wrapped],
] as const)
  describe(`a runner that gives a stream${where}`, () => {
    for (const [what, body] of Object.entries(streams))
      it(`has given the last value of ${what}`, async () => {
        expect((await run(body, options)).outputs).to.deep.equal({ 'read.out': 'page 2' });
      });

    it('has given what its generator returns, if that is something', async () => {
      const returning = async function* (): AsyncGenerator<Values, Values> {
        yield await Promise.resolve({ out: 'in between' });
        return { out: 'all' };
      };
      expect((await run(returning, options)).outputs).to.deep.equal({ 'read.out': 'all' });
    });

    it('fails with what its generator throws', async () => {
      const failing = async function* (): AsyncGenerator<Values> {
        yield await Promise.resolve({ out: 1 });
        throw new Error('the model is gone');
      };
      expect(failure(await run(failing, options))).to.equal('the model is gone');
    });

    it('fails where its generator gives nothing', async () => {
      const empty = async function* (): AsyncGenerator<Values> {
        if (await Promise.resolve(false)) yield {};
      };
      expect(failure(await run(empty, options))).to.equal(
        'runner `Runner-read` completed without a value',
      );
    });

    it('fails where the last value lacks an output', async () => {
      const lacking = async function* (): AsyncGenerator<Values> {
        yield await Promise.resolve({ text: 'page' });
      };
      expect(failure(await run(lacking, options))).to.equal(
        'runner `Runner-read` did not return output `out`',
      );
    });

    it('is told to return at once when the run is cancelled, and what it gives later is dropped', async () => {
      const calls: string[] = [];
      const watched = await run(
        () =>
          iterating(
            () => (calls.push('next'), never()),
            () => (calls.push('return'), Promise.resolve()),
          ),
        options,
      );
      expect(calls).to.deep.equal(['next']);
      watched.run.cancel();
      expect(calls).to.deep.equal(['next', 'return']);
      expect(watched.outcome).to.equal('cancelled');
    });

    it('is not told to return when it has ended by itself', async () => {
      const calls: string[] = [];
      const values: IteratorResult<Values>[] = [
        { done: false, value: { out: 1 } },
        { done: true, value: undefined },
      ];
      const watched = await run(
        () =>
          iterating(
            () => Promise.resolve(values.shift() ?? { done: true, value: undefined }),
            () => (calls.push('return'), Promise.resolve()),
          ),
        options,
      );
      expect(watched.outputs).to.deep.equal({ 'read.out': 1 });
      expect(calls).to.deep.equal([]);
    });

    it('ends a stream that has nothing to give when the run is cancelled', async () => {
      const ended: string[] = [];
      const web = new ReadableStream({ cancel: () => void ended.push('web') });
      const node = new Readable({
        objectMode: true,
        read: () => undefined,
        destroy: (_error, done) => {
          ended.push('node');
          done(null);
        },
      });
      for (const stream of [web, node]) {
        const watched = await run(() => stream, options);
        watched.run.cancel();
        await turn();
      }
      expect(ended).to.deep.equal(['web', 'node']);
    });
  });

describe('a stream whose end fails', () => {
  it('leaves the run cancelled, and the others stopped', async () => {
    const other = graphOf({
      a: {
        run: () =>
          iterating(never, () => {
            throw new Error('the device is busy');
          }),
      },
      b: { run: () => iterating(never, () => Promise.resolve(void stopped.push('b'))) },
    });
    const stopped: string[] = [];
    const watched = new Watched(other);
    await turn();
    const strays = await unhandledIn(async () => {
      watched.run.cancel();
      expect(watched.outcome).to.equal('cancelled');
      expect(stopped).to.deep.equal(['b']);
      await turn();
    });
    // The run can tell nothing any more.
    expect(strays).to.deep.equal(['the device is busy']);
  });

  it('is told of while the run goes on', async () => {
    const scheduler = virtualTime();
    const watched = new Watched(
      graphOf({
        read: {
          timeout: 10,
          retry: { attempts: 1, delay: 1000 },
          run: () => iterating(never, () => Promise.reject(new Error('the device is busy'))),
        },
      }),
      { scheduler },
    );
    scheduler.maxFrames = 500;
    watched.flush();
    await turn();
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });
});

describe('a stream in a live run', () => {
  it('changes the outputs with each of its values', async () => {
    const seen: unknown[] = [];
    live({ graph: graphOf({ read: { run: pages } }) }, {}).state$.subscribe((state) => {
      seen.push(state);
    });
    await turn();
    expect(seen).to.deep.include.members([
      { state: 'value', value: { 'read.out': 'page 1' } },
      { state: 'value', value: { 'read.out': 'page 2' } },
    ]);
  });
});
