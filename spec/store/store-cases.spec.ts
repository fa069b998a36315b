import { expect } from 'chai';

import { openStore } from '../../lib/store/open-store.js';
import { storeCases } from '../../lib/store/store-cases.js';
import type { Store } from '../../lib/store/store.js';
import { onBoth, sqlitePlace } from './database/databases.js';

onBoth('what every store does', (place) => {
  for (const { name, run } of storeCases(() => () => openStore(place().where))) it(name, run);
});

describe('the cases of a store', () => {
  const broken: Readonly<Record<string, (store: Store) => Partial<Store>>> = {
    'takes a run over from who holds it': (store) => ({
      takeOver: async (run) => {
        await store.history.run(run);
        return store.create({
          ...(await store.history.run(run)),
          pipeline: (await store.history.run(run)).declared,
          id: `${run}2`,
        } as never);
      },
    }),
    'forgets no result': ({ results }) => ({
      results: { ...results, forget: () => Promise.resolve() },
    }),
    'keeps no result': ({ results }) => ({
      results: { ...results, keep: () => Promise.resolve() },
    }),
    'prunes nothing': () => ({ prune: () => Promise.resolve({ runs: 0, blobs: 0, bytes: 0 }) }),
    'lists no runs': ({ history }) => ({
      history: { ...history, runs: () => Promise.resolve([]) },
    }),
    'does not close': () => ({ close: () => Promise.resolve() }),
  };
  for (const [name, change] of Object.entries(broken))
    it(`find one that ${name}`, async () => {
      const place = sqlitePlace();
      const stores: Store[] = [];
      const open = async (): Promise<Store> => {
        const store = await openStore(place.where);
        stores.push(store);
        return { ...store, ...change(store) };
      };
      try {
        const ends: PromiseSettledResult<void>[] = [];
        for (const { run } of storeCases(() => open))
          ends.push(...(await Promise.allSettled([run()])));
        expect(ends.filter(({ status }) => status === 'rejected')).to.not.be.empty;
      } finally {
        for (const store of stores) await store.close();
        await place.close();
      }
    });
});
