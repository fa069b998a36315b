import { expect } from 'chai';
import { lastValueFrom, of } from 'rxjs';

import { each } from '../../lib/engine/each/each.js';
import { live, liveOutputs } from '../../lib/engine/live/live.js';
import { outputs, start } from '../../lib/engine/run/start.js';
import { graphOf } from './rig.js';

describe('options', () => {
  const pipeline = { graph: graphOf({ a: {} }) };
  // As JavaScript passes it.
  const mistyped: object = { concurency: 2 };

  it('whose names are mistyped are told, with what was meant', () => {
    for (const call of [
      () => start(pipeline, {}, mistyped),
      () => outputs(pipeline, {}, mistyped),
      () => each(pipeline, mistyped),
      () => live(pipeline, {}, mistyped),
      () => liveOutputs(pipeline, mistyped),
    ])
      expect(call).to.throw(
        RangeError,
        /^there is no option `concurency`; did you mean `concurrency`\?$/,
      );
  });

  it('of other calls, and what is no name of one at all, may be passed along', async () => {
    const shared: object = { order: 'completion', onlyHere: true, '': 1 };
    const run = start(pipeline, {}, { ...shared, concurrency: 2 });
    expect(await run.outputs).to.have.keys('a.out');
    expect(await lastValueFrom(of({}).pipe(each(pipeline, shared)))).to.have.keys('a.out');
  });
});
