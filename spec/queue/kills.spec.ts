import { expect } from 'chai';

import { redisServer } from '../services.js';
import { Kills, quick, roundOfKills } from './kills.js';

describe('runs over a queue whose processes are killed', function () {
  this.timeout(1_800_000);

  it('come to what an uninterrupted run gives, over fifty kills', async function () {
    const kills = new Kills();
    const said: string[] = [];
    for (let seed = 1; kills.all < 50; seed += 1) {
      const isEqual = await roundOfKills(
        {
          ...{ seed, tasks: 100, most: 50, pace: quick },
          redis: (args) => redisServer(this, args),
          say: (text) => said.push(text),
        },
        kills,
      );
      expect(isEqual, `seed ${seed}`).to.equal(true);
    }
    expect(said).to.deep.equal([]);
  });
});
