import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';

import { each } from '../../lib/engine/each/each.js';
import { loadObject, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import { type KeepingStore, openStore } from '../../lib/store/index.js';
import { sha256 } from '../../lib/store/values/sha256.js';

describe('a batch that is gone on with over values that are damaged', () => {
  let folder: string;
  let store: KeepingStore;
  let ran: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-damaged-'));
    store = await openStore(folder);
    ran = [];
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  // Too long for a row.
  const long = (text: string): string => text.repeat(10_000);

  const all = async (): Promise<readonly unknown[]> => {
    const component = (input: string) => ({ runner: 'R', inputs: { x: input }, outputs: ['y'] });
    const pipeline = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'Long',
            inputs: ['x'],
            outputs: { text: 'b.y' },
            components: { a: component('x'), b: component('a.y') },
          },
        },
        {
          runners: new Registry([
            {
              name: 'R',
              version: '1',
              run: ({ x }, { component }) => {
                const first = String(x).slice(0, 1);
                ran.push(`${component}${first}`);
                return { y: long(`${first}${component}`) };
              },
            },
          ]),
        },
      ),
    );
    const items = ['1', '2', '3'].map((x) => ({ x: long(x) }));
    const results$ = each(pipeline, { store, batch: 'long', concurrency: 1 })(items);
    const results = await lastValueFrom(results$.pipe(toArray()));
    return results.map(({ text }) => text);
  };

  const damage = (value: string): void => {
    const hash = sha256(JSON.stringify(value));
    const path = join(folder, 'values', hash.slice(0, 2), hash.slice(2));
    expect(readdirSync(join(folder, 'values', hash.slice(0, 2)))).to.include(hash.slice(2));
    rmSync(path);
    writeFileSync(path, 'other');
  };

  const whole = ['1', '2', '3'].map((x) => long(`${x}b`));

  it('runs again what gave them, of the item that is done, and nothing else', async () => {
    expect(await all()).to.deep.equal(whole);
    ran = [];
    damage(long('2b'));
    expect(await all()).to.deep.equal(whole);
    expect(ran).to.deep.equal(['b2']);
    ran = [];
    expect(await all()).to.deep.equal(whole);
    expect(ran).to.deep.equal([]);
  });

  it('runs all of an item again whose input is damaged too', async () => {
    await all();
    ran = [];
    damage(long('2b'));
    damage(long('2'));
    expect(await all()).to.deep.equal(whole);
    expect(ran).to.deep.equal(['a2', 'b2']);
  });
});
