import * as t from 'io-ts';

import type { PortableError } from '../../runners/thread/portable-error.js';

/** JSON has no `NaN` and no `Infinity`, which a `retryAfter` may be. */
const detail = t.union([t.string, t.number, t.boolean, t.type({ number: t.string })]);

/** An error as it travels. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly isFinal: boolean;
  readonly details: Readonly<Record<string, t.TypeOf<typeof detail>>>;
  readonly cause: WireError | undefined;
}

export const wireError: t.Type<WireError> = t.recursion('WireError', () =>
  t.intersection([
    t.type({
      name: t.string,
      message: t.string,
      isFinal: t.boolean,
      details: t.record(t.string, detail),
    }),
    // What is `undefined` is left out of JSON.
    t.type({
      stack: t.union([t.string, t.undefined]),
      cause: t.union([wireError, t.undefined]),
    }),
  ]),
);

export const sentError = (error: PortableError): WireError => ({
  ...error,
  details: mapped(error.details, (one) =>
    typeof one === 'number' && !Number.isFinite(one) ? { number: String(one) } : one,
  ),
  cause: error.cause === undefined ? undefined : sentError(error.cause),
});

export const receivedError = (error: WireError): PortableError => ({
  ...error,
  details: mapped(error.details, (one) => (typeof one === 'object' ? Number(one.number) : one)),
  cause: error.cause === undefined ? undefined : receivedError(error.cause),
});

const mapped = <T, U>(
  record: Readonly<Record<string, T>>,
  change: (one: T) => U,
): Readonly<Record<string, U>> =>
  Object.fromEntries(Object.entries(record).map(([key, one]) => [key, change(one)]));
