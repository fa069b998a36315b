import type * as t from 'io-ts';

import { listed, quoted } from '../diagnostics/wording.js';
import { aboutSelector } from './about.js';
import { Codec, failed, fault, type Fault, subjectOf, wrongType } from './codecs/codec.js';
import { list } from './codecs/collections.js';
import { collect, result } from './codecs/partial.js';
import { record } from './codecs/record.js';
import { integer, reference, type Text } from './codecs/scalars.js';
import { entriesOf, isMapStyle } from './codecs/entries.js';
import { isText, type Node, type Scalar } from './node.js';

/** How one value is chosen from several, in place of a reference. */
export interface Selector {
  readonly kind: 'first' | 'race' | 'all' | 'maybe';
  readonly of: readonly Text[];
  /** With `all`: how many are enough. */
  readonly atLeast: Scalar<number> | undefined;
}

/** What a value comes from: a reference, or a selector with what it is called. */
export interface Origin {
  readonly reference: Text;
  readonly selector: Selector | undefined;
}

const kinds = ['first', 'race', 'all', 'maybe'] as const;

const references = list('a list of references', reference);

// That there is none the reader tells in words of its own.
const some = new Codec(
  references.name,
  { ...references.schema, minItems: 1 },
  references.validate.bind(references),
);

const fields = record(
  'selector',
  {},
  {
    first: some,
    race: some,
    all: some,
    atLeast: integer('a whole number, 1 or more', 1),
    maybe: reference,
  },
  { about: aboutSelector, oneOf: kinds, pairs: [['atLeast', 'all']] },
);

const forms =
  'a selector is one of `{ first: […] }`, `{ race: […] }`, `{ all: […] }`, `{ all: […], atLeast: 2 }` and `{ maybe: … }`';

const selector = (node: Node, context: t.Context): t.Validation<Origin> => {
  const faults: Fault[] = [];
  const read = collect(fields.validate(node, context), faults);
  if (read === undefined || faults.length > 0) return failed(...faults);
  const wrong = (message: string, at: Node = node): t.Validation<Origin> =>
    failed(fault(context, at, 'bad-value', message, { label: 'not a selector', help: [forms] }));
  const said = kinds.filter((kind) => read[kind] !== undefined);
  const [kind, other] = said;
  if (kind === undefined) return wrong(`${subjectOf(context)} has no selector`);
  if (other !== undefined)
    return wrong(
      `${subjectOf(context)} has ${listed(said, 'and', 4, quoted)}: only one is allowed`,
    );
  const of = kind === 'maybe' ? [read.maybe as Text] : (read[kind] ?? []);
  const { atLeast } = read;
  if (of.length === 0) return wrong(`${quoted(kind)} of ${subjectOf(context)} is empty`);
  if (atLeast !== undefined && kind !== 'all')
    return wrong('`atLeast` is allowed only with `all`', atLeast);
  if (atLeast !== undefined && atLeast.value > of.length)
    return wrong(`\`atLeast\` is ${atLeast.value}, and \`all\` names only ${of.length}`, atLeast);
  const names = of.map(({ value }) => value).join(', ');
  const value = atLeast === undefined ? `${kind}(${names})` : `${kind}(${names}; ${atLeast.value})`;
  return result(faults, {
    reference: { kind: 'scalar', value, place: node.place },
    selector: { kind, of, atLeast },
  });
};

const nameless = ['a selector needs a name before it, as in `{ text: { first: […] } }`'];

const isKind = (key: string | undefined): boolean => kinds.some((kind) => kind === key);

/**
 * An item of a list that is `maybe` with a reference: in a map that is a name like any other, and the
 * item would be taken for one of a map in the style of a list.
 */
export const namelessMaybe = (item: Node, context: t.Context): Fault | undefined => {
  const only = item.kind === 'mapping' && item.entries.length === 1 ? item.entries[0] : undefined;
  if (only === undefined || !isText(only.key) || only.key.value !== 'maybe') return undefined;
  const of = isText(only.value) ? only.value.value : '…';
  return wrongType([...context, { key: '#', type: reference }], item, 'a reference', [
    'a selector needs a name before it, as in `{ text: { maybe: … } }`',
    `to use \`maybe\` as a name, write a map: ${quoted(`{ maybe: ${of} }`)}`,
  ]);
};

/** A reference in a list, where a selector has no name by which to go. */
export const listedReference: Codec<Text> = new Codec<Text>(
  reference.name,
  reference.schema,
  (node, context) => {
    const keys = isMapStyle(node) ? entriesOf(node, context, () => undefined) : undefined;
    return keys?.some(({ key }) => isKind(key.value)) === true
      ? failed(wrongType(context, node, 'a reference', nameless))
      : reference.validate(node, context);
  },
);

/** What is wired to a port, or is an output of the pipeline: a reference, or a selector. */
export const origin: Codec<Origin> = new Codec<Origin>(
  'a reference, or a selector',
  { anyOf: [reference.schema, fields.schema] },
  (node, context) => {
    if (node.kind === 'mapping' || (node.kind === 'sequence' && isMapStyle(node)))
      return selector(node, context);
    if (node.kind === 'sequence' && isKind(context.at(-1)?.key))
      return failed(wrongType(context, node, 'a reference', nameless));
    const faults: Fault[] = [];
    const read = collect(reference.validate(node, context), faults);
    return read === undefined
      ? failed(...faults)
      : result(faults, { reference: read, selector: undefined });
  },
  fields.definitions,
);
