import { expect } from 'chai';

import { QueueTurns } from '../../../lib/queue/bullmq/queue-turns.js';

describe('turns', () => {
  const waiting = new Map([
    ['a', 5],
    ['b', 1],
    ['c', 2],
  ]);

  it('are one of each queue, and go on behind the last', () => {
    const turns = new QueueTurns();
    expect(turns.deal(waiting, 2)).to.deep.equal(['a', 'b']);
    expect(turns.deal(waiting, 2)).to.deep.equal(['c', 'a']);
  });

  it('are as many as there is room for, and as wait', () => {
    expect(new QueueTurns().deal(waiting, 6)).to.deep.equal(['a', 'b', 'c', 'a', 'c', 'a']);
    expect(new QueueTurns().deal(waiting, 20)).to.have.length(8);
    expect(new QueueTurns().deal(waiting, 0)).to.deep.equal([]);
    expect(new QueueTurns().deal(new Map(), 3)).to.deep.equal([]);
  });
});
