import fc from 'fast-check';

import * as properties from './properties.js';
import {
  allFeatures,
  type Drawn,
  drawnPipes,
  type Features,
  type SelectorKind,
} from './random-pipelines.js';

const byTime: readonly SelectorKind[] = ['first', 'race', 'all', 'atLeast', 'maybe'];

const holds = async (
  property: (drawn: Drawn, seed: number) => Promise<void>,
  numRuns: number,
  features: Partial<Features> = {},
): Promise<void> => {
  const drawn = drawnPipes({ ...allFeatures, ...features });
  await fc.assert(fc.asyncProperty(drawn, fc.nat(), property), { numRuns });
};

describe('a random pipeline with control flow', () => {
  for (const onFailure of ['stop', 'continue', 'hold'] as const) {
    it(`comes to what is worked out without time, in every order of time: ${onFailure}`, async () => {
      await holds(properties.isAsWorkedOut(onFailure), 40);
    });

    it(`does nothing that is not needed any more: ${onFailure}`, async () => {
      await holds(properties.worksForNeedsAlone(onFailure), 40, { selectors: byTime });
    });

    it(`knows the state of each of its tasks, at any time: ${onFailure}`, async () => {
      await holds(properties.tellsStates(onFailure), 40, { selectors: byTime });
    });

    it(`tells its events in order: ${onFailure}`, async () => {
      await holds(properties.isOrderly(onFailure), 40, { selectors: byTime });
    });
  }

  for (const onFailure of ['stop', 'continue'] as const)
    it(`has no more at work than there are slots, and ends: ${onFailure}`, async () => {
      await holds(properties.keepsToSlots(onFailure), 100, { selectors: byTime });
    });

  it('comes to one of the things that it may, where something is chosen by time', async () => {
    await holds(properties.isAsAllowed, 40, { selectors: byTime });
  });

  it('leaves nothing behind, whenever it is stopped', async () => {
    await holds(properties.isCancelledClean, 20, { selectors: byTime });
  });

  it('comes to what it does without failures, held and restarted until all is done', async () => {
    await holds(properties.isMended, 40, { canFail: false, canBeWrong: false });
  });

  it('comes in a live run to what it does from scratch, and mixes no versions', async () => {
    await holds(properties.isLive, 30);
  });

  it('comes in a live run to one of the things that it may, where something is chosen by time', async () => {
    await holds(properties.isLiveAsAllowed, 40, { selectors: byTime });
  });

  it('does in a live run that is fed once what it does in a single one, at the same times', async () => {
    await holds(properties.isLiveAsOnce, 40, { selectors: byTime, canBeWrong: false });
  });

  it('tells the failure of its first output, also without control flow', async () => {
    const plain = { selectors: [], canBeAbsent: false };
    await holds(properties.isAsWorkedOut('continue'), 40, plain);
  });
});
