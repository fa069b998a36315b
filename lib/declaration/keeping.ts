import * as t from 'io-ts';

import { Codec, failed, fault, wrongType } from './codecs/codec.js';
import { mapped, named } from './codecs/collections.js';
import { isMapStyle } from './codecs/entries.js';
import { name, oneOf, text, type Text } from './codecs/scalars.js';
import type { Scalar } from './node.js';

/** `cache`: whether what a component gives may serve other runs. */
export const cache: Codec<Scalar<boolean>> = new Codec<Scalar<boolean>>(
  '`true` or `false`',
  { type: 'boolean' },
  (node, context) =>
    node.kind === 'scalar' && typeof node.value === 'boolean'
      ? t.success(node as Scalar<boolean>)
      : failed(wrongType(context, node, '`true` or `false`')),
);

const versionText = text('a version');

/** `version`: a text, or a whole number. */
export const version: Codec<Text> = new Codec<Text>(
  'a version',
  { anyOf: [versionText.schema, { type: 'integer' }] },
  (node, context): t.Validation<Text> => {
    if (node.kind !== 'scalar' || typeof node.value !== 'number')
      return versionText.validate(node, context);
    if (Number.isSafeInteger(node.value))
      return t.success({ kind: 'scalar', value: String(node.value), place: node.place });
    // `1.10` is the same number as `1.1`.
    return failed(
      fault(context, node, 'bad-value', 'a version with a dot must be a string, not a number', {
        label: 'expected a string',
        help: ['put it in quotes: as numbers `1.10` and `1.1` are the same'],
      }),
    );
  },
);

const none = oneOf('`none`', ['none']);

const ofOutputs = mapped(
  named('a map from outputs to `none`', 'outputs', name('an output'), none),
  (all): readonly Text[] => all.map(({ name: output }) => output),
);

/** `store` of a component: `none` for all of its outputs, or for some, that must never be written. */
export const store: Codec<'none' | readonly Text[]> = new Codec<'none' | readonly Text[]>(
  '`none`, or a map from outputs to `none`',
  { anyOf: [none.schema, ofOutputs.schema] },
  (node, context): t.Validation<'none' | readonly Text[]> =>
    node.kind !== 'scalar' && isMapStyle(node)
      ? ofOutputs.validate(node, context)
      : none.validate(node, context),
  ofOutputs.definitions,
);
