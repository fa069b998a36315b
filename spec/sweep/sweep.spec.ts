import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import * as t from 'io-ts';

import { loadObject, orThrow } from '../../lib/load.js';
import type { Space } from '../../lib/sweep/settings.js';
import { Registry } from '../../lib/runners/registry.js';
import { defineRunner } from '../../lib/runners/runner.js';
import { Cache } from '../../lib/store/cache/cache.js';
import { sweep, type SweepLoad, type SweepOptions } from '../../lib/sweep/sweep.js';
import { jsonValues, SharedResults } from '../store/cache/memory.js';

describe('a sweep', () => {
  let calls: string[];

  beforeEach(() => {
    calls = [];
  });

  const load: SweepLoad = async (set) => {
    const read = defineRunner({
      name: 'Read',
      params: t.strict({ psm: t.number }),
      run: ({ page }, { params }) => {
        calls.push(`read ${params.psm}`);
        return { text: `${String(page)}${params.psm}` };
      },
    });
    const extract = defineRunner({
      name: 'Extract',
      params: t.strict({ rule: t.string }),
      run: ({ text }, { params }) => {
        calls.push(`extract ${String(text)} ${params.rule}`);
        if (params.rule.startsWith('bad')) throw new Error('no such rule');
        return { fields: `${String(text)}${params.rule}` };
      },
    });
    const pipeline = {
      name: 'Receipts',
      inputs: ['page'],
      outputs: ['extract.fields'],
      components: {
        read: { runner: 'Read', params: { psm: 0 }, inputs: ['page'], outputs: ['text'] },
        extract: {
          runner: 'Extract',
          params: { rule: '' },
          inputs: ['read.text'],
          outputs: ['fields'],
        },
      },
    };
    return orThrow(await loadObject({ pipeline }, { set, runners: new Registry([read, extract]) }));
  };

  const space = { 'read.psm': [3, 6], 'extract.rule': ['a', 'b'] };

  const results = (options: Partial<SweepOptions> = {}, swept: object = space) =>
    lastValueFrom(
      sweep(load, swept as typeof space, { inputs: { page: 'p' }, ...options }).pipe(toArray()),
    );

  it('runs each setting, and gives what came of it', async () => {
    expect(await results()).to.deep.equal([
      {
        index: 0,
        values: { 'read.psm': 3, 'extract.rule': 'a' },
        outputs: { 'extract.fields': 'p3a' },
      },
      {
        index: 1,
        values: { 'read.psm': 3, 'extract.rule': 'b' },
        outputs: { 'extract.fields': 'p3b' },
      },
      {
        index: 2,
        values: { 'read.psm': 6, 'extract.rule': 'a' },
        outputs: { 'extract.fields': 'p6a' },
      },
      {
        index: 3,
        values: { 'read.psm': 6, 'extract.rule': 'b' },
        outputs: { 'extract.fields': 'p6b' },
      },
    ]);
  });

  it('runs with a cache only once what settings have in common, also at once', async () => {
    const shared = new SharedResults().process();
    for (const concurrency of [1, 4]) {
      calls = [];
      const all = { results: concurrency === 1 ? shared : new SharedResults().process() };
      const { graph } = await load({});
      const cache = new Cache(graph, { ...all, values: jsonValues, cached: true });
      const run = (): { taskWrappers: Cache['wrapper'][] } => ({ taskWrappers: [cache.wrapper] });
      expect(await results({ concurrency, run })).to.have.length(4);
      expect(calls.filter((one) => one.startsWith('read')).sort()).to.deep.equal([
        'read 3',
        'read 6',
      ]);
      expect(calls).to.have.length(6);
    }
  });

  it('goes on behind a setting that fails, unless too many do', async () => {
    const swept = { 'extract.rule': ['bad', 'a', 'bad too', 'b'] };
    const said = (await results({}, swept)).map(({ error, outputs }) => error?.message ?? outputs);
    expect(said).to.deep.equal([
      '`extract` failed: no such rule',
      { 'extract.fields': 'p0a' },
      '`extract` failed: no such rule',
      { 'extract.fields': 'p0b' },
    ]);
    expect(await results({ stopAfterFailures: 2 }, swept)).to.have.length(3);
  });

  it('runs nothing where a component, a param or any value is wrong', async () => {
    const told = async (swept: object): Promise<string> =>
      results({}, swept).then(
        () => 'no error',
        (error: unknown) => (error as Error).message,
      );
    expect(await told({ 'raed.psm': [3] })).to.match(/has no component `raed`|`raed`/);
    expect(await told({ 'read.pms': [3] })).to.match(/`pms`/);
    expect(await told({ 'read.psm': [3, 'x'], 'extract.rule': ['a'] })).to.match(/`psm`/);
    expect(calls).to.deep.equal([]);
  });

  it('runs nothing where neither its runner nor its component says that there is a param', async () => {
    const plain: SweepLoad = async (set) =>
      orThrow(
        await loadObject(
          {
            pipeline: {
              name: 'Plain',
              inputs: [],
              outputs: ['read.text'],
              components: {
                read: { runner: 'Read', params: { language: 'en' }, inputs: [], outputs: ['text'] },
              },
            },
          },
          {
            set,
            runners: new Registry([{ name: 'Read', run: () => ({ text: calls.push('read') }) }]),
          },
        ),
      );
    const swept = (space: Space) =>
      lastValueFrom(sweep(plain, space, { inputs: {} }).pipe(toArray()));
    const error = await swept({ 'read.lenguage': ['en', 'de'] }).catch((one: unknown) => one);
    expect((error as Error).message).to.equal(
      '`read` is not known to have a param `lenguage`; did you mean `language`?; its runner does not declare its params, and the pipeline sets `language`: give `read.lenguage` a value there to vary it',
    );
    expect(calls).to.deep.equal([]);
    expect(await swept({ 'read.language': ['en', 'de'] })).to.have.length(2);
  });
});
