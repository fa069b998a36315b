import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import type { ValueKeeper } from '../../../lib/store/values/value-keeper.js';
import { folderBlobs } from '../../../lib/store/values/folder-blobs.js';
import { keeperOf } from '../../../lib/store/values/keeper-of.js';
import { valueKeeperCases } from '../../../lib/store/values/value-keeper-cases.js';

describe('what everything does that keeps values', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-keeps-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const make = (): ValueKeeper => keeperOf(folderBlobs(mkdtempSync(join(folder, 'blobs-'))));

  for (const { name, run } of valueKeeperCases(make)) it(name, run);

  const broken: Readonly<Record<string, (keeper: ValueKeeper) => Partial<ValueKeeper>>> = {
    'keeps a function as nothing': (keeper) => ({
      keep: (value) => keeper.keep(JSON.parse(JSON.stringify(value)) as unknown),
    }),
    'names by something else': (keeper) => ({
      hash: () => keeper.keep(1).then(({ hash }) => hash),
    }),
    'gives nothing back': () => ({ value: () => Promise.resolve(undefined) }),
  };
  for (const [name, change] of Object.entries(broken))
    it(`finds one that ${name}`, async () => {
      const cases = valueKeeperCases(() => {
        const keeper = make();
        return { ...keeper, ...change(keeper) };
      });
      const ends = await Promise.allSettled(cases.map(({ run }) => run()));
      expect(ends.filter(({ status }) => status === 'rejected')).to.not.be.empty;
    });
});
