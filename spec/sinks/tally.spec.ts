import { expect } from 'chai';

import type { RunEvent } from '../../lib/engine/events/event.js';
import { tallySink } from '../../lib/sinks/tally.js';

describe('tallySink', () => {
  it('keeps why other sinks failed', () => {
    const { sink, tally } = tallySink();
    sink({ type: 'sink-failed', message: 'no disk' } as RunEvent);
    expect(tally().sinkFailures).to.deep.equal(['no disk']);
  });
});
