import { expect } from 'chai';
import { lastValueFrom, of } from 'rxjs';

import { each } from '../../../lib/engine/each/each.js';
import { live, liveOutputs } from '../../../lib/engine/live/live.js';
import { type InputError } from '../../../lib/engine/run/bind-inputs.js';
import type { RunError } from '../../../lib/engine/failure.js';
import type { RunOptions } from '../../../lib/engine/run/run-options.js';
import { outputs, start } from '../../../lib/engine/run/start.js';
import { withTimeout } from '../../../lib/engine/attempts/timeout.js';
import { all, graphOf, Hands, virtualTime } from '../rig.js';

describe('the inputs of a selection', () => {
  // page → a ──┐          other → c
  //      when ─┴→ b
  const graph = graphOf(
    { a: { inputs: ['page'] }, b: { inputs: ['a.out', 'when'] }, c: { inputs: ['other'] } },
    { inputs: ['page', 'when', 'other'], outputs: ['b.out', 'c.out'] },
  );

  it('are asked for where the selection needs them, and no others', async () => {
    const only = ['c.out'];
    expect(await lastValueFrom(outputs({ graph }, { other: 1 }, { only }))).to.deep.equal({
      'c.out': 'c(1)',
    });
    expect(await lastValueFrom(each({ graph }, { only })([{ other: 1 }]))).to.deep.equal({
      'c.out': 'c(1)',
    });
    expect(await lastValueFrom(live({ graph }, { other: of(1) }, { only }).outputs$)).to.deep.equal(
      { 'c.out': 'c(1)' },
    );
    expect(() => start({ graph }, { other: 1 }, { only: ['b.out'] })).to.throw(
      'missing inputs: `page`, `when`',
    );
    expect(() => start({ graph }, { other: 1 })).to.throw('missing inputs: `page`, `when`');
    expect(() => start({ graph }, { other: 1, pag: 1 }, { only })).to.throw(
      'the pipeline has no input `pag`: did you mean `page`?',
    );
  });
});

describe('a selection beside outputs that are inputs', () => {
  it('asks for none of those inputs unless it is for them', async () => {
    const graph = graphOf(
      { a: { inputs: ['page'] } },
      { inputs: ['page', 'title'], outputs: ['a.out', 'title'] },
    );
    expect(await lastValueFrom(outputs({ graph }, { page: 1 }, { only: ['a.out'] }))).to.deep.equal(
      { 'a.out': 'a(1)' },
    );
    expect(
      await lastValueFrom(outputs({ graph }, { title: 'T' }, { only: ['title'] })),
    ).to.deep.equal({ title: 'T' });
    expect(await lastValueFrom(outputs({ graph }, { page: 1, title: 'T' }))).to.deep.equal({
      'a.out': 'a(1)',
      title: 'T',
    });
  });
});

describe('options that cannot be', () => {
  const graph = graphOf({ a: {} });
  const wrong = (call: () => unknown, message: string): void => {
    expect(call).to.throw(RangeError, message);
  };

  it('are told at the call, before anything is subscribed', () => {
    const timeout = 'a timeout must be above 0 and at most 2147483647 milliseconds, not 0';
    const noOutput = 'the pipeline has no output `b`: its outputs are `a.out`';
    const noAttempt = (option: string): string =>
      `\`${option}\` must be a number of concurrent attempts, 1 or more, not 0`;
    wrong(() => outputs({ graph }, {}, { timeout: 0 }), timeout);
    wrong(() => outputs({ graph }, {}, { only: ['b'] }), noOutput);
    wrong(() => outputs({ graph }, {}, { concurrency: 0 }), noAttempt('concurrency'));
    wrong(
      () => outputs({ graph }, {}, { onFailure: 'omit' as 'stop' }),
      '`onFailure` is `stop`, `continue` or `hold`, not `omit`',
    );
    wrong(
      () => outputs({ graph }, {}, { only: ['a.ot', 'a.out'] }),
      'the pipeline has no output `a.ot`: did you mean `a.out`?',
    );
    wrong(() => each({ graph }, { timeout: 0 }), timeout);
    wrong(() => each({ graph }, { only: ['b'] }), noOutput);
    wrong(() => each({ graph }, { taskConcurrency: 0 }), noAttempt('taskConcurrency'));
    wrong(
      () => each({ graph }, { concurrency: 0 }),
      '`concurrency` must be a number of items in flight, 1 or more, not 0',
    );
    wrong(
      () => each({ graph }, { order: 'any' as 'arrival' }),
      '`order` is `arrival` or `completion`, not `any`',
    );
    wrong(() => liveOutputs({ graph }, { only: ['b'] }), noOutput);
    wrong(() => liveOutputs({ graph }, { concurrency: 0 }), noAttempt('concurrency'));
  });
});

