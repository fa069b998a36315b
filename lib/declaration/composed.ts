import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { isPath } from '../diagnostics/place.js';
import { aboutBatch, aboutFallback, aboutMap, aboutRepeat } from './about.js';
import { Codec, failed, type Fault, wrongType } from './codecs/codec.js';
import { list, mapped, named, unique } from './codecs/collections.js';
import { isMapStyle } from './codecs/entries.js';
import { collect, result } from './codecs/partial.js';
import { record } from './codecs/record.js';
import { duration, integer, name, oneOf, runnerName, text, type Text } from './codecs/scalars.js';
import { isText, isUnsupported, type Scalar } from './node.js';
import { params } from './params.js';
import { condition, retry, timeout } from './policies.js';

/** Another pipeline in place of a runner: where its file is, or as it was loaded, with its name. */
export interface NestedPipeline {
  readonly path: Text;
  /** Where it was given in code. */
  readonly loaded: unknown;
}

const path = text('a path');

/** `pipeline` of a component: the path of another file, from the one that names it. */
export const nestedPipeline: Codec<NestedPipeline> = new Codec<NestedPipeline>(
  'the path of another pipeline',
  path.schema,
  (node, context) => {
    if (node.kind === 'scalar' && isGiven(node)) {
      const { value, place } = node;
      return t.success({
        path: { kind: 'scalar', value: value.name, place },
        loaded: value.pipeline,
      });
    }
    // An object is told what else could stand here.
    if (isPath(node.place) && !isText(node))
      return failed(wrongType(context, node, 'a path, or a pipeline that was loaded', [inCode]));
    const faults: Fault[] = [];
    const read = collect(path.validate(node, context), faults);
    return read === undefined
      ? failed(...faults)
      : result(faults, { path: read, loaded: undefined });
  },
);

const inCode =
  'a pipeline is what `orThrow(await loadFile(…))` gives, or `loadObject` of an object';

const isGiven = (
  node: Scalar,
): node is Scalar<{
  readonly unsupported: string;
  readonly pipeline: unknown;
  readonly name: string;
}> => isUnsupported(node.value) && node.value.pipeline !== undefined;

/** `map` of a component: the ports that take one element each of a list. */
export interface MapDeclaration {
  readonly over: readonly Text[];
  readonly concurrency: Scalar<number> | undefined;
  readonly onFailure: 'stop' | 'omit' | undefined;
}

const onePort = mapped(name('a port'), (one): readonly Text[] => [one]);
const ports = unique('ports', list('a list of ports', name('a port')), 'remove one of them');

const over: Codec<readonly Text[]> = new Codec<readonly Text[]>(
  'a port, or a list of ports',
  { anyOf: [onePort.schema, { ...ports.schema, minItems: 1 }] },
  (node, context) => {
    if (isText(node)) return onePort.validate(node, context);
    if (node.kind !== 'sequence' || node.items.length === 0)
      return failed(wrongType(context, node, 'a port, or a list of ports'));
    return ports.validate(node, context);
  },
);

const mapFields = record(
  'map',
  { over },
  {
    concurrency: integer('a whole number, 1 or more', 1),
    onFailure: oneOf('`stop` or `omit`', ['stop', 'omit']),
  },
  { about: aboutMap },
);

export const elementMap: Codec<MapDeclaration> = new Codec<MapDeclaration>(
  'a port, a list of ports, or a map with `over`',
  { anyOf: [over.schema, mapFields.schema] },
  (node, context) => {
    const faults: Fault[] = [];
    if (isMapStyle(node)) {
      const read: Partial<t.TypeOf<typeof mapFields>> =
        collect(mapFields.validate(node, context), faults) ?? {};
      return result(faults, {
        over: read.over ?? [],
        concurrency: read.concurrency,
        onFailure: read.onFailure,
      });
    }
    const read = collect(over.validate(node, context), faults);
    return read === undefined
      ? failed(...faults)
      : result(faults, { over: read, concurrency: undefined, onFailure: undefined });
  },
  mapFields.definitions,
);

/** `fallback` of a component: runners to try in turn where all attempts have failed. */
export const fallback = list(
  'a list of runners to fall back to',
  record('fallback', { runner: runnerName }, { params, timeout, retry }, { about: aboutFallback }),
);

/** `repeat` of a component: the runner again, until a condition holds over its outputs. */
export const repetition = record(
  'repeat',
  {
    until: condition,
    atMost: integer('a number of rounds', 1),
    carry: named(
      'a map from ports to outputs',
      'ports',
      name('a port'),
      name('an output of the component'),
    ),
  },
  {},
  { about: aboutRepeat },
);

/** `batch` of a component: how many calls at most are gathered, and for how long. */
export const batch = record(
  'batch',
  { size: integer('a number of calls, 1 or more', 1) },
  { wait: duration('zero') },
  { about: aboutBatch },
);

const delay = duration('positive');

/** `hedge` of a component: when a second attempt is started beside one that has not ended. */
export const hedge: Codec<Scalar<number>> = new Codec<Scalar<number>>(
  delay.name,
  delay.schema,
  (node, context) =>
    E.map((value: number): Scalar<number> => ({ kind: 'scalar', value, place: node.place }))(
      delay.validate(node, context),
    ),
);
