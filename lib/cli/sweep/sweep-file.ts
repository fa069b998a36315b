import { dirname, isAbsolute, join } from 'node:path';

import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import {
  Codec,
  diagnosticsOf,
  failed,
  fault,
  type Fault,
  wrongType,
} from '../../declaration/codecs/codec.js';
import { list, named, type Named } from '../../declaration/codecs/collections.js';
import { type Json, json } from '../../declaration/codecs/json.js';
import { collect, result } from '../../declaration/codecs/partial.js';
import { record } from '../../declaration/codecs/record.js';
import { integer, oneOf, text, type Text } from '../../declaration/codecs/scalars.js';
import { isText, type Node } from '../../declaration/node.js';
import { fromObject } from '../../declaration/from-object.js';
import { formatOf, parse } from '../../declaration/yaml/parse.js';
import { formatDiagnostic, formatDiagnostics } from '../../diagnostics/format.js';
import type { Paint } from '../../diagnostics/paint.js';
import { isSpan, type Place } from '../../diagnostics/place.js';
import { Source } from '../../diagnostics/source.js';
import { quoted } from '../../diagnostics/wording.js';
import { SweepError } from '../../sweep/sweep-error.js';
import { sweptValues } from '../../sweep/swept-values.js';
import { UsageError } from '../exit/usage-error.js';
import { formatNames, readText } from '../files/read-text.js';
import { placed, type SweptParams, type SweptValue } from './swept-param.js';

/** What a sweep is, from a file: what of it could be read, where there are faults. */
export interface SweepFile {
  /** What is wrong with it, as it is printed. */
  readonly faults: readonly string[];
  readonly params: SweptParams;
  readonly zip?: boolean;
  readonly sample?: number;
  readonly seed?: number;
  readonly inputs?: readonly Placed[];
  /** As `--each` takes it: paths from the working directory. */
  readonly each?: Placed<string>;
  /** As `--metric` takes them: `score=evaluate.f1`. */
  readonly metrics?: readonly Placed<string>[];
  readonly best?: 'max' | 'min';
}

/** Something that a file says, so that what is wrong with it is told there. */
export interface Placed<T = unknown> {
  readonly name: string;
  readonly value: T;
  readonly source: Source;
  readonly place: Place;
}

/** Throws a `UsageError` where nothing can be read. */
export const readSweepFile = (path: string, paint: Paint): SweepFile => {
  const content = readText(path);
  const source = new Source(path, content);
  const format = formatOf(path);
  const root = parse(content, format);
  if (E.isLeft(root))
    throw new UsageError(
      `${quoted(path)} cannot be read as ${formatNames[format]}\n\n${formatDiagnostics(source, root.left)}`,
    );
  const faults: Fault[] = [];
  const read = collect(codec.validate(root.right, [{ key: 'sweep', type: t.unknown }]), faults);
  const { set, inputs, each, zip, sample, seed, metrics, best } = read ?? {};
  const swept = ({ name, value }: Named<Values>): readonly [string, readonly SweptValue[]] => [
    name.value,
    value.map(({ value, node }) => ({
      value,
      setting: { source, root: param(name, node) },
    })),
  ];
  return {
    faults: diagnosticsOf(faults).map((one) => formatDiagnostic(source, one, paint)),
    params: Object.fromEntries(set?.map(swept) ?? []),
    ...(zip === undefined ? {} : { zip }),
    ...(sample === undefined ? {} : { sample: sample.value }),
    ...(seed === undefined ? {} : { seed: seed.value }),
    ...(inputs === undefined
      ? {}
      : {
          inputs: inputs.map(({ name, value: { value, node } }) => ({
            ...{ name: name.value, value, source, place: node.place },
          })),
        }),
    ...(each === undefined
      ? {}
      : {
          each: {
            ...{ name: 'each', value: fromFolderOf(path, each.value), source, place: each.place },
          },
        }),
    ...(metrics === undefined
      ? {}
      : {
          metrics: metrics.map(({ name, value: way }) => ({
            ...{ name: name.value, value: `${name.value}=${way.value}` },
            ...{ source, place: way.place },
          })),
        }),
    ...(best === undefined ? {} : { best }),
  };
};

