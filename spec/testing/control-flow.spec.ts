import { expect } from 'chai';

import { loadText, orThrow, type Pipeline } from '../../lib/load.js';
import { anyRunner, Registry } from '../../lib/runners/registry.js';
import type { Runner } from '../../lib/runners/runner.js';
import { pipelineTest } from '../../lib/testing/testing.js';

/** One component, `a`, that gives the outputs of the pipeline. */
const one = async (
  component: string,
  { runners = anyRunner, outputs = '[a.x]' }: { runners?: Registry; outputs?: string } = {},
): Promise<Pipeline> =>
  orThrow(
    await loadText(
      `
pipeline:
  name: P
  inputs: [page]
  outputs: ${outputs}
  components:
    a: ${component}
`,
      { runners },
    ),
  );

const lengths: Runner = {
  name: 'Lengths',
  batch: true,
  run: ({ text }) => ({ x: (text as string[]).map((one) => one.length) }),
};

describe('control flow in a test', () => {
  it('tries elements again, so many at once as may be, and leaves out what fails', async () => {
    const pipeline = await one(
      '{ runner: A, map: { over: page, concurrency: 2, onFailure: omit }, inputs: [page], outputs: [x], retry: { attempts: 1, delay: 5ms } }',
    );
    pipelineTest(({ runner, run, expectTask, expectOutputs }) => {
      const a = runner(['--#', '----(x|)', '-(x|)', '-#'], (inputs) => ({
        x: { x: inputs['page'] },
      }));
      const held = run(pipeline, { page: ['p', 'q', 'r'] }, { runners: { a } });
      expectTask(held, 'a').toBe('s-------f');
      expectTask(held, 'a[0]').toBe('s-e----sx');
      expectTask(held, 'a[1]').toBe('s---f');
      expectTask(held, 'a[2]').toBe('----sf');
      expectOutputs(held).toBe('--------(o|)', { o: { 'a.x': [null, 'q', 'r'] } });
    });
  });

  it('goes round until a condition holds', async () => {
    const pipeline = await one(
      '{ runner: A, inputs: [page], outputs: [x, score], repeat: { until: score > 2, atMost: 3, carry: { page: x } } }',
    );
    pipelineTest(({ runner, run, expectTask, expectOutputs }) => {
      const a = runner(['--(x|)', '---(x|)'], (inputs) => ({
        x: { x: `${String(inputs['page'])}!`, score: String(inputs['page']).length },
      }));
      const held = run(pipeline, { page: 'no' }, { runners: { a } });
      expectTask(held, 'a').toBe('s-s--f');
      expectOutputs(held).toBe('-----(o|)', { o: { 'a.x': 'no!!' } });
      const never = run(
        pipeline,
        { page: 'no' },
        { runners: { a: runner('-(x|)', { x: { x: '', score: 0 } }) } },
      );
      expectTask(never, 'a').toBe('sssx');
    });
  });

  it('starts a second attempt beside a late one', async () => {
    const pipeline = await one('{ runner: A, inputs: [page], outputs: [x], hedge: 3ms }');
    pipelineTest(({ runner, run, expectTask, expectOutputs }) => {
      const a = runner(['-------(x|)', '-(y|)'], { x: { x: 1 }, y: { x: 2 } });
      const held = run(pipeline, { page: 0 }, { runners: { a } });
      expectTask(held, 'a').toBe('s--sf');
      expectOutputs(held).toBe('----(o|)', { o: { 'a.x': 2 } });
    });
  });

  it('falls back', async () => {
    const pipeline = await one(
      '{ runner: A, inputs: [page], outputs: [x], retry: 1, fallback: [{ runner: B, timeout: 4ms }, { runner: C }] }',
    );
    pipelineTest(({ runner, run, expectTask, expectOutputs }) => {
      const runners = {
        a: runner('-----#'),
        'a.fallback[0]': runner('------(x|)'),
        'a.fallback[1]': runner('----(x|)', { x: { x: 2 } }),
      };
      const held = run(pipeline, { page: 0 }, { runners });
      expectTask(held, 'a').toBe('s----(es)-(es)(es)f');
      expectOutputs(held).toBe('18ms (o|)', { o: { 'a.x': 2 } });
    });
  });

  it('gathers batches, of marbles and of what runs at once', async () => {
    const pipeline = await one(
      '{ runner: Lengths, batch: { size: 2, wait: 4ms }, map: text, inputs: { text: page }, outputs: [x] }',
      { runners: new Registry([lengths]) },
    );
    const texts = { page: ['p', 'qq', 'rrr'] };
    pipelineTest(({ runner, run, expectTask, expectOutputs, flush }) => {
      const a = runner('---(x|)', ({ text }) => ({
        x: { x: (text as string[]).map((one) => one.length) },
      }));
      for (const [runners, ends] of [
        [{ a }, ['---f', '-------f', '7ms (o|)']],
        [{}, ['(sf)', '----f', '4ms (o|)']],
      ] as const) {
        const held = run(pipeline, texts, { runners });
        expectTask(held, 'a[0]').toBe(ends[0].replace(/^-/, 's'));
        // An attempt has begun when it waits for others of its batch.
        expectTask(held, 'a[2]').toBe(ends[1].replace(/^-/, 's'));
        expectOutputs(held).toBe(ends[2], { o: { 'a.x': [1, 2, 3] } });
      }
      const failing = run(pipeline, texts, { runners: { a: runner('-#') } });
      expectOutputs(failing).toBe('-#', undefined, '`a` failed: `a[0]` failed: #');
      flush();
      expect(a.calls).to.deep.equal([
        { frame: 0, inputs: { text: ['p', 'qq'] } },
        { frame: 4, inputs: { text: ['rrr'] } },
      ]);
    });
  });

  it('asks a condition again in a live run', async () => {
    const pipeline = await one('{ runner: A, inputs: [page], outputs: [x], when: page > 1 }', {
      outputs: '{ x: { maybe: a.x } }',
    });
    pipelineTest(({ runner, live, hot, expectTask, expectOutputs }) => {
      const a = runner('-(x|)', (inputs) => ({ x: { x: inputs['page'] } }));
      const values = { a: 1, b: 2, c: 0 };
      const held = live(pipeline, { page: hot('a---b--c|', values) }, { runners: { a } });
      expectTask(held, 'a').toBe('a---sf-a');
      expectOutputs(held).toBe('x----y-x|', { x: { x: null }, y: { x: 2 } });
    });
  });
});
