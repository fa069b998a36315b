import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';

import { each } from '../../lib/engine/each/each.js';
import { start } from '../../lib/engine/run/start.js';
import { loadObject, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import { defineRunner, type RunnerContext } from '../../lib/runners/runner.js';

describe('context.keep', () => {
  const pipeline = async (taken: string[]) => {
    const run = (_: unknown, { keep, item }: RunnerContext) => {
      const model = keep('model', () => {
        taken.push('made');
        return {
          close: () => {
            taken.push('closed');
          },
        };
      });
      taken.push(`used ${item ?? 'alone'} ${typeof model.close}`);
      return { y: 1 };
    };
    const component = { runner: 'Model', inputs: ['x'], outputs: ['y'] };
    return orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'p',
            inputs: ['x'],
            outputs: { a: 'a.y', b: 'b.y' },
            components: { a: component, b: component },
          },
        },
        { runners: new Registry([defineRunner({ name: 'Model', run })]) },
      ),
    );
  };

  it('makes once for a run, and closes when it has ended', async () => {
    const taken: string[] = [];
    await start(await pipeline(taken), { x: 1 }).outputs;
    expect(taken).to.deep.equal(['made', 'used alone function', 'used alone function', 'closed']);
  });

  it('makes once for all items', async () => {
    const taken: string[] = [];
    await lastValueFrom(each(await pipeline(taken))([{ x: 1 }, { x: 2 }]).pipe(toArray()));
    expect(taken).to.deep.equal([
      'made',
      ...[0, 0, 1, 1].map((item) => `used ${item} function`),
      'closed',
    ]);
  });
});
