import { counted, quoted } from '../diagnostics/wording.js';
import type { SetParams } from '../declaration/set-params.js';
import { randomOf } from '../engine/attempts/seeds.js';
import { equalValues } from './equal-values.js';
import { SweepError } from './sweep-error.js';

/** What a sweep varies: values by the params that take them, `ocr.psm`. */
export type Space = Readonly<Record<string, readonly unknown[]>>;

export interface SpaceOptions {
  /** Takes the first values together, then the second ones, in place of each with each. */
  readonly zip?: boolean;
  /** So many of all settings, by chance. */
  readonly sample?: number;
  /** What chance follows from; 0 by default, so that the same sample is taken again. */
  readonly seed?: number;
}

/** One way to set all that varies. */
export interface Setting<V = unknown> {
  /** From 0; the same in a sample as among all. */
  readonly index: number;
  readonly values: Readonly<Record<string, V>>;
}

type Swept<V> = Readonly<Record<string, readonly V[]>>;

/** A sweep of more settings is taken for a mistake. */
export const mostSettings = 100_000;

/** All settings of a space, or a sample of them, in their order. Throws a `SweepError`. */
export const settingsIn = (space: Space, options: SpaceOptions = {}): readonly Setting[] =>
  settingsBy(space, (value) => value, options);

/** The same of values that are known by what `valueOf` gives of them. */
export const settingsBy = <V>(
  space: Swept<V>,
  valueOf: (value: V) => unknown,
  options: SpaceOptions = {},
): readonly Setting<V>[] => {
  const plain = Object.entries(space).map(
    ([param, values]) => [param, values.map(valueOf)] as const,
  );
  const all = countOf(Object.fromEntries(plain), options.zip === true);
  const { sample = all } = options;
  if (!Number.isSafeInteger(sample) || sample < 1)
    throw new SweepError([`a sample must have at least one setting, not ${sample}`]);
  const count = Math.min(sample, all);
  if (count > mostSettings)
    throw new SweepError([
      `these are ${all} settings, and ${mostSettings} are the most: vary less, or take a sample (\`--sample 100\`)`,
    ]);
  const indexes =
    count < all
      ? sampled(all, count, options.seed ?? 0)
      : Array.from({ length: all }, (_, index) => index);
  return indexes.map((index) => ({ index, values: valuesAt(space, index, options.zip === true) }));
};

const countOf = (space: Space, isZipped: boolean): number => {
  const problems: string[] = [];
  const params = Object.entries(space);
  if (params.length === 0) problems.push('nothing varies: `--set ocr.psm=3,6` says what does');
  for (const [param, values] of params) {
    if (!/^[^.]+\../.test(param))
      problems.push(`${quoted(param)} names no param: write \`component.param\``);
    if (values.length === 0) problems.push(`${quoted(param)} has no values`);
  }
  const lengths = new Set(params.map(([, values]) => values.length));
  if (isZipped && lengths.size > 1)
    problems.push(
      `values that are taken together must be equally many: ${params
        .map(([param, values]) => `${quoted(param)} has ${counted(values.length, 'value')}`)
        .join(', ')}`,
    );
  if (problems.length === 0) problems.push(...equalValues(space, isZipped));
  if (problems.length > 0) throw new SweepError(problems);
  const [first = 0] = lengths;
  const all = isZipped ? first : params.reduce((product, [, values]) => product * values.length, 1);
  if (!Number.isSafeInteger(all))
    throw new SweepError(['these are more settings than can be counted']);
  return all;
};

// The last param varies fastest, as in loops within each other.
const valuesAt = <V>(space: Swept<V>, index: number, isZipped: boolean): Setting<V>['values'] => {
  let rest = index;
  return Object.fromEntries(
    Object.entries(space)
      .reverse()
      .flatMap(([param, values]) => {
        const at = isZipped ? index : rest % values.length;
        rest = Math.floor(rest / values.length);
        return values.slice(at, at + 1).map((value) => [param, value] as const);
      })
      .reverse(),
  );
};

// Floyd's: each subset is as likely as any other, and no more numbers are drawn than are asked for.
const sampled = (all: number, count: number, seed: number): readonly number[] => {
  const random = randomOf(seed, 'sample of a sweep');
  const taken = new Set<number>();
  for (let most = all - count; most < all; most += 1) {
    const one = Math.floor(random() * (most + 1));
    taken.add(taken.has(one) ? most : one);
  }
  return [...taken].sort((a, b) => a - b);
};

/** The same as params to load a pipeline with: `ocr.box.x` is `{ ocr: { box: { x } } }`. */
export const asParams = ({ values }: Pick<Setting, 'values'>): SetParams => {
  const set: Record<string, unknown> = {};
  for (const [param, value] of Object.entries(values)) {
    const keys = param.split('.');
    let at = set;
    for (const key of keys.slice(0, -1)) {
      const inner = Object.hasOwn(at, key) ? at[key] : undefined;
      const next = (inner ?? {}) as Record<string, unknown>;
      own(at, key, next);
      at = next;
    }
    own(at, keys.at(-1) ?? '', value);
  }
  return set as SetParams;
};

// `__proto__` is a name like any other.
const own = (record: Record<string, unknown>, key: string, value: unknown): void => {
  Object.defineProperty(record, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
};
