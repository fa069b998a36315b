import { expect } from 'chai';

import { workOf } from '../../lib/comparison/work.js';
import type { FinishedTask } from '../../lib/store/store.js';

const task = (from: string): FinishedTask => ({
  ...{ task: 'ocr', attempt: 1, from, started: 5, ended: 7 },
  ...{ inputs: new Map(), outputs: new Map() },
});

describe('the work in a run', () => {
  it('takes what a task took where the run that made it is pruned', async () => {
    const work = await workOf(() => Promise.resolve([]), [task('gone/ocr')]);
    expect(work).to.deep.equal({ work: 2, tasks: 1, kept: 1 });
  });

  it('is not told where the store fails', async () => {
    const work = await workOf(
      () => Promise.reject(new Error('no answer')),
      [task('there/ocr')],
    ).catch(String);
    expect(work).to.equal('Error: no answer');
  });
});
