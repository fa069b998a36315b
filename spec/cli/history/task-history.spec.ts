import { expect } from 'chai';

import { tasksOf } from '../../../lib/cli/history/task-history.js';
import type { RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';

const events = async function* (): AsyncGenerator<RecordedEvent> {
  await Promise.resolve();
  const about = { run: 'a', sequence: 0, time: 0 };
  yield { ...about, type: 'attempt-started', task: 'read', attempt: 1, inputs: {} };
};

describe('what became of a task that nothing tells the end of', () => {
  for (const [state, end] of [
    ['running', 'at work'],
    ['interrupted', 'interrupted'],
    ['cancelled', 'interrupted'],
  ] as const)
    it(`is ${end} in a run that is ${state}`, async () => {
      expect(await tasksOf(events(), state)).to.containSubset([{ task: 'read', end, attempts: 1 }]);
    });
});
