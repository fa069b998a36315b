import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { wireError } from './wire-error.js';

/*
 * What travels. Both sides check what they are given: anyone who reaches Redis may have written it.
 */

const carried = t.union([t.type({ bytes: t.string }), t.type({ blob: t.string })]);

const whole = t.refinement(t.number, (value) => Number.isSafeInteger(value) && value >= 0, 'whole');

const jobCodec = t.intersection([
  t.type({
    overseer: t.string,
    run: t.string,
    item: t.union([whole, t.null]),
    task: t.string,
    attempt: whole,
    key: t.string,
    seed: whole,
    trace: t.union([t.record(t.string, t.string), t.null]),
    outputs: t.array(t.string),
    inputs: t.record(t.string, carried),
  }),
  // Another overseer may go on with the run, and then wants what comes of it.
  t.partial({ isLasting: t.boolean }),
]);

export type JobData = t.TypeOf<typeof jobCodec>;

const resultCodec = t.union([
  t.type({ type: t.literal('done'), values: t.record(t.string, carried) }),
  t.type({ type: t.literal('other'), value: carried }),
  t.type({ type: t.literal('nothing') }),
  t.type({ type: t.literal('timed-out'), milliseconds: t.number }),
  t.type({ type: t.literal('failed'), error: wireError }),
  t.intersection([
    t.type({ type: t.literal('lost'), reason: t.string }),
    // Its worker has let go of it, through no fault of the attempt's.
    t.partial({ isHandedBack: t.boolean }),
  ]),
]);

/** How an attempt has ended. */
export type Result = t.TypeOf<typeof resultCodec>;

const messageCodec = t.union([
  t.type({ type: t.literal('begun') }),
  t.type({ type: t.literal('log'), message: t.string }),
  t.type({ type: t.literal('progress'), fraction: t.number }),
  t.type({ type: t.literal('teardown-failed'), message: t.string }),
  t.type({ type: t.literal('part'), port: t.string, value: carried }),
  t.type({ type: t.literal('ended'), result: resultCodec }),
]);

/** What a worker tells of an attempt. */
export type Message = t.TypeOf<typeof messageCodec>;

const atWorkCodec = t.array(
  t.type({ run: t.string, task: t.string, attempt: t.number, since: t.number }),
);

/** The attempts that a worker is at. */
export type AtWork = t.TypeOf<typeof atWorkCodec>;

const workerCodec = t.type({
  id: t.string,
  name: t.string,
  pool: t.string,
  host: t.string,
  pid: t.number,
  /** Of MLPipeline. */
  version: t.string,
  concurrency: t.number,
  /** Milliseconds since the epoch. */
  since: t.number,
  takes: t.array(t.type({ key: t.string, runner: t.string })),
  atWork: atWorkCodec,
});

/** What a worker says of itself. */
export type WorkerFacts = t.TypeOf<typeof workerCodec>;

const reader =
  <T>(codec: t.Type<T>) =>
  (value: unknown): T | undefined => {
    const read = codec.decode(value);
    return E.isRight(read) ? read.right : undefined;
  };

export const readJob = reader(jobCodec);
export const readResult = reader(resultCodec);
export const readMessage = reader(messageCodec);
export const readWorker = reader(workerCodec);
export const readAtWork = reader(atWorkCodec);

/** `undefined` for what is no JSON. */
export const parsed = (text: string | null | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};
