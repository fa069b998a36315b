import { expect } from 'chai';
import { delay, map, NEVER, Observable, of, timer, type VirtualTimeScheduler } from 'rxjs';

import type { Values } from '../../lib/engine/event.js';
import type { Runner } from '../../lib/runners/runner.js';
import { graphOf, type TaskOf, virtualTime, Watched } from './rig.js';

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

const run = (tasks: Record<string, TaskOf>): Watched =>
  new Watched(graphOf(tasks), { scheduler }).flush();

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
});