/** Paths in a file are from its folder. */
const fromFolderOf = (path: string, each: string): string => {
  const from = (one: string): string =>
    one === '-' || isAbsolute(one) ? one : join(dirname(path), one);
  const [, input, pattern = ''] = /^((?:[\w-]+=)?glob:)(.*)$/s.exec(each) ?? [];
  if (input !== undefined) return `${input}${from(pattern).replaceAll('\\', '/')}`;
  const [, kind = '', file = each] = /^((?:ndjson|csv):)(.*)$/s.exec(each) ?? [];
  return `${kind}${from(file)}`;
};

/** The tree that sets a param: each step of the way to it stands where all of it does. */
const param = ({ value: way, place }: Text, node: Node): Node =>
  way.split('.').reduceRight<Node>(
    (value, step) => ({
      kind: 'mapping',
      entries: [{ key: { kind: 'scalar', value: step, place }, value }],
      place,
    }),
    node,
  );

interface Value {
  readonly value: unknown;
  readonly node: Node;
}

type Values = readonly Value[];

const item: Codec<Value> = new Codec<Value>('a value', {}, (node, context) => {
  const faults: Fault[] = [];
  const value: Json | undefined = collect(json.validate(node, context), faults);
  return result(faults, { value, node });
});

const items = list('a list of values', item);

/** A list holds values as they are; a text is read as `--set` reads it, anything else is one value. */
const values: Codec<Values> = new Codec<Values>('values', {}, (node, context) => {
  if (node.kind === 'sequence')
    return node.items.length > 0
      ? items.validate(node, context)
      : failed(wrongType(context, node, 'at least one value'));
  if (node.kind === 'mapping')
    return failed(
      wrongType(context, node, 'a list, or a range as text', [
        'a param is named by its path: `ocr.box.x: [1, 2]`; put a map that is a value in a list',
      ]),
    );
  if (!isText(node)) return E.map((one: Value) => [one])(item.validate(node, context));
  try {
    const { place } = node;
    return t.success(
      sweptValues(node.value).map((value) => ({
        value,
        node: isSpan(place) ? placed(fromObject(value), place) : fromObject(value),
      })),
    );
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    return failed(fault(context, node, 'bad-value', error.message, { label: 'no values' }));
  }
});

const isTrue: Codec<boolean> = new Codec<boolean>(
  'true or false',
  { type: 'boolean' },
  (node, context) =>
    node.kind === 'scalar' && typeof node.value === 'boolean'
      ? t.success(node.value)
      : failed(wrongType(context, node, '`true` or `false`')),
);

const paramName: Codec<Text> = new Codec<Text>(
  'a param',
  { type: 'string' },
  (node, context): t.Validation<Text> =>
    isText(node) && /^[^.]+(\.[^.]+)+$/.test(node.value)
      ? t.success(node)
      : failed(
          fault(
            context,
            node,
            'invalid-reference',
            `${quoted(isText(node) ? node.value : '')} is not the name of a param`,
            {
              label: 'expected `component.param`',
              help: [
                'a param is named by its path: `ocr.psm`, or `read/ocr.psm` in a nested pipeline',
              ],
            },
          ),
        ),
);

const codec = record(
  'sweep',
  {
    set: named('a map from params to values', 'params', paramName, values),
  },
  {
    zip: isTrue,
    sample: integer('a number of settings', 1),
    seed: integer('a whole number, 0 or more', 0),
    inputs: named('a map from inputs to values', 'inputs', text('a name'), item),
    each: text('items: a file of JSON lines or CSV, or `glob:` and a pattern'),
    metrics: named(
      'a map from metrics to what they are',
      'metrics',
      text('a name'),
      text('an output, such as `evaluate.f1`'),
    ),
    best: oneOf('`max` or `min`', ['max', 'min']),
  },
);
