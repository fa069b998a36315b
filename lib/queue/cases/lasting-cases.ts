import { deepEqual, equal, ok } from 'node:assert/strict';

import { FinalError } from '../../runners/final-error.js';
import type { Check } from './bench.js';
import { Heard, until } from './heard.js';

/** What one has to do that knows what a queue before it has handed over. */
export const lastingCases: Readonly<Record<string, Check>> = {
  'gives what has come of an order to whoever hands it over again': async (bench) => {
    await bench.worker();
    const isLasting = true;
    const first = new Heard(
      await bench.queue(),
      bench.order('waits', { x: 1 }, { isLasting, attempt: 2 }),
    );
    await until('it waits', () => bench.waiting === 1);
    const second = new Heard(await bench.queue(), bench.order('waits', { x: 1 }, { isLasting }));
    await second.begun();
    for (const open of bench.gates) open();
    deepEqual((await second.ended()).values, { y: 1 });
    await first.ended();
    ok(first.error instanceof FinalError, 'whoever it was taken over from has to fail for good');
    equal(bench.calls, 1);
  },
  'lets go on what has begun of a run that is left': async (bench) => {
    await bench.worker();
    const order = bench.order('waits', { x: 1 }, { isLasting: true });
    const left = await bench.queue();
    const first = new Heard(left, order);
    await first.begun();
    await until('it waits', () => bench.waiting === 1);
    left.leave?.(order.run);
    first.cancel();
    await left.close();
    const second = new Heard(await bench.queue(), order);
    await second.begun();
    for (const open of bench.gates) open();
    deepEqual((await second.ended()).values, { y: 1 });
    equal(bench.stopped, 0);
  },
  'makes again what the same queue hands over again': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    const order = bench.order('same', { x: 1 }, { isLasting: true });
    await new Heard(queue, order).ended();
    await new Heard(queue, order).ended();
    equal(bench.calls, 2);
  },
};
