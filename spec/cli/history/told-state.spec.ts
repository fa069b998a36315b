import { expect } from 'chai';

import { toldState } from '../../../lib/cli/history/told-state.js';
import type { RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';
import type { History, RunState, RunSummary } from '../../../lib/store/store.js';

const event = (type: string, task: string): RecordedEvent =>
  ({ run: 'a', sequence: 0, time: 0, type, task, attempt: 1, failure: { message: '' } }) as never;

const failed = [event('attempt-started', 'read'), event('task-failed', 'read')];

const stateOf = (
  events: readonly RecordedEvent[],
  onFailure: string | undefined,
  state: RunState = 'running',
): Promise<string> => {
  const history: Partial<History> = {
    run: () => Promise.resolve({ options: { onFailure } } as never),
    events: (_, after) => Promise.resolve(after < 0 ? events : []),
  };
  return toldState(history as History, { id: 'a', state } as RunSummary);
};

describe('the state of a run that is told', () => {
  it('is held where something has failed, nothing is at work, and it goes on all the same', async () => {
    expect(await stateOf(failed, 'continue')).to.equal('held');
  });

  it('is running while something is at work, or nothing has failed', async () => {
    expect(await stateOf([...failed, event('attempt-started', 'show')], 'continue')).to.equal(
      'running',
    );
    expect(await stateOf([], 'continue')).to.equal('running');
    expect(await stateOf(failed, undefined)).to.equal('running');
  });

  it('is what it is of a run that nobody drives', async () => {
    expect(await stateOf(failed, 'continue', 'interrupted')).to.equal('interrupted');
  });
});
