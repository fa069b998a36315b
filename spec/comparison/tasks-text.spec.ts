import { expect } from 'chai';

import { tasksText } from '../../lib/comparison/tasks-text.js';

describe('how far a run is', () => {
  const told: readonly (readonly [Parameters<typeof tasksText>, string])[] = [
    [[{ state: 'running', tasks: 5, tasksDone: 4 }], '4/5'],
    [[{ state: 'running', tasks: 0, tasksDone: 4 }], '4'],
    [[{ state: 'running', tasksDone: 4 }], '4'],
    [[{ state: 'done', tasks: 5, tasksDone: 5, tasksOmitted: 1 }], '5/5, 1 omitted'],
    [[{ state: 'done', tasks: 5, tasksDone: 5, tasksFailed: 2 }], '5/5, 2 failed'],
    [[{ state: 'failed', tasks: 5, tasksDone: 3, tasksFailed: 2 }], '3/5'],
    [
      [{ state: 'done', tasks: 1000, tasksDone: 900 }, (count) => `#${count}`, ' of '],
      '#900 of #1000',
    ],
  ];
  for (const [given, text] of told)
    it(`is ${text} of ${JSON.stringify(given[0])}`, () => {
      expect(tasksText(...given)).to.equal(text);
    });
});
