import * as t from 'io-ts';

import { Codec, failed, wrongType } from './codecs/codec.js';
import { mapped, named } from './codecs/collections.js';
import { isText, type Node, type Scalar } from './node.js';
import { isPath } from '../diagnostics/place.js';
import { aboutRetry } from './about.js';
import { quoteCondition } from './quote-condition.js';
import { duration, integer, name, number, oneOf, type Text, text } from './codecs/scalars.js';
import { record } from './codecs/record.js';

/** How often and when a failed attempt is made again. Durations are in milliseconds. */
export interface RetryPolicy {
  /** Further attempts after the first. */
  readonly attempts: number;
  /** The wait before the first further attempt. */
  readonly delay: number;
  /** What each wait is multiplied by to give the next. */
  readonly backoff: number;
  /** What no wait exceeds. */
  readonly maxDelay: number | undefined;
  /** From 0 to 1: the part of each wait that is left to chance. */
  readonly jitter: number;
}

const attempts = integer('a number of further attempts', 0);

const fields = mapped(
  record(
    'retry',
    { attempts },
    {
      delay: duration('zero'),
      backoff: number('a factor, 1 or more', 1, Infinity),
      maxDelay: duration('zero'),
      jitter: number('a number from 0 to 1', 0, 1),
    },
    { about: aboutRetry },
  ),
  (read): RetryPolicy => ({
    attempts: (read as Partial<typeof read>).attempts?.value ?? 0,
    delay: read.delay ?? 0,
    backoff: read.backoff ?? 1,
    maxDelay: read.maxDelay,
    jitter: read.jitter ?? 0,
  }),
);

const count = mapped(attempts, ({ value }): RetryPolicy => ({
  attempts: value,
  delay: 0,
  backoff: 1,
  maxDelay: undefined,
  jitter: 0,
}));

/** `retry`: a number of further attempts, or `{ attempts, delay, backoff, maxDelay, jitter }`. */
export const retry: Codec<RetryPolicy> = new Codec(
  'a number of further attempts, or a map',
  { anyOf: [count.schema, fields.schema] },
  (node, context) => {
    if (node.kind !== 'scalar') return fields.validate(node, context);
    if (typeof node.value === 'number') return count.validate(node, context);
    const expected = 'a number of further attempts, or a map with `attempts`';
    return failed(wrongType(context, node, expected));
  },
  fields.definitions,
);

/** `timeout`: milliseconds. */
export const timeout = duration('positive');

const threads = integer('`true`, or a number of threads', 1);

/** `thread`: whether attempts run in worker threads; a number says in how many at most. */
export const thread: Codec<Scalar<boolean | number>> = new Codec<Scalar<boolean | number>>(
  '`true`, or a number of threads',
  { anyOf: [{ type: 'boolean' }, threads.schema] },
  (node, context): t.Validation<Scalar<boolean | number>> =>
    node.kind === 'scalar' && typeof node.value === 'boolean'
      ? t.success(node as Scalar<boolean>)
      : threads.validate(node, context),
);

/** `workers` of a component: the pool of workers that it is run by. */
export const workers = name('a pool of workers');

const helpOf = (node: Node): string => {
  if (node.kind === 'scalar' && typeof node.value === 'boolean')
    return 'a condition is an expression; for one that always holds, leave the key out';
  return isPath(node.place)
    ? "a condition is a string, such as `'ocr.confidence < 0.8'`"
    : quoteCondition;
};

const conditionText = text('a condition');

/** `when`: an expression in CEL. */
export const condition: Codec<Text> = new Codec<Text>(
  'a condition',
  conditionText.schema,
  (node, context) =>
    isText(node)
      ? conditionText.validate(node, context)
      : failed(wrongType(context, node, 'a condition', [helpOf(node)])),
);

/** `onFailure` of a component: whether its outputs are absent where it fails, and the run goes on. */
export const onFailure = oneOf('`stop` or `omit`', ['stop', 'omit']);

/** `resources`: names and how many, of the pipeline what there is, of a component what it takes. */
export const resources = named(
  'a map from resources to how many',
  'resources',
  name('a resource'),
  integer('a whole number, 1 or more', 1),
);
