import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';

import { each } from '../../../lib/engine/each/each.js';
import { start } from '../../../lib/engine/run/start.js';
import { file, type FileValue, isFile } from '../../../lib/runners/values/file-value.js';
import { Cache } from '../../../lib/store/cache/cache.js';
import { openStore } from '../../../lib/store/open-store.js';
import type { Store } from '../../../lib/store/store.js';
import { keeperOf } from '../../../lib/store/values/keeper-of.js';
import { loaded } from '../../engine/loaded.js';
import { postgres } from '../../services.js';
import { startDurable } from '../begun.js';
import { postgresPlace } from '../database/databases.js';

const textOf = (value: unknown): string => readFileSync((value as FileValue).path, 'utf8');

describe('files that are kept', () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-kept-files-'));
    store = await openStore(join(folder, 'store'));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const fileOf = (name: string, text: string): FileValue => {
    writeFileSync(join(folder, name), text);
    return file(join(folder, name));
  };

  it('are known by what is in them, and given back by a path', async () => {
    const keeper = keeperOf(store.blobs);
    const large = 'words '.repeat(10_000);
    const kept = await keeper.keep({ page: fileOf('a', large), also: 1 });
    expect(kept.size).to.be.greaterThan(large.length);
    expect(kept.hash).to.equal((await keeper.keep({ also: 1, page: fileOf('b', large) })).hash);
    expect(kept.hash).to.equal(await keeper.hash?.({ also: 1, page: file(join(folder, 'a')) }));
    expect(kept.hash).to.not.equal((await keeper.keep({ also: 1, page: fileOf('c', 'x') })).hash);
    rmSync(join(folder, 'a'));
    const back = (await keeper.value(kept)) as { readonly page: FileValue };
    expect(textOf(back.page)).to.equal(large);
    // As it is.
    expect((await keeper.keep(back)).hash).to.equal(kept.hash);
  });

  it('are told where they cannot be kept', async () => {
    const keeper = keeperOf(store.blobs);
    const refusal = (value: unknown): Promise<string> =>
      keeper.keep(value).then(
        () => 'kept',
        (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
      );
    expect(await refusal(file('/nowhere/page'))).to.equal(
      'UnkeepableError: the file `/nowhere/page` in it: there is no such file',
    );
    expect(await refusal([file(folder)])).to.equal(
      `UnkeepableError: the file \`${folder}\` in it: it is a folder; give a file, such as an archive of it`,
    );
  });

  const graphOf = async () => {
    let calls = 0;
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['make.y', 'read.text'],
        components: {
          make: { runner: 'Make', inputs: ['x'], outputs: ['y'], cache: true },
          read: { runner: 'Read', inputs: { y: 'make.y' }, outputs: ['text'] },
        },
      },
      {
        Make: ({ x }, { scratch }) => {
          calls += 1;
          const path = join(scratch(), 'made');
          writeFileSync(path, `made of ${String(x)}`);
          return { y: file(path) };
        },
        Read: ({ y }) => ({ text: textOf(y) }),
      },
    );
    return { graph, calls: () => calls };
  };

  it('outlast the scratch folder that a task wrote them to', async () => {
    const { graph } = await graphOf();
    const keeper = keeperOf(store.blobs);
    const { outputs } = await startDurable({ graph }, { x: 1 }, { store, keeper });
    const given = await outputs;
    expect(given['read.text']).to.equal('made of 1');
    expect(
      (given['make.y'] as FileValue).path.startsWith(join(folder, 'store', 'values')),
    ).to.equal(true);
    expect(textOf(given['make.y'])).to.equal('made of 1');
  });

  it('are put once, where a run is kept and its results are too', async () => {
    const { graph } = await graphOf();
    const put: string[] = [];
    const values = keeperOf({
      ...store.blobs,
      putFile: (path) => {
        put.push(path);
        return store.blobs.putFile(path);
      },
    });
    const run = async (): Promise<unknown> => {
      const { wrapper } = new Cache(graph, { results: store.results, values });
      const begun = await startDurable(
        { graph },
        { x: 1 },
        { store, keeper: values, lookups: [wrapper] },
      );
      return (await begun.outputs)['read.text'];
    };
    expect(await run()).to.equal('made of 1');
    expect(put.filter((path) => path.endsWith('made'))).to.have.length(1);
    expect(put).to.have.length(1);
    expect(await run()).to.equal('made of 1');
    expect(put).to.have.length(1);
  });

  it('are taken from the cache, and make a key by what is in them', async () => {
    const { graph, calls } = await graphOf();
    const run = (x: unknown): Promise<unknown> => {
      const cache = new Cache(graph, { results: store.results, values: keeperOf(store.blobs) });
      return start({ graph }, { x }, { taskWrappers: [cache.wrapper] }).outputs;
    };
    mkdirSync(join(folder, 'other'));
    await run(fileOf('a', 'same'));
    await run(fileOf('other/a', 'same'));
    expect(calls()).to.equal(1);
    await run(fileOf('a', 'changed'));
    expect(calls()).to.equal(2);
  });
});

describe('files that a store in PostgreSQL gives', () => {
  it('are there after it is closed where a run gave them, also one of a batch that was done', async function () {
    const place = postgresPlace(await postgres(this));
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-given-files-'));
    const { XDG_CACHE_HOME } = process.env;
    process.env['XDG_CACHE_HOME'] = folder;
    try {
      const pipeline = await loaded(
        {
          inputs: ['x'],
          outputs: ['copy.y'],
          components: {
            make: { runner: 'Make', inputs: ['x'], outputs: ['y'] },
            copy: { runner: 'Make', inputs: { x: 'make.y' }, outputs: ['y'] },
          },
        },
        {
          Make: ({ x }, { component, scratch }) => {
            const path = join(scratch(), 'made');
            writeFileSync(path, `${component} of ${isFile(x) ? textOf(x) : String(x)}`);
            return { y: file(path) };
          },
        },
      );
      const given = async (): Promise<string> => {
        const store = await openStore(place.where);
        const of = join(folder, 'mlpipeline', 'files');
        const results$ = each(pipeline, { store, batch: 'files' })([{ x: 1 }]);
        const [{ 'copy.y': copy } = {}] = await lastValueFrom(results$.pipe(toArray()));
        const { path } = copy as FileValue;
        const [run] = await store.history.runs();
        const [made] = await store.history.tasks(run?.id ?? '');
        const passing = await store.values.value(made?.outputs.get('y') ?? expect.fail());
        expect([textOf(passing), textOf(copy)]).to.deep.equal(['make of 1', 'copy of make of 1']);
        await store.close();
        expect(existsSync((passing as FileValue).path)).to.equal(false);
        expect(path.startsWith(of)).to.equal(true);
        expect(textOf(copy)).to.equal('copy of make of 1');
        return path;
      };
      const path = await given();
      rmSync(path);
      expect(await given()).to.equal(path);
    } finally {
      if (XDG_CACHE_HOME === undefined) delete process.env['XDG_CACHE_HOME'];
      else process.env['XDG_CACHE_HOME'] = XDG_CACHE_HOME;
      await place.close();
      rmSync(folder, { recursive: true });
    }
  });
});
