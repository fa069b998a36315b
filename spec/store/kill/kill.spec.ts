import { setTimeout as wait } from 'node:timers/promises';

import { expect } from 'chai';

import { postgres } from '../../services.js';
import { Driver } from './driver.js';
import { killed, KilledRun, shortened } from './harness.js';

const atOnce = 3;

describe('a durable run that is killed', function () {
  this.timeout(180_000);
  let driver: Driver;

  before(async () => {
    driver = await Driver.built();
  });
  after(() => {
    driver.remove();
  });

  const survives = async (kills: number, server?: string): Promise<void> => {
    let done = 0;
    let seed = 1;
    const worker = async (): Promise<void> => {
      while (done < kills) {
        const own = seed;
        seed += 1;
        const survived = await killed(driver, own, { most: 8, server });
        done += survived.kills;
        const { outputs, expected, ranAgain, damage } = survived;
        expect({ seed: own, outputs, ranAgain, damage }).to.deep.equal({
          ...{ seed: own, outputs: expected, ranAgain: [], damage: [] },
        });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    expect(done).to.be.at.least(kills);
  };

  it('gives what an uninterrupted one gives, and runs no finished task again', () => survives(100));

  it('does so with a store on a server', async function () {
    await survives(30, await postgres(this));
  });

  it('is driven by one of two that resume it at once', async () => {
    const run = new KilledRun(7);
    try {
      const expected = await run.uninterrupted();
      const first = driver.drive(run.place);
      await run.hasFinishedOne(first);
      first.process.kill('SIGKILL');
      await first.ended;
      const before = run.marks().length;
      const both = [0, 1].map(() => driver.drive(run.place));
      const said = await Promise.all(both.map(({ ended }) => ended));
      // One that comes late finds it done, or is told so where that comes between its look and its hold.
      const late = /^the run `[^`]+` is done: there is nothing to continue$/;
      const wrong = said.filter(
        (one) =>
          one?.error !== undefined && one.error !== 'RunHeldError' && !late.test(one.message ?? ''),
      );
      expect(wrong).to.deep.equal([]);
      const outputs = said.flatMap((one) => (one?.outputs === undefined ? [] : [one.outputs]));
      expect(outputs).to.have.length.of.at.least(1);
      for (const one of outputs) expect(shortened(one)).to.deep.equal(expected);
      const drivers = new Set(
        run
          .marks()
          .slice(before)
          .map((mark) => mark.driver),
      );
      expect(
        [...drivers].filter((one) => both.some(({ pid }) => pid === one)),
      ).to.have.length.of.at.most(1);
      expect(await run.damage()).to.deep.equal([]);
    } finally {
      await run.remove();
    }
  });

  /** Gives whether another has gone on with the run: not where the one that was stopped came to its end before. */
  const wakesTooLate = async (seed: number): Promise<boolean> => {
    const run = new KilledRun(seed, { lease: 400 });
    const expected = await run.uninterrupted();
    const own = run.marks().length;
    const sleeper = driver.drive(run.place);
    try {
      // By the file of marks: asking the store takes so long in a busy process that the run is over.
      await run.hasBegunOne(sleeper, own);
      sleeper.process.kill('SIGSTOP');
      for (let pause = 1; await run.isLocked(); pause *= 2) {
        sleeper.process.kill('SIGCONT');
        await wait(pause);
        sleeper.process.kill('SIGSTOP');
      }
      let outputs: unknown;
      do outputs = await run.driven(driver);
      while ((outputs as { error?: string }).error === 'RunHeldError');
      expect(outputs).to.deep.equal(expected);
      const before = await run.kept();
      sleeper.process.kill('SIGCONT');
      const said = await sleeper.ended;
      const marks = run.marks().slice(own);
      if (marks.every((mark) => mark.driver === sleeper.pid)) return false;
      expect(said).to.have.property('error').that.is.not.equal(undefined);
      expect(await run.driven(driver)).to.deep.equal(expected);
      expect(await run.kept()).to.deep.equal(before);
      expect(await run.damage()).to.deep.equal([]);
      return true;
    } finally {
      // Where something is not as it should be it may be stopped.
      sleeper.process.kill('SIGKILL');
      await run.remove();
    }
  };

  it('writes nothing more where it wakes after its lease has gone to another', async () => {
    for (let seed = 11; seed < 31; seed += 1) if (await wakesTooLate(seed)) return;
    throw new Error('in twenty runs the process came to the end before it was stopped');
  });
});
