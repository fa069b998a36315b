import { deepEqual, equal, ok } from 'node:assert/strict';

import { AttemptLostError } from '../../engine/attempts/lost.js';
import { FinalError } from '../../runners/final-error.js';
import { type Check, largePart, type Values } from './bench.js';
import { Heard, until } from './heard.js';

const carriedValues: readonly unknown[] = [
  ...['', 'a text', 0, -0, NaN, Infinity, 2n ** 70n, true, null, undefined],
  ...[new Date(0), new Map([[{ a: 1 }, new Set([1])]]), Uint8Array.of(0, 255), [1, [2, { a: [] }]]],
  'x'.repeat(1_000_000),
];
/** By names that begin with what it does. */
export const contractCases: Readonly<Record<string, Check>> = {
  'says that an order waits, and that it has begun when a worker has taken it': async (bench) => {
    const one = new Heard(await bench.queue(), bench.order('same'));
    await until('it waits', () => one.told.length > 0);
    equal(one.told[0]?.type, 'waiting');
    equal(bench.calls, 0);
    await bench.worker();
    deepEqual((await one.ended()).types, ['begun', 'done']);
  },
  'tells all in the order in which it happened, and completes': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('tells')).ended();
    equal(one.error, undefined);
    deepEqual(
      one.told.filter(({ type }) => type !== 'waiting'),
      [
        { type: 'begun' },
        { type: 'log', message: 'first' },
        { type: 'progress', fraction: 0.5 },
        { type: 'part', port: 'y', value: largePart },
        { type: 'log', message: 'last' },
        { type: 'done', values: { y: 1 } },
      ],
    );
  },
  'carries values as they are, there and back': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    for (const x of carriedValues)
      deepEqual((await new Heard(queue, bench.order('same', { x })).ended()).values, {
        y: x,
      });
  },
  'gives the attempt what the order says': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    const more = {
      run: 'r-1',
      item: 3,
      attempt: 2,
      key: 'r-1/a/2',
      trace: { traceparent: '00-1' },
    };
    const order = bench.order('context', { x: 1 }, more);
    const [one, again, other] = await Promise.all(
      [order, order, { ...order, seed: 8 }].map((each) => new Heard(queue, each).ended()),
    );
    const { random, ...context } = (one?.values as { y: Values }).y;
    deepEqual(context, {
      ...{ ...more, component: 'a', outputs: ['y'], params: { p: [1, 'two'] } },
    });
    const numbersOf = (heard: Heard | undefined): unknown =>
      (heard?.values as { y: Values } | undefined)?.y['random'];
    deepEqual(numbersOf(again), random);
    ok(JSON.stringify(numbersOf(other)) !== JSON.stringify(random), 'another seed, same numbers');
  },
  'fails as the runner did': async (bench) => {
    await bench.worker();
    const queue = await bench.queue();
    const { error, types } = await new Heard(queue, bench.order('fails')).ended();
    deepEqual(types, ['begun']);
    const { name, message, cause, code } = error as Error & { readonly code: unknown };
    deepEqual([name, message, code], ['RangeError', 'it broke', 'E7']);
    equal((cause as Error).message, 'a cable');
    const last = await new Heard(queue, bench.order('fails for good')).ended();
    ok(last.error instanceof FinalError, 'what is final has to stay so');
  },
  'bounds the time of the attempt, and not of the wait': async (bench) => {
    const one = new Heard(await bench.queue(), bench.order('takes too long'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    deepEqual(one.types, []);
    await bench.worker();
    await one.ended();
    deepEqual(one.told.at(-1), { type: 'timed-out', milliseconds: 50 });
    equal(one.error, undefined);
  },
  'completes without values where the runner gives none': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('gives nothing')).ended();
    deepEqual([one.types, one.error], [['begun'], undefined]);
  },
  'gives what is no record of values as it is': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('gives a text')).ended();
    equal(one.values, 'a text');
  },
  'tells of a teardown that throws, and gives the values': async (bench) => {
    await bench.worker();
    const one = await new Heard(await bench.queue(), bench.order('is untidy')).ended();
    deepEqual(one.types, ['begun', 'teardown-failed', 'done']);
  },
  'stops an attempt that is cancelled, and is heard of no more': async (bench) => {
    await bench.worker();
    const one = new Heard(await bench.queue(), bench.order('waits'));
    await until('it waits', () => bench.waiting === 1);
    one.cancel();
    await until('its signal fires', () => bench.stopped === 1);
    equal(one.isOver, false);
  },
  'never begins what was cancelled before': async (bench) => {
    const queue = await bench.queue();
    const one = new Heard(queue, bench.order('same'));
    await until('it waits', () => one.told.length > 0);
    one.cancel();
    await bench.worker();
    await new Heard(queue, bench.order('same', { x: 2 })).ended();
    equal(bench.calls, 1);
  },
  'has each order made by one worker': async (bench) => {
    await bench.worker();
    await bench.worker();
    const queue = await bench.queue();
    const all = await Promise.all(
      Array.from({ length: 40 }, async (_, at) =>
        new Heard(queue, bench.order('same', { x: at }, { task: `a[${at}]` })).ended(),
      ),
    );
    deepEqual(
      all.map(({ values }) => values),
      all.map((_, at) => ({ y: at })),
    );
    equal(bench.calls, all.length);
  },
  'loses what a worker hands back, without counting it': async (bench) => {
    const worker = await bench.worker();
    const queue = await bench.queue();
    const one = new Heard(queue, bench.order('waits'));
    await until('it waits', () => bench.waiting === 1);
    await worker.close();
    const { error } = await one.ended();
    ok(error instanceof AttemptLostError, `expected an \`AttemptLostError\`, not ${String(error)}`);
    equal(error.isHandedBack, true);
  },
  'gives nothing to a worker that has other code, and says why it waits': async (bench) => {
    await bench.worker('2');
    const one = new Heard(await bench.queue(), bench.order('same'));
    await until('there is a reason', () =>
      one.told.some((told) => told.type === 'waiting' && told.reason !== undefined),
    );
    await bench.worker();
    deepEqual((await one.ended()).values, { y: 1 });
  },
};
