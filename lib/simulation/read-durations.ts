import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import {
  Codec,
  diagnosticsOf,
  failed,
  fault,
  type Fault,
  subjectOf,
} from '../declaration/codecs/codec.js';
import { list, mapped, named } from '../declaration/codecs/collections.js';
import { collect } from '../declaration/codecs/partial.js';
import { isMapStyle } from '../declaration/codecs/entries.js';
import { described, isText } from '../declaration/node.js';
import { type Format, parse } from '../declaration/yaml/parse.js';
import { record } from '../declaration/codecs/record.js';
import { duration as time, name, type Text } from '../declaration/codecs/scalars.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { isSpan } from '../diagnostics/place.js';
import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { Graph } from '../graph/graph.js';
import { distributions, type Duration } from './duration.js';
import { placesOf } from './places.js';

/** What a file says of how long tasks take. */
export interface Durations {
  readonly durations: ReadonlyMap<string, Duration>;
  /** For tasks that are not named. */
  readonly otherwise: Duration | undefined;
}

/** Stands in a file for all tasks that it does not name. */
export const defaultKey = 'default';

/**
 * The durations in a text of YAML or JSON: a map from tasks to durations (as in pipeline files), or to maps
 * with a distribution; `default` is for the others. Left has all that is wrong with it, tasks that
 * the pipeline does not have included; that some are missing is not.
 */
export const readDurations = (
  text: string,
  graph: Graph,
  format?: Format,
): E.Either<readonly Diagnostic[], Durations> => {
  const root = parse(text, format);
  if (E.isLeft(root)) return E.left(root.left.map(ofDurations));
  if (!isMapStyle(root.right))
    return E.left([
      diagnose(
        'wrong-type',
        root.right.place,
        `a file of durations is a map from tasks to durations, not ${described(root.right)}`,
        { label: 'expected a map', help: [forms] },
      ),
    ]);
  const faults: Fault[] = [];
  const entries = collect(file.validate(root.right, []), faults) ?? [];
  const known = placesOf(graph).flatMap(({ name, isWork }) => (isWork ? [name] : []));
  const all = new Set(known);
  const suggester = new Suggester();
  const unknown = entries
    .filter(({ name }) => name.value !== defaultKey && !all.has(name.value))
    .map(({ name }) => {
      const near = suggester.nearest(name.value, [...known, defaultKey]);
      return diagnose(
        'unknown-component',
        name.place,
        `the pipeline has no task ${quoted(name.value)}`,
        {
          label: 'unknown task',
          suggestions: near,
          help:
            near.length > 0
              ? didYouMean(near)
              : [`its tasks are ${listed(known, 'and', 5, quoted)}`],
        },
      );
    });
  const diagnostics = [...diagnosticsOf(faults), ...unknown];
  if (diagnostics.length > 0) return E.left(diagnostics.sort(inOrder));
  const durations = new Map(entries.map(({ name, value }) => [name.value, value]));
  const otherwise = durations.get(defaultKey);
  if (!all.has(defaultKey)) durations.delete(defaultKey);
  return E.right({ durations, otherwise });
};

const forms = 'write `task: 2s` for each, and `default: 1s` for others';

// The reader of declarations thinks that a file is one.
const ofDurations = (diagnostic: Diagnostic): Diagnostic =>
  diagnostic.code === 'empty-file'
    ? diagnose(diagnostic.code, diagnostic.place, diagnostic.message, { help: [forms] })
    : diagnostic;

const inOrder = (a: Diagnostic, b: Diagnostic): number =>
  isSpan(a.place) && isSpan(b.place) ? a.place.start - b.place.start : 0;

const timeOrNone = time('zero');

const pair: Codec<readonly [number, number]> = new Codec<readonly [number, number]>(
  'the minimum and the maximum',
  { type: 'array', items: timeOrNone.schema, minItems: 2, maxItems: 2 },
  (node, context) => {
    const read = list('a list of two durations', timeOrNone).validate(node, context);
    if (E.isLeft(read)) return read;
    const [least, most, ...others] = read.right;
    const wrong = (why: string, label: string) =>
      failed(fault(context, node, 'bad-value', `${subjectOf(context)} ${why}`, { label }));
    if (least === undefined || most === undefined || others.length > 0)
      return wrong(`must be two durations, not ${read.right.length}`, 'expected `[least, most]`');
    return least <= most
      ? t.success([least, most])
      : wrong('has a minimum above its maximum', 'write the shorter one first');
  },
);

const samples: Codec<readonly number[]> = new Codec(
  'a list of durations',
  { type: 'array', items: timeOrNone.schema, minItems: 1 },
  (node, context) => {
    const read = list('a list of durations', timeOrNone).validate(node, context);
    return E.isRight(read) && read.right.length === 0
      ? failed(
          fault(context, node, 'bad-value', `${subjectOf(context)} is empty`, {
            label: 'expected at least one duration',
          }),
        )
      : read;
  },
);

const spread = record('spread', { mean: timeOrNone, deviation: timeOrNone }, {});

const oneForm = record(
  'distribution',
  {},
  {
    uniform: pair,
    normal: spread,
    lognormal: spread,
    exponential: record('exponential', { mean: timeOrNone }, {}),
    samples,
  },
);

const distribution: Codec<Duration> = new Codec(
  'a distribution',
  oneForm.schema,
  (node, context) => {
    const read = oneForm.validate(node, context);
    if (E.isLeft(read)) return read;
    const given = distributions.filter((one) => read.right[one] !== undefined);
    if (given.length !== 1)
      return failed(
        fault(
          context,
          node,
          'bad-value',
          `${subjectOf(context)} must have one distribution, not ${given.length}`,
          {
            label: 'expected one',
            help: [`the distributions are ${listed(distributions, 'and', 6, quoted)}`],
          },
        ),
      );
    return t.success(read.right as Duration);
  },
  oneForm.definitions,
);

const duration: Codec<Duration> = new Codec(
  'a duration or a distribution',
  { anyOf: [timeOrNone.schema, distribution.schema] },
  (node, context): t.Validation<Duration> =>
    node.kind === 'scalar'
      ? timeOrNone.validate(node, context)
      : distribution.validate(node, context),
  distribution.definitions,
);

const plainTask = name('a task');

// Of a pipeline within another the way to it, `read/ocr`: whether there is such a one is looked up.
const task: Codec<Text> = new Codec<Text>('a task', { type: 'string' }, (node, context) =>
  isText(node) && node.value.includes('/') ? t.success(node) : plainTask.validate(node, context),
);

const file = mapped(named('a map from tasks to durations', 'tasks', task, duration), (all) => all);
