import { expect } from 'chai';
import * as t from 'io-ts';

import { csvItems } from '../../../lib/cli/each/csv-items.js';
import { linesOf } from '../../../lib/cli/files/lines-of.js';
import { refuseUntyped } from '../../../lib/cli/files/refuse-untyped.js';
import { loadObject, orThrow } from '../../../lib/load.js';
import { Registry } from '../../../lib/runners/registry.js';

const runner = {
  name: 'Resize',
  inputs: { width: t.number, grey: t.boolean, sizes: t.array(t.number), title: t.string },
  run: () => ({}),
};

const graphWith = async (inputs: unknown) =>
  orThrow(
    await loadObject(
      {
        pipeline: {
          name: 'P',
          inputs,
          outputs: ['a.x'],
          components: {
            a: {
              runner: 'Resize',
              inputs: { width: 'width', grey: 'grey', sizes: 'sizes', title: 'title' },
              outputs: ['x'],
            },
          },
        },
      },
      { runners: new Registry([runner]) },
    ),
  ).graph;

const names = ['width', 'grey', 'sizes', 'title'];

describe('an input without a type that is given as text', () => {
  it('is refused where a port takes none, with the type to declare', async () => {
    const graph = await graphWith(names);
    expect(() => {
      refuseUntyped(graph, [...names, 'other']);
    }).to.throw(
      /^input `width` has no type and is given as a string, but port `a\.width` takes number: declare it as `width: \{ type: number \}`\n {2}input `grey` has no type and is given as a string, but port `a\.grey` takes boolean: declare it as `grey: \{ type: boolean \}`\n {2}input `sizes` has no type and is given as a string, but port `a\.sizes` takes Array<number>: declare it as `sizes: \{ type: json \}`$/,
    );
  });

  it('is refused where a port is mapped over a list', async () => {
    const runners = new Registry([{ name: 'R', inputs: { page: t.string }, run: () => ({}) }]);
    const { graph } = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'P',
            inputs: ['pages'],
            outputs: ['a.x'],
            components: {
              a: { runner: 'R', inputs: { page: 'pages' }, outputs: ['x'], map: 'page' },
            },
          },
        },
        { runners },
      ),
    );
    expect(() => {
      refuseUntyped(graph, ['pages']);
    }).to.throw(
      'input `pages` has no type and is given as a string, but port `a.page` takes Array<string>: declare it as `pages: { type: json }`',
    );
  });

  it('is taken where it is not given so, or has a type', async () => {
    refuseUntyped(await graphWith(names), ['title']);
    refuseUntyped(
      await graphWith({ width: { type: 'number' }, grey: null, sizes: null, title: null }),
      ['width'],
    );
  });

  it('is refused as a column of CSV, before anything is run', async () => {
    const graph = await graphWith(names);
    const bytes = async function* (): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('width,title\n3,a\n'));
    };
    const items = csvItems(linesOf(bytes()), 'f', graph, { grey: true, sizes: [] });
    let message = 'nothing';
    try {
      await items.next();
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).to.equal(
      'f:1: input `width` has no type and is given as a string, but port `a.width` takes number: declare it as `width: { type: number }`',
    );
  });
});
