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

describe('how long a task took', () => {
  const told = async function* (
    events: readonly (readonly [time: number, type: string, task?: string])[],
  ): AsyncGenerator<RecordedEvent> {
    await Promise.resolve();
    for (const [time, type, task] of events)
      yield { run: 'a', sequence: 0, time, type, task, attempt: 1, inputs: {} } as never;
  };
  const tookOf = async (...events: Parameters<typeof told>[0]) =>
    (await tasksOf(told(events), 'done')).map(({ task, took }) => [task, took]);

  it('is from its first attempt on, with what lies between attempts', async () => {
    expect(
      await tookOf(
        [0, 'run-started'],
        [10, 'attempt-started', 'read'],
        [15, 'attempt-failed', 'read'],
        [20, 'attempt-started', 'read'],
        [40, 'task-finished', 'read'],
      ),
    ).to.deep.equal([['read', 30]]);
  });

  it('is without the time between an interruption and a resume', async () => {
    expect(
      await tookOf(
        [0, 'run-started'],
        [10, 'attempt-started', 'read'],
        [20, 'attempt-started', 'show'],
        [25, 'task-finished', 'show'],
        [5_000, 'run-started'],
        [5_000, 'task-kept', 'show'],
        [5_001, 'attempt-started', 'read'],
        [5_003, 'task-finished', 'read'],
      ),
    ).to.deep.equal([
      ['read', 17],
      ['show', 5],
    ]);
  });
});
