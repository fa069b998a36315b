import { expect } from 'chai';

import type { RunEvent } from '../../lib/engine/events/event.js';
import { type Failure, FailureError } from '../../lib/engine/failure.js';
import { tallySink } from '../../lib/sinks/tally.js';

describe('tallySink', () => {
  it('keeps of a thousand failures what was thrown, and of further ones what is said of them', () => {
    const { sink, tally } = tallySink();
    const failed = (task: string, cause: unknown): void => {
      const failure = { kind: 'error', task, attempt: 1, message: 'odd', cause, final: false };
      sink({ type: 'task-failed', task, failure } as unknown as RunEvent);
    };
    const thrown = new Error('odd');
    for (let at = 0; at <= 1000; at += 1) failed(`a[${at}]`, thrown);
    const [last] = tally().failures.slice(-1);
    const part = new FailureError(last as Failure);
    failed('a', part);
    const { failures } = tally();
    expect(failures.map(({ cause }) => cause)).to.deep.equal([
      ...new Array<Error>(1000).fill(thrown),
      ...[undefined, part],
    ]);
    expect(last?.message).to.equal('odd');
  });

  it('keeps why other sinks failed', () => {
    const { sink, tally } = tallySink();
    sink({ type: 'sink-failed', message: 'no disk' } as RunEvent);
    expect(tally().sinkFailures).to.deep.equal(['no disk']);
  });
});
