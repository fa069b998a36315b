import { setImmediate } from 'node:timers/promises';

import { expect } from 'chai';

import { openWorker } from '../../../lib/queue/index.js';
import { OneComponent } from './one-component.js';

describe('a worker that is closed without a drain', function () {
  this.timeout(60_000);
  const one = new OneComponent();

  for (let turns = 0; turns < 24; turns += 3)
    it(`keeps no task that it had asked for, ${turns} turns after it has begun`, async () => {
      const all = [await one.running(), await one.running(), await one.running()];
      while ((await one.jobs().getWaitingCount()) < all.length);
      const worker = await openWorker([one.graph], one.url);
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      await worker.close(0);
      expect(await one.jobs().getActiveCount()).to.equal(0);
      await one.worker();
      for (const { outputs } of all) expect(await outputs).to.deep.equal({ 'a.y': 7 });
    });
});
