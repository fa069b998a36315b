import { expect } from 'chai';

import { openStore } from '../../lib/store/open-store.js';
import { storeCases } from '../../lib/store/store-cases.js';
import type { Store } from '../../lib/store/store.js';
import { onBoth, type Place, sqlitePlace } from './database/databases.js';

onBoth('what every store does', (place) => {
  for (const { name, run } of storeCases(() => () => openStore(place().where))) it(name, run);
});

describe('the cases of a store', () => {
  type Change = (store: Store) => Partial<Store>;
  /** What is wrong with a store, and the case that is there for it. */
  const broken: Readonly<Record<string, readonly [Change, string]>> = {
    'takes a run over from who holds it': [
      (store) => ({
        takeOver: async (run) => {
          const { declared, ...held } = await store.history.run(run);
          return store.create({ ...held, pipeline: declared, id: `${run}2` } as never);
        },
      }),
      'lets one at a time drive a run',
    ],
    'forgets no result': [
      ({ results }) => ({ results: { ...results, forget: () => Promise.resolve() } }),
      'forgets a result, and tells of it all the same',
    ],
    'keeps no result': [
      ({ results }) => ({ results: { ...results, keep: () => Promise.resolve() } }),
      'keeps results for other runs, the last one of a key',
    ],
    'prunes nothing': [
      () => ({ prune: () => Promise.resolve({ runs: 0, blobs: 0, bytes: 0 }) }),
      'prunes what is old, and no more',
    ],
    'lists no runs': [
      ({ history }) => ({ history: { ...history, runs: () => Promise.resolve([]) } }),
      'lists runs, the latest first, by state, pipeline and batch',
    ],
    'does not close': [
      () => ({ close: () => Promise.resolve() }),
      'can be closed twice, and refuses what comes after',
    ],
  };
  /** The cases that a store does not pass. */
  const failing = async (change: Change): Promise<readonly string[]> => {
    const names: string[] = [];
    for (const { name, run } of storeCases(() => placeOf(change)))
      await run().catch(() => names.push(name));
    return names;
  };
  const places: Place[] = [];
  const stores: Store[] = [];
  const placeOf = (change: Change): (() => Promise<Store>) => {
    const place = sqlitePlace();
    places.push(place);
    return async () => {
      const store = await openStore(place.where);
      stores.push(store);
      return { ...store, ...change(store) };
    };
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const place of places.splice(0)) await place.close();
  });

  it('find nothing in one that is as it is to be', async () => {
    expect(await failing(() => ({}))).to.deep.equal([]);
  });
  for (const [name, [change, found]] of Object.entries(broken))
    it(`find one that ${name}`, async () => {
      expect(await failing(change)).to.include(found);
    });
});