describe('a cold run', () => {
  const pipelineOf = (hands: Hands) => ({
    graph: graphOf(all(hands.run, { a: { inputs: ['page'] }, b: { inputs: ['a.out'] } }), {
      inputs: ['page'],
      outputs: ['b.out'],
    }),
  });

  it('starts when subscribed, each time anew, and gives its outputs once', () => {
    const hands = new Hands();
    const story: unknown[] = [];
    const cold = outputs(pipelineOf(hands), { page: 1 }, { scheduler: virtualTime() });
    expect(hands.started).to.deep.equal([]);
    for (let time = 0; time < 2; time += 1) {
      cold.subscribe({
        next: (value) => story.push(value),
        complete: () => story.push('complete'),
      });
      hands.finish('a');
      hands.finish('b');
    }
    const value = { 'b.out': 'b(a(1))' };
    expect(story).to.deep.equal([value, 'complete', value, 'complete']);
  });

  it('is cancelled when unsubscribed', () => {
    const hands = new Hands();
    const cold = outputs(pipelineOf(hands), { page: 1 }, { scheduler: virtualTime() });
    const subscription = cold.subscribe();
    const { signal } = hands.contexts.get('a') ?? {};
    subscription.unsubscribe();
    expect(signal?.aborted).to.equal(true);
    expect(hands.stopped).to.deep.equal(['a']);
  });

  it('errors where it fails, and where its inputs are wrong', () => {
    const hands = new Hands();
    const errors: string[] = [];
    const error = (error: unknown): void => {
      errors.push((error as RunError | InputError).message);
    };
    const options = { scheduler: virtualTime() };
    outputs(pipelineOf(hands), { page: 1 }, options).subscribe({ error });
    hands.fail('a');
    outputs(pipelineOf(hands), { pge: 1 }, options).subscribe({ error });
    expect(errors).to.deep.equal([
      '`a` failed: a broke',
      'missing input: `page`; the pipeline has no input `pge`: did you mean `page`?',
    ]);
    expect(hands.started).to.deep.equal(['a']);
  });

  it('throws for what a failure cannot do, though a compiler would have told', () => {
    const onFailure = 'continu' as 'continue';
    expect(() => start({ graph: graphOf({ a: {} }) }, {}, { onFailure })).to.throw(
      RangeError,
      '`onFailure` is `stop`, `continue` or `hold`, not `continu`; did you mean `continue`?',
    );
  });

  it('throws for bounds within which nothing could run, and for times that no timer can wait', () => {
    const graph = graphOf({ a: {} });
    const starting = (options: RunOptions) => () => start({ graph }, {}, options);
    for (const concurrency of [0, -1, NaN])
      expect(starting({ concurrency })).to.throw(
        RangeError,
        `\`concurrency\` must be a number of concurrent attempts, 1 or more, not ${concurrency}`,
      );
    for (const timeout of [0, -1, NaN, Infinity, 2 ** 31]) {
      const told = `a timeout must be above 0 and at most 2147483647 milliseconds, not ${timeout}`;
      expect(starting({ timeout })).to.throw(RangeError, told);
      expect(() => withTimeout(timeout)).to.throw(RangeError, told);
    }
  });

  it('held instead of subscribed starts at once, and throws where its inputs are wrong', () => {
    const hands = new Hands();
    const run = start(pipelineOf(hands), { page: 1 }, { scheduler: virtualTime() });
    expect(run.state('a')).to.equal('running');
    expect(() => start(pipelineOf(hands), {})).to.throw('missing input: `page`');
  });
});
