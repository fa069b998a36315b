import { expect } from 'chai';

import type { EventBody } from '../../lib/engine/events/event.js';
import type { Failure } from '../../lib/engine/failure.js';
import { TaskCounts } from '../../lib/store/task-counts.js';

const failure: Failure = {
  ...{ kind: 'error', task: 'a', attempt: 1, message: 'no', cause: undefined, final: false },
};

describe('TaskCounts', () => {
  const after = (...bodies: readonly EventBody[]): readonly number[] => {
    const counts = new TaskCounts();
    for (const body of bodies) counts.take({ run: 'r', sequence: 0, time: 0, ...body });
    return [counts.given, counts.omitted, counts.failed];
  };
  const omitted = (task: string): EventBody => ({
    ...{ type: 'task-omitted', task, reason: 'condition', origin: task },
  });
  const finished = (task: string): EventBody => ({
    ...{ type: 'task-finished', task, attempt: 1, outputs: {} },
  });
  const failed = (task: string): EventBody => ({ type: 'task-failed', task, failure });
  const ended = (outcome: 'done' | 'cancelled'): EventBody => ({
    ...{ type: 'run-finished', outcome, outputs: {} },
  });

  it('counts each task of the pipeline once, and nothing within one', () => {
    expect(
      after(
        ...[finished('a'), finished('a'), finished('m[0]'), finished('n/a')],
        ...[omitted('b'), omitted('m[1]'), failed('m[2]'), failed('c')],
        { type: 'task-kept', task: 'd', outputs: {}, from: 'q/d' },
      ),
    ).to.deep.equal([2, 1, 1]);
  });

  it('counts what is restarted as it ends then', () => {
    const again: EventBody = { type: 'task-restarted', task: 'a', below: ['b'] };
    expect(after(failed('a'), omitted('b'), again)).to.deep.equal([0, 0, 0]);
    expect(after(failed('a'), omitted('b'), again, finished('a'), finished('b'))).to.deep.equal([
      2, 0, 0,
    ]);
  });

  it('counts what was stopped as omitted only where the run came to its outputs without it', () => {
    const stopped: EventBody = { type: 'task-cancelled', task: 'a' };
    expect(after(stopped, ended('done'))).to.deep.equal([0, 1, 0]);
    expect(after(stopped, ended('cancelled'))).to.deep.equal([0, 0, 0]);
  });
});
