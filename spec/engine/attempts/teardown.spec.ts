import { expect } from 'chai';
import {
  concat,
  delay,
  finalize,
  from,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  timer,
  toArray,
  type VirtualTimeScheduler,
} from 'rxjs';

import { each } from '../../../lib/engine/each/each.js';
import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { live } from '../../../lib/engine/live/live.js';
import type { RunOptions } from '../../../lib/engine/run/run-options.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { graphOf, type TaskOf, virtualTime, Watched } from '../rig.js';

const tearingDown =
  (source: Observable<Values>): Runner['run'] =>
  () =>
    new Observable<Values>((subscriber) => {
      subscriber.add(() => {
        throw new Error('the device is busy');
      });
      return source.subscribe(subscriber);
    });

let scheduler: VirtualTimeScheduler;

const run = (tasks: Record<string, TaskOf>, options: RunOptions = {}): Watched =>
  new Watched(graphOf(tasks), { scheduler, ...options }).flush();

const told = (watched: Watched): unknown[] =>
  watched.events.flatMap((event) => (event.type === 'teardown-failed' ? [event.message] : []));

describe('a teardown that throws', () => {
  beforeEach(() => {
    scheduler = virtualTime();
  });

  it('leaves a value that has been given as it is, and is told once', () => {
    const watched = run({ read: { run: tearingDown(of({ out: 1 }).pipe(delay(1, scheduler))) } });
    expect(watched.outcome).to.equal('done');
    expect(watched.outputs).to.deep.equal({ 'read.out': 1 });
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  it('leaves a failure as it is', () => {
    const failing = timer(1, scheduler).pipe(
      map(() => {
        throw new Error('no page');
      }),
    );
    const watched = run({ read: { run: tearingDown(failing) } });
    expect(watched.error).to.have.property('message', '`read` failed: no page');
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  it('leaves a timeout as it is', () => {
    const watched = run({ read: { run: tearingDown(NEVER), timeout: 5 } });
    expect(watched.error).to.have.property('message', '`read` failed: it took longer than 0.005 s');
    expect(watched.events.at(-1)).to.include({ type: 'run-finished', outcome: 'failed' });
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  it('keeps no other from being torn down when a sibling fails', () => {
    let isTornDown = false;
    const last: Runner['run'] = () =>
      new Observable<Values>(() => () => {
        isTornDown = true;
      });
    const watched = run({
      first: { run: tearingDown(NEVER) },
      last: { run: last },
      failing: {
        run: () => {
          throw new Error('no page');
        },
      },
    });
    expect(watched.error).to.have.property('message', '`failing` failed: no page');
    expect(isTornDown).to.equal(true);
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  it('does not keep a run from being cancelled', () => {
    const watched = run({ read: { run: tearingDown(NEVER) } });
    watched.run.cancel();
    expect(watched.outcome).to.equal('cancelled');
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  const fails = (): never => {
    throw new Error('the device is busy');
  };
  const synchronous: Readonly<Record<string, Observable<Values>>> = {
    'by `finalize`': of({ out: 1 }).pipe(finalize(fails)),
    'by the function that it gives': new Observable<Values>((subscriber) => {
      subscriber.next({ out: 1 });
      subscriber.complete();
      return fails;
    }),
    'by what it has added before': new Observable<Values>((subscriber) => {
      subscriber.add(fails);
      subscriber.next({ out: 1 });
      subscriber.complete();
    }),
    'by what it adds after': new Observable<Values>((subscriber) => {
      subscriber.next({ out: 1 });
      subscriber.complete();
      subscriber.add(fails);
    }),
  };
  for (const [how, source] of Object.entries(synchronous))
    for (const timeout of [undefined, 5])
      it(`is told of what ends at once, ${how}${timeout === undefined ? '' : ', with a timeout'}`, () => {
        const watched = run({
          read: { run: () => source, ...(timeout === undefined ? {} : { timeout }) },
        });
        expect(watched.outputs).to.deep.equal({ 'read.out': 1 });
        expect(told(watched)).to.deep.equal(['the device is busy']);
      });

  it('leaves a failure at once as it is', () => {
    const failing = new Observable<Values>((subscriber) => {
      subscriber.error(new Error('no page'));
      return fails;
    });
    const watched = run({ read: { run: () => failing } });
    expect(watched.error).to.have.property('message', '`read` failed: no page');
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  it('is told in one line for each error', () => {
    const source = new Observable<Values>((subscriber) => {
      subscriber.add(fails);
      subscriber.add(NEVER.pipe(finalize(fails)).subscribe());
    });
    const watched = run({ read: { run: () => source, timeout: 5 } });
    expect(told(watched)).to.deep.equal(['the device is busy', 'the device is busy']);
  });

  it('does not keep the next attempt from being made', () => {
    const watched = run({
      read: {
        run: (_, { attempt }) =>
          attempt === 1 ? NEVER.pipe(finalize(fails)) : of({ out: attempt }),
        timeout: 5,
        retry: { attempts: 1 },
      },
    });
    expect(watched.outputs).to.deep.equal({ 'read.out': 2 });
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  it('releases the slot', () => {
    const slow = (): Observable<Values> =>
      of({ out: 1 }).pipe(delay(1, scheduler), finalize(fails));
    const graph = graphOf({ first: { run: slow }, second: { run: slow } }, { concurrency: 1 });
    const watched = new Watched(graph, { scheduler }).flush();
    expect(watched.outputs).to.deep.equal({ 'first.out': 1, 'second.out': 1 });
  });

  it('leaves a live run going', () => {
    const page = new Subject<number>();
    const events: RunEvent[] = [];
    const graph = graphOf(
      {
        read: {
          inputs: ['page'],
          run: ({ page }) => (page === 1 ? NEVER.pipe(finalize(fails)) : of({ out: page })),
        },
      },
      { inputs: ['page'] },
    );
    const held = live({ graph }, { page }, { scheduler, sinks: [(event) => events.push(event)] });
    const seen: unknown[] = [];
    held.outputs$.subscribe((outputs) => seen.push(outputs));
    page.next(1);
    page.next(2);
    held.set({ page: 3 });
    expect(seen).to.deep.equal([{ 'read.out': 2 }, { 'read.out': 3 }]);
    expect(events.filter(({ type }) => type === 'teardown-failed')).to.have.length(1);
  });

  it('leaves the other items of a batch going', () => {
    const graph = graphOf(
      { read: { inputs: ['page'], run: ({ page }) => of({ out: page }).pipe(finalize(fails)) } },
      { inputs: ['page'] },
    );
    let seen: unknown;
    from([{ page: 1 }, { page: 2 }])
      .pipe(each({ graph }, { scheduler }), toArray())
      .subscribe((outputs) => {
        seen = outputs;
      });
    expect(seen).to.deep.equal([{ 'read.out': 1 }, { 'read.out': 2 }]);
  });

  it('keeps no item from being cancelled when it is of the source of items', () => {
    let isTornDown = false;
    const working = NEVER.pipe(
      finalize(() => {
        isTornDown = true;
      }),
    );
    const graph = graphOf({ read: { run: () => working } });
    const items = concat(of({}), NEVER).pipe(finalize(fails));
    const results = items.pipe(each({ graph }, { scheduler })).subscribe();
    expect(() => {
      results.unsubscribe();
    }).to.throw('the device is busy');
    expect(isTornDown).to.equal(true);
  });
});

describe('an abort listener that throws', () => {
  const listening =
    (listen: (signal: AbortSignal) => void): Runner['run'] =>
    (_, { signal }) => {
      listen(signal);
      return NEVER;
    };
  const busy = (): never => {
    throw new Error('the device is busy');
  };
  const ways: Readonly<Record<string, (signal: AbortSignal) => void>> = {
    'a function': (signal) => {
      signal.addEventListener('abort', busy);
    },
    'an object': (signal) => {
      signal.addEventListener('abort', { handleEvent: busy }, { once: true });
    },
    '`onabort`': (signal) => {
      signal.onabort = busy;
    },
  };
  for (const [how, listen] of Object.entries(ways))
    it(`is told beside the outcome: ${how}`, () => {
      scheduler = virtualTime();
      const watched = run({ read: { run: listening(listen), timeout: 5 } });
      expect(watched.error).to.have.property(
        'message',
        '`read` failed: it took longer than 0.005 s',
      );
      expect(told(watched)).to.deep.equal(['the device is busy']);
    });

  it('is told when it rejects', async () => {
    scheduler = virtualTime();
    const rejecting = listening((signal) => {
      const reject = (): unknown => Promise.reject(new Error('the device is busy'));
      signal.addEventListener('abort', reject);
    });
    const watched = run(
      { read: { run: rejecting, timeout: 5 }, other: { run: () => NEVER } },
      { onFailure: 'continue' },
    );
    await Promise.resolve();
    expect(told(watched)).to.deep.equal(['the device is busy']);
  });

  it('is not called once it is removed, and every other one is', () => {
    scheduler = virtualTime();
    const heard: string[] = [];
    const last = (): void => {
      heard.push('last');
    };
    const watched = run({
      read: {
        run: listening((signal) => {
          signal.addEventListener('abort', busy);
          signal.removeEventListener('abort', busy);
          signal.onabort = busy;
          signal.onabort = null;
          signal.addEventListener('abort', last);
          signal.addEventListener('abort', last);
        }),
        timeout: 5,
      },
    });
    expect(heard).to.deep.equal(['last']);
    expect(told(watched)).to.deep.equal([]);
  });
});
